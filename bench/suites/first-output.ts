import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Milliseconds from the start of a Node program to its first byte of output. Waits for the program's
 * end, so that it takes nothing from the next measurement; rejects when its output is another.
 */
export async function timeToFirstOutput(
  args: readonly string[],
  expected: string,
): Promise<number> {
  let first = 0;
  let output = '';
  const began = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.on('data', (bytes: Buffer) => {
    if (output === '') first = performance.now();
    output += bytes.toString();
  });
  const [code, signal] = await once(child, 'close');
  if (code === 0 && output === expected) return first - began;
  const came = `ended with ${signal ?? code} after writing ${JSON.stringify(output.slice(0, 200))}`;
  throw new Error(`node ${args.join(' ')} ${came}, not ${JSON.stringify(expected)}`);
}
