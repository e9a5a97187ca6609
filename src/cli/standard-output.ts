import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { harmless } from './tree/harmless.ts';

/** Prints text on standard output and waits until it has left this process. */
export async function printOut(text: string): Promise<void> {
  await write(process.stdout, text);
}

/** Prints lines of JSON; on a terminal without what that would obey. */
export async function printJson(...lines: readonly string[]): Promise<void> {
  const shown = process.stdout.isTTY ? lines.map(harmless) : lines;
  await printOut(shown.map((line) => `${line}\n`).join(''));
}

/** Prints text on standard error and waits until it has left this process. */
export async function printError(text: string): Promise<void> {
  await write(process.stderr, text);
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      // A reader that has gone, as in `causeway … | head`, is no mistake of ours.
      const gone = (error as NodeJS.ErrnoException | null | undefined)?.code === 'EPIPE';
      if (error && !gone) reject(error);
      else resolve();
    });
  });
}

/**
 * Keeps standard output for the command’s own answer: what a tools module prints, by `console` or
 * by `process.stdout.write`, goes to `elsewhere`. Returns the printer for the answer.
 */
export function reserveStandardOutput(
  elsewhere: (text: string) => void,
): (text: string) => Promise<void> {
  const stdout = process.stdout;
  const writeOut = stdout.write.bind(stdout);
  const sink = new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _encoding, done) {
      elsewhere(typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk));
      done();
    },
  });
  globalThis.console = new Console({ stdout: sink, stderr: sink });
  stdout.write = sink.write.bind(sink) as typeof stdout.write;
  return (text) => write({ write: writeOut } as NodeJS.WriteStream, text);
}
