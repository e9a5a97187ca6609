import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** What one command line of the benchmark came to. */
export interface BenchResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs the benchmark from its sources, against the built package. */
export function runBench(args: string[], env: Record<string, string> = {}): Promise<BenchResult> {
  const main = join(import.meta.dirname, '../../bench/main.ts');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, ...args],
      { env: { ...process.env, ...env } },
      (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}
