import { mkdtempSync, rmSync } from 'node:fs';

const folders = new Set<string>();
let watching = false;

/**
 * Makes a folder for the socket of a connection, for this user alone. It is in `/tmp` because the path
 * of a socket may have 100 bytes or so, which `TMPDIR` of some systems uses up.
 */
export function makeControlFolder(): string {
  const folder = mkdtempSync('/tmp/causeway-ssh-');
  folders.add(folder);
  if (!watching) {
    watching = true;
    process.once('exit', () => {
      for (const each of folders) rmSync(each, { recursive: true, force: true });
    });
  }
  return folder;
}

/** Removes such a folder with what is left in it. */
export function removeControlFolder(folder: string): void {
  folders.delete(folder);
  rmSync(folder, { recursive: true, force: true });
}
