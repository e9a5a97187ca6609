import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface User {
  uid: number;
  gid: number;
}

const NOBODY: User = { uid: 65_534, gid: 65_534 };

/** Whether the tests run as the superuser, whom few limits bind. */
export const isRoot: boolean = process.getuid?.() === 0;

/**
 * An ordinary user to try things as where the tests run as root; null where they do not, or where
 * that user cannot read this checkout, which is then said in one line.
 */
export const nobody: User | null = isRoot ? findNobody() : null;

function findNobody(): User | null {
  const read = `require('node:fs').readFileSync(${JSON.stringify(fileURLToPath(import.meta.url))})`;
  const { status } = spawnSync(process.execPath, ['-e', read], { ...NOBODY, stdio: 'ignore' });
  if (status === 0) return NOBODY;
  process.stderr.write(
    'Not tried as an ordinary user: this checkout is in a folder that only root may enter\n',
  );
  return null;
}
