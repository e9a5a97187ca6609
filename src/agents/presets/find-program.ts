import type { Host } from '../../hosts/host.ts';
import { PresetError } from './preset-error.ts';
import type { Preset } from './presets.ts';

/** Milliseconds for it: a login shell may do much before it answers. */
const FIND_MS = 15_000;

/**
 * Looks on the PATH, then on the one that the user's login shell makes: programs that were installed
 * for one user alone are often only there.
 */
const FIND = `command -v -- "$1" && exit
login=$("\${SHELL:-/bin/sh}" -lc env </dev/null 2>/dev/null | sed -n 's/^PATH=//p' | tail -n 1)
PATH=$login
command -v -- "$1" && printf '%s\\n' "$login"`;

/**
 * Finds out whether a preset's program is installed on a host, and the PATH that it is to be given
 * where it is not on the usual one.
 *
 * Rejects with PresetError `preset_not_installed`, and as `Host.run` does.
 */
export async function findProgram(
  host: Host,
  { title, program, npmPackage }: Preset,
): Promise<{ PATH?: string }> {
  const found = await host.run(['sh', '-c', FIND, 'sh', program], { timeoutMs: FIND_MS });
  if (found.exitCode !== 0) {
    const where = host.kind === 'local' ? 'this machine' : host.name;
    const message = `${title} is not installed on ${where}: there is no ${program} on its PATH; install it there with: npm install -g ${npmPackage}`;
    throw new PresetError('preset_not_installed', message);
  }
  const [, login] = found.stdout.split('\n');
  return login ? { PATH: login } : {};
}
