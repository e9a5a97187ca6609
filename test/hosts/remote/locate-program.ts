import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a program is, the system's own first. */
export async function locateProgram(name: string): Promise<string> {
  for (const folder of ['/usr/bin', '/bin', ...(process.env.PATH ?? '').split(':')]) {
    const names: string[] = await readdir(folder).catch(() => []);
    if (names.includes(name)) return join(folder, name);
  }
  throw new Error(`no ${name} on the PATH`);
}
