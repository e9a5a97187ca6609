import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, onTestFinished } from 'vitest';
import { parseJson } from '../../../src/protocol/exact-json.ts';
import { resolveNodeHostPath } from '../../../src/sandbox/node/index.ts';

export type Message = Record<string, unknown>;

/** A live host process, spoken to line by line. */
export interface RawHost {
  child: ChildProcess;
  /** Sends objects as lines, and strings and bytes as they are. */
  send(...parts: (object | string)[]): void;
  /** The next line; rejects when there is none. */
  line(): Promise<string>;
  /** The next message, exactly as JSON has it. */
  next(): Promise<Message>;
  /** The next so many messages. */
  take(count: number): Promise<Message[]>;
  /** Sends one request and takes the next message, which is its reply. */
  ask(method: string, params?: object, id?: unknown): Promise<Message>;
  /** What it has logged so far. */
  log(): string;
  /** Resolves once the log has the words. */
  logged(words: string): Promise<void>;
  /** What is left of its output, and how it ended. */
  end(): Promise<{ rest: string[]; code: number | null; signal: string | null; log: string }>;
}

const OURS = [process.execPath, resolveNodeHostPath()];

/** Starts a host and reads its first line. It is killed when the test is over. */
export async function startHost(
  command: readonly string[] = OURS,
  env: Record<string, string> = {},
): Promise<RawHost> {
  return started(command, (end) => onTestFinished(end), env);
}

/** One host for all tests of a file that leave nothing behind. */
export function sharedHost(): () => Promise<RawHost> {
  let host: Promise<RawHost> | undefined;
  let end = (): void => {};
  afterAll(() => end());
  return () => {
    host ??= started(OURS, (kill) => {
      end = kill;
    });
    return host;
  };
}

/** Starts a host whose first line is still to be read. It is killed when the test is over. */
export function spawnHost(
  [program = '', ...args]: readonly string[] = OURS,
  env: Record<string, string> = {},
  atEnd: (kill: () => void) => void = (kill) => onTestFinished(kill),
): RawHost {
  const child = spawn(program, args, { stdio: 'pipe', env: { ...process.env, ...env } });
  atEnd(() => void child.kill('SIGKILL'));
  return speakTo(child);
}

async function started(
  command: readonly string[],
  atEnd: (kill: () => void) => void,
  env: Record<string, string> = {},
): Promise<RawHost> {
  const host = spawnHost(command, env, atEnd);
  const first = await host.line();
  if (first !== '{"type":"ack","capabilities":{"host_call":"v1"}}') {
    throw new Error(`The host began with ${first}`);
  }
  return host;
}

function speakTo(child: ChildProcess): RawHost {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('no pipes');
  const lines: string[] = [];
  let waiting: (() => void)[] = [];
  let open: string[] = [];
  let ended = false;
  let log = '';
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  stdin.on('error', () => {});
  stdout.setEncoding('utf8').on('data', (text: string) => {
    const [first = '', ...others] = text.split('\n');
    open.push(first);
    for (const other of others) {
      lines.push(open.join(''));
      open = [other];
    }
    wake();
  });
  stdout.on('end', () => {
    ended = true;
    const rest = open.join('');
    if (rest !== '') lines.push(rest);
    wake();
  });
  stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
    wake();
  });
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  const until = async (there: () => boolean): Promise<void> => {
    while (!there() && !ended) await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const line = async (): Promise<string> => {
    await until(() => lines.length > 0);
    const next = lines.shift();
    if (next === undefined) throw new Error(`The host ended; it had logged ${log}`);
    return next;
  };
  const host: RawHost = {
    child,
    line,
    log: () => log,
    send(...parts) {
      for (const part of parts) {
        const raw = typeof part === 'string' || part instanceof Uint8Array;
        stdin.write(raw ? part : `${JSON.stringify(part)}\n`);
      }
    },
    next: async () => parseJson(await line()) as Message,
    async take(count) {
      const messages: Message[] = [];
      while (messages.length < count) messages.push(await host.next());
      return messages;
    },
    ask(method, params = {}, id = 'asked') {
      host.send({ id, method, params });
      return host.next();
    },
    async logged(words) {
      await until(() => log.includes(words));
      if (!log.includes(words)) throw new Error(`The host ended; it had logged ${log}`);
    },
    async end() {
      const [code, signal] = await closed;
      return { rest: lines.splice(0), code, signal, log };
    },
  };
  return host;
}

/** The result of a reply; throws what the host gave as an error. */
export function resultOf(reply: Message): Message {
  if (reply.ok !== true) throw new Error(`The host replied ${JSON.stringify(reply)}`);
  return reply.result as Message;
}

/** The envelope of a reply to `runPtc`. */
export function envelopeOf(reply: Message): Message {
  return resultOf(reply).envelope as Message;
}

/** The value of a program that calls no tools. */
export async function evaluate(host: RawHost, code: string): Promise<unknown> {
  const { ok, value, message } = envelopeOf(await host.ask('runPtc', { code }));
  if (ok !== true) throw new Error(`The program failed: ${message}`);
  return value;
}
