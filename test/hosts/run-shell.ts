import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a line of `sh` in a folder to its end; gives what it printed. */
export async function runShell(line: string, folder: string): Promise<string> {
  const { stdout } = await run('sh', ['-c', line], { cwd: folder });
  return stdout;
}
