import type { Host } from '../../hosts/host.ts';
import { localHost } from '../../hosts/local/local-host.ts';
import { optionFault } from '../options/option-fault.ts';

/** The host of `--host`, or of a run: this machine for `local` and for none. */
export function openHost(name = 'local'): Host {
  if (name === 'local') return localHost();
  throw optionFault('--host', name, 'SSH hosts are not there yet');
}
