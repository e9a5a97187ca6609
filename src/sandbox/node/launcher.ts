import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { RuntimeFiles } from './runtime-files.ts';

/** What a closed process has to see of the machine's files. */
export interface ProcessView {
  /** Folders it may read, without symbolic links. */
  folders: readonly string[];
  /** Its program, in one of them. */
  mainFile: string;
}

/** A program put in front of the sandbox process that takes further rights away. */
export interface Launcher {
  name: 'none' | 'unshare' | 'bwrap';
  /** What it adds, for people. */
  adds: string;
  prefix(view: ProcessView): string[];
  /** Process id of the sandbox, given that of the program that was started. */
  sandboxPid(pid: number): number | undefined;
}

export type LauncherChoice = 'auto' | 'none' | 'unshare' | 'bwrap';

const NONE: Launcher = {
  name: 'none',
  adds: 'nothing',
  prefix: () => [],
  sandboxPid: (pid) => pid,
};

const UNSHARE: Launcher = {
  name: 'unshare',
  adds: 'a network namespace without interfaces, a user namespace without rights',
  prefix: () => [findProgram('unshare'), '--user', '--net', '--'],
  // `unshare` becomes the sandbox process.
  sandboxPid: (pid) => pid,
};

const BWRAP: Launcher = {
  name: 'bwrap',
  adds: 'namespaces for network, processes, users and files; only the runtime is visible',
  prefix: (view) => [
    findProgram('bwrap'),
    ...['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    '--as-pid-1',
    ...['--ro-bind', '/usr', '/usr'],
    ...['/lib', '/lib64', '/bin'].flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--dir', '/tmp', '--proc', '/proc', '--dev', '/dev'],
    ...[dirname(process.execPath), ...view.folders].flatMap((path) => ['--ro-bind', path, path]),
    ...['--chdir', dirname(view.mainFile), '--'],
  ],
  // `bwrap` stays as a monitor; its only child is the sandbox process.
  sandboxPid(pid) {
    try {
      const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ');
      return Number(child) || undefined;
    } catch {
      return undefined;
    }
  },
};

/** Absolute path of a program; the sandbox process has no PATH to search. */
export function findProgram(name: string): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin', '/usr/sbin'];
  const folder = folders.find((one) => one !== '' && existsSync(join(one, name)));
  return folder === undefined ? name : join(folder, name);
}

/** What the process that runs Python has to see. */
export function viewOf({ pyodideDir, sandboxDir, mainFile }: RuntimeFiles): ProcessView {
  return { folders: [pyodideDir, sandboxDir], mainFile };
}

const probed = new Map<string, boolean>();

/** Whether the launcher starts a program on this machine; asked once per process. */
function works(launcher: Launcher, files: RuntimeFiles): boolean {
  if (launcher.name === 'none') return true;
  const known = probed.get(launcher.name);
  if (known !== undefined) return known;
  const [program = '', ...args] = [
    ...launcher.prefix(viewOf(files)),
    process.execPath,
    '--version',
  ];
  const { status } = spawnSync(program, args, { stdio: 'ignore', timeout: 5000, env: {} });
  probed.set(launcher.name, status === 0);
  return status === 0;
}

/** `auto` takes a network namespace where the machine allows one; a named launcher must work. */
export function chooseLauncher(choice: LauncherChoice, files: RuntimeFiles): Launcher {
  if (choice === 'none') return NONE;
  if (choice === 'auto') return works(UNSHARE, files) ? UNSHARE : NONE;
  const launcher = choice === 'bwrap' ? BWRAP : UNSHARE;
  if (!works(launcher, files)) {
    throw new Error(
      `Launcher ${choice} does not work here: install it and allow user namespaces, or choose auto`,
    );
  }
  return launcher;
}
