// The thread that writes a journal: it holds the lock, the database and nothing else.
import { parentPort, workerData } from 'node:worker_threads';
import { makeFolder, openForWriting } from './open-database.ts';
import type { FromWriter, ToWriter } from './requests.ts';
import { storageError } from './storage-error.ts';
import { Writer } from './writer.ts';
import { lockForWriting } from './writer-lock.ts';

const { directory } = workerData as { directory: string };
const port = parentPort;
if (port === null) throw new Error('This file is the program of a thread');

function say(message: FromWriter): void {
  port?.postMessage(message);
}

try {
  makeFolder(directory);
  const unlock = lockForWriting(directory);
  const database = openForWriting(directory);
  const writer = new Writer(database, directory);
  port.on('message', (message: ToWriter) => {
    if ('close' in message) {
      try {
        database.close();
      } finally {
        unlock();
        port.close();
      }
      return;
    }
    say({ reply: writer.write(message.requests) });
    if (message.requests.some(({ kind }) => kind === 'delete')) writer.shrink();
  });
  say({ ready: true });
} catch (fault) {
  const { code, message } = storageError(fault, directory);
  say({ failed: { code, message } });
  port.close();
}
