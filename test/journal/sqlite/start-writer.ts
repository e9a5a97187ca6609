import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

const program = new URL('./writer-process.ts', import.meta.url).pathname;

export interface WriterProcess {
  pid: number;
  /** Lines it has printed after `ready`, whole ones only. */
  lines: string[];
  /** Resolves when it has printed so many lines. */
  printed(count: number): Promise<void>;
  /** Ends it as the system does when memory is short; resolves when it is gone. */
  kill(): Promise<void>;
  ended: Promise<number | null>;
}

/** Starts a process that writes a journal, and waits until it has opened it. */
export async function startWriter(
  directory: string,
  what: 'load' | 'hold' | 'leave',
): Promise<WriterProcess> {
  const child: ChildProcess = spawn(process.execPath, [program, directory, what], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const lines: string[] = [];
  let look: (() => void) | undefined;
  const output = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const ready = new Promise<void>((resolve, reject) => {
    output.on('line', (line) => {
      if (line === 'ready') resolve();
      else lines.push(line);
      look?.();
    });
    void ended.then(() => reject(new Error('The writer has ended before it was ready')));
  });
  await ready;
  return {
    pid: child.pid ?? 0,
    lines,
    printed: (count) =>
      new Promise((resolve) => {
        look = () => {
          if (lines.length >= count) resolve();
        };
        look();
      }),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    ended,
  };
}
