import { resolve } from 'node:path';
import type { Host } from '../../hosts/host.ts';
import { localHost } from '../../hosts/local/local-host.ts';

/** The host of `--host`, or of a run: this machine for `local` and for none. */
export async function openHost(
  name: string | undefined,
  { sshConfig }: { sshConfig?: string },
): Promise<Host> {
  if (name === undefined || name === 'local') return localHost();
  const { sshHost } = await import('../../hosts/ssh/ssh-host.ts');
  return sshHost(name, sshConfig === undefined ? {} : { configFile: resolve(sshConfig) });
}
