import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HelperKind } from '../../../src/hosts/remote/helper-program.ts';
import { findOrInstall } from '../../house/install-on-system.ts';
import type { SystemRequirement } from '../../house/system-requirements.ts';
import { LocalChannels } from './local-channel.ts';

const busybox: SystemRequirement = {
  name: 'busybox',
  commands: [['busybox', '--help']],
  expected: /^BusyBox v/,
  fix: 'install it with "apt-get install busybox"',
  aptPackage: 'busybox',
};

/** A kind of helper as some machine has it. */
export interface TestedHelper {
  name: string;
  helper: HelperKind;
  channels(): LocalChannels;
}

/** Each kind of helper; the shell's with the shells and tools of several systems. */
export function testedHelpers(): TestedHelper[] {
  return [
    { name: 'python3', helper: 'python3', channels: () => new LocalChannels(withPython()) },
    { name: 'perl', helper: 'perl', channels: () => new LocalChannels() },
    { name: 'dash', helper: 'sh', channels: () => new LocalChannels(withShell('dash')) },
    { name: 'bash', helper: 'sh', channels: () => new LocalChannels(withShell('bash')) },
    { name: 'busybox', helper: 'sh', channels: () => new LocalChannels(withBusybox()) },
  ];
}

function withShell(shell: string): (argv: readonly string[]) => string[] {
  return ([program = '', ...args]) => [program === 'sh' ? shell : program, ...args];
}

/** The interpreter itself, where `python3` is a script that finds one. */
function withPython(): (argv: readonly string[]) => string[] {
  const { stdout } = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  });
  const found = stdout.trim() || 'python3';
  return ([program = '', ...args]) => [program === 'python3' ? found : program, ...args];
}

let applets: string | undefined;

/** Only busybox's own tools are there. */
function withBusybox(): (argv: readonly string[]) => string[] {
  if (!applets) {
    const [program = ''] = findOrInstall(busybox);
    applets = mkdtempSync(join(tmpdir(), 'causeway-busybox-'));
    spawnSync(program, ['--install', '-s', applets]);
  }
  const path = `PATH=${applets}`;
  return (argv) => ['env', path, ...argv];
}
