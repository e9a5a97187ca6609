import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runShell } from './run-shell.ts';

const program = fileURLToPath(new URL('fixtures/capture-files.ts', import.meta.url));
/** Runs the command behind it where there is no /proc, as on a Mac. */
const WITHOUT_PROC = ['-Urm', 'sh', '-c', 'mount -t tmpfs none /proc && exec "$@"', 'sh'];

async function captureWithoutProc(path: string): Promise<object[]> {
  const folder = mkdtempSync('/tmp/causeway-capture-');
  try {
    const root = join(folder, 'deliverables');
    mkdirSync(root);
    writeFileSync(join(folder, 'secret'), 'secret');
    await runShell('printf own > file; ln -s ../secret link; ln ../secret hard; mkfifo pipe', root);
    const words = [
      ...WITHOUT_PROC,
      '/usr/bin/env',
      `PATH=${path}`,
      process.execPath,
      program,
      root,
    ];
    const printed = execFileSync('unshare', [...words, 'file', 'link', 'hard', 'pipe'], {
      encoding: 'utf8',
    });
    return printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
  } finally {
    rmSync(folder, { recursive: true, maxRetries: 10 });
  }
}

const canHideProc = (): boolean => spawnSync('unshare', [...WITHOUT_PROC, 'true']).status === 0;

test('H-A6 without /proc a program of the machine captures, as safely', async (context) => {
  if (!canHideProc()) return context.skip('Taking /proc away needs name spaces.');
  expect(await captureWithoutProc(process.env.PATH ?? '')).toMatchObject([
    { path: 'file', text: 'own', ok: true, size: 3, stable: true },
    { path: 'link', text: '', ok: false, fault: 'symbolic_link' },
    { path: 'hard', text: '', ok: false, fault: 'hard_link' },
    { path: 'pipe', text: '', ok: false, fault: 'not_regular' },
  ]);
});

test('without /proc and any such program nothing is captured', async (context) => {
  if (!canHideProc()) return context.skip('Taking /proc away needs name spaces.');
  const missing = { text: '', code: 'program_missing' };
  expect(await captureWithoutProc('/nowhere')).toEqual(
    ['file', 'link', 'hard', 'pipe'].map((path) => ({ path, ...missing })),
  );
});
