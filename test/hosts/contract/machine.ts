import { randomInt } from 'node:crypto';
import type { Host } from '../../../src/hosts/host.ts';

/** The part of a host that a suite about programs needs. */
export type ProgramHost = Pick<Host, 'run' | 'launch' | 'attach'>;

/** A new folder on a host, with a name that must be quoted. */
export async function makeFolder(host: Pick<Host, 'run'>): Promise<string> {
  const { stdout } = await host.run(['mktemp', '-d'], { check: true });
  const folder = `${stdout.trim()}/it's "the" $(id) one`;
  await host.run(['mkdir', '-p', folder], { check: true });
  return folder;
}

/** Removes what `makeFolder` made. */
export async function removeFolder(host: Pick<Host, 'run'>, folder: string): Promise<void> {
  await host.run(['rm', '-rf', folder.slice(0, folder.lastIndexOf('/'))]);
}

/** Seconds for `sleep` that no other process of the machine has in its words. */
export function uniqueSeconds(): string {
  return `600.${randomInt(2 ** 40)}`;
}

/** How many processes that are no zombies have exactly these words. */
export async function countRunning(host: Pick<Host, 'run'>, words: string): Promise<number> {
  const { stdout } = await host.run(['ps', '-A', '-o', 'stat=,args='], { check: true });
  const rows = stdout.split('\n').map((line) => /^(\S+) +(.*)$/.exec(line) ?? []);
  return rows.filter(([, state, args]) => args === words && !state?.startsWith('Z')).length;
}
