import { onTestFinished } from 'vitest';
import {
  type ConnectHostOptions,
  connectHost,
  type HostSession,
} from '../../../src/sandbox/node/index.ts';

/** What fake hosts are written with. */
const PRELUDE = `
const { createInterface } = require('node:readline');
const print = (line) => process.stdout.write(line + '\\n');
const send = (message) => print(JSON.stringify(message));
const ack = () => send({ type: 'ack', capabilities: { host_call: 'v1' } });
const reply = ({ id }, result) => send({ id, ok: true, result });
const refuse = ({ id }, error) => send({ id, ok: false, error });
const done = (request, value = null) =>
  reply(request, { envelope: { ok: true, stdout: '', stderr: '', value } });
/** Calls the handler of each line: by its method, or by its type. */
const serve = (handlers) =>
  createInterface({ input: process.stdin }).on('line', (line) => {
    const message = JSON.parse(line);
    const handle = handlers[message.method ?? message.type];
    if (handle) handle(message, line);
    else if (message.method === 'init') reply(message, { events: [], version: '1' });
    else if (message.method === 'close') {
      reply(message, { closed: true });
      process.exit(0);
    }
  });
`;

/** How to start a host that is this program. */
export function fakeHost(
  program: string,
  args: readonly string[] = [],
): { command: string; args: string[] } {
  return { command: process.execPath, args: ['-e', PRELUDE + program, ...args] };
}

/** A session with a host that is this program. It is closed when the test is over. */
export async function connectFake(
  program: string,
  options: Partial<ConnectHostOptions> = {},
  args: readonly string[] = [],
): Promise<HostSession> {
  const session = await connectHost({ ...fakeHost(program, args), ...options });
  onTestFinished(async () => void (await session.close()));
  return session;
}
