import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** The built command. */
export const main: string = join(import.meta.dirname, '../../dist/cli/main.js');

/** The folder of the programs and tools modules that these tests run. */
export const fixtures: string = join(import.meta.dirname, 'fixtures');

/** What one command line came to. */
export interface CommandResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Default: nothing. Null leaves it open. */
  stdin?: string | Uint8Array | null;
}

/** A command that is running. */
export interface RunningCommand {
  pid: number;
  /** Resolves once standard error has shown the words; rejects when the command ends without. */
  shows(words: string): Promise<void>;
  /** The same for standard output. */
  prints(words: string): Promise<void>;
  /** Resolves with the first line of standard output; rejects when the command ends without. */
  printsLine(): Promise<string>;
  /** Sends a signal to the command’s whole process group, as a terminal does. */
  signal(name: NodeJS.Signals): void;
  /** Resolves when the command has ended; a warning by Node itself is a failure. */
  ended: Promise<CommandResult>;
}

/** Starts the built command line in a process group of its own. */
export function startCauseway(args: string[], options: CommandOptions = {}): RunningCommand {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: options.cwd ?? fixtures,
    env: { ...process.env, ...options.env },
    detached: process.platform !== 'win32',
  });
  child.stdin.on('error', () => undefined);
  if (options.stdin !== null) child.stdin.end(options.stdin ?? '');
  const shown = watchStream(child.stderr);
  const printed = watchStream(child.stdout);
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([stdout, stderr, [exitCode]]) => {
      const warning = /\(node:\d+\).*Warning.*/.exec(stderr);
      if (warning) throw new Error(`Node warns: ${warning[0]}`);
      return { exitCode: exitCode as number | null, stdout, stderr };
    },
  );
  return {
    pid: child.pid ?? 0,
    ended,
    signal: (name) =>
      process.kill(process.platform === 'win32' ? (child.pid ?? 0) : -(child.pid ?? 0), name),
    shows: async (words) => void (await shown(words, ended)),
    prints: async (words) => void (await printed(words, ended)),
    async printsLine() {
      const seen = await printed('\n', ended);
      return seen.slice(0, seen.indexOf('\n'));
    },
  };
}

/** Waits for words in what a stream brings, and gives all of it; fails when `ended` comes first. */
function watchStream(
  stream: Readable,
): (words: string, ended: Promise<CommandResult>) => Promise<string> {
  let seen = '';
  const watchers = new Set<() => void>();
  stream.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    for (const watch of watchers) watch();
  });
  return (words, ended) =>
    new Promise((resolve, reject) => {
      const watch = (): void => {
        if (seen.includes(words)) resolve(seen);
      };
      watchers.add(watch);
      watch();
      ended.then(
        ({ stderr }) =>
          reject(
            new Error(`The command ended without showing ${words}; it showed ${seen || stderr}`),
          ),
        reject,
      );
    });
}

/** Runs the built command line to its end. */
export function causeway(args: string[], options: CommandOptions = {}): Promise<CommandResult> {
  return startCauseway(args, options).ended;
}
