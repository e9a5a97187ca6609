import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { RuntimeFiles } from './runtime-files.ts';

/**
 * Makes an interpreter image at `target` in a process of its own, which ends with this one. Throws
 * the system's own error (with its `code`) when the file cannot be created.
 */
export async function buildImage(
  files: RuntimeFiles,
  hashSeed: number,
  target: string,
): Promise<void> {
  const output = openSync(target, 'wx', 0o600);
  try {
    await new Promise<void>((resolve, reject) => {
      const child = spawn(
        process.execPath,
        ['--no-warnings', files.imageBuilder, files.pyodideDir, files.guestDir, String(hashSeed)],
        {
          stdio: ['pipe', 'ignore', 'pipe', output],
          env: {},
          windowsHide: true,
          // A group of its own: Ctrl-C in a terminal is for the host, which may go on.
          detached: true,
        },
      );
      let errors = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        // Node shows the line that threw, which in Pyodide's own file is all of it.
        errors = `${errors}${text}`.replaceAll(/^.{1000,}$/gm, '…').slice(-20_000);
      });
      child.stdin?.on('error', () => {});
      child.on('error', reject);
      child.on('close', (code, signal) => {
        if (code === 0) resolve();
        else
          reject(
            new Error(
              `Making the interpreter image failed (${signal ?? code}): ${errors.slice(-2000)}`,
            ),
          );
      });
    });
  } finally {
    closeSync(output);
  }
}
