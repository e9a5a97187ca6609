import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../../house/source-files.ts';

/** `causeway serve` in a process of its own, which can be killed and started again. */
export interface ServerProcess {
  url: string;
  /** Kills it at once, as a power cut would. */
  kill(): Promise<void>;
}

/** Resolves when the server answers. `port` 0 takes a free one. */
export async function startServerProcess(data: string, port = 0): Promise<ServerProcess> {
  const program = join(root, 'dist/cli/main.js');
  const args = [program, 'serve', '--port', String(port), '--data', data, '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await firstUrl(child);
  return {
    url,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

async function firstUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The server has no standard output');
  for await (const line of createInterface({ input: child.stdout })) {
    return new URL((JSON.parse(line) as { url: string }).url).origin;
  }
  throw new Error('The server ended before it was ready');
}
