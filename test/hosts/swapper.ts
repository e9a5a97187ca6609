import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('fixtures/swap-paths.py', import.meta.url));

/** Starts a program that swaps paths as fast as it can; ends with the scope it is used in. */
export async function startSwapping(...words: string[]): Promise<AsyncDisposable> {
  const child = spawn('python3', [program, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return {
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    },
  };
}
