import { spawn } from 'node:child_process';

/** Milliseconds from the start of a Node process to its first byte of output, which must be right. */
export function timeToFirstOutput(args: readonly string[], expected: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let took: number | undefined;
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      took ??= performance.now() - began;
      output += text;
      if (output.length >= expected.length) child.kill('SIGKILL');
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (took !== undefined && output === expected) resolve(took);
      else {
        const ended = `ended with ${code} and the output ${JSON.stringify(output.slice(0, 200))}`;
        reject(new Error(`node ${args.join(' ')} ${ended}, not ${JSON.stringify(expected)}`));
      }
    });
  });
}
