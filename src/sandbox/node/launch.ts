import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import type { SandboxConfig } from './child/config.ts';
import { type Launcher, type ProcessView, viewOf } from './launcher.ts';
import type { RuntimeFiles } from './runtime-files.ts';

/** Descriptor numbers in the sandbox process. */
const PROTOCOL_FD = 3;
const CONTROL_FD = 4;
const IMAGE_FD = 5;
const FIRST_FD = 3;

/** Flags that not every supported Node version has; those it lacks are left out. */
const OPTIONAL_FLAGS = [
  '--no-addons',
  '--no-experimental-sqlite',
  '--no-experimental-websocket',
  '--disable-sigusr1',
];

/**
 * V8's own flags are few on purpose: most of them make it reject the bytecode that Node brings for
 * its own modules, which costs more at a start than anything else here.
 */
const CLOSING_FLAGS = [
  '--permission',
  ...OPTIONAL_FLAGS.filter((flag) => process.allowedNodeEnvironmentFlags.has(flag)),
  '--disable-proto=delete',
  '--v8-pool-size=1',
  '--no-warnings',
];

export interface LaunchOptions {
  files: RuntimeFiles;
  /** Open descriptor of the interpreter image. */
  image: number;
  launcher: Launcher;
  config: Omit<SandboxConfig, 'pyodideDir' | 'imageFd'>;
}

/** Starts a sandbox process: three inherited descriptors, a worker of its own. */
export function launch({ files, image, launcher, config }: LaunchOptions): ChildProcess {
  const argument: SandboxConfig = { ...config, pyodideDir: files.pyodideDir, imageFd: IMAGE_FD };
  const inherited: ('pipe' | number)[] = [];
  inherited[PROTOCOL_FD - FIRST_FD] = 'pipe';
  inherited[CONTROL_FD - FIRST_FD] = 'pipe';
  inherited[IMAGE_FD - FIRST_FD] = image;
  const view = viewOf(files);
  return launchClosed({ view, launcher, flags: ['--allow-worker'], argument, inherited });
}

export interface ClosedLaunch {
  view: ProcessView;
  launcher: Launcher;
  /** Flags of Node beside those that close the process. */
  flags: readonly string[];
  /** Given to the program as JSON. */
  argument: object;
  /** Descriptors from 3 on. */
  inherited: readonly ('pipe' | number)[];
}

/** Starts a closed process: no environment, no stdin, few descriptors, reading its own program. */
export function launchClosed(options: ClosedLaunch): ChildProcess {
  const { view, launcher, flags, argument, inherited } = options;
  const reading = view.folders.map((folder) => `--allow-fs-read=${folder}/*`);
  const node = [process.execPath, ...CLOSING_FLAGS, ...reading, ...flags];
  const command = [...node, view.mainFile, JSON.stringify(argument)];
  const [program = '', ...args] = [...launcher.prefix(view), ...command];
  return spawn(program, args, {
    // A worker may read everything below the working directory, so it is one of our own.
    cwd: dirname(view.mainFile),
    env: {
      // glibc gives freed memory back to the system; other C libraries ignore these.
      MALLOC_ARENA_MAX: '1',
      MALLOC_MMAP_THRESHOLD_: '65536',
      MALLOC_TRIM_THRESHOLD_: '65536',
    },
    stdio: ['ignore', 'ignore', 'pipe', ...inherited],
    // A group of its own: Ctrl-C in a terminal is for the host, which stops the program properly.
    detached: true,
    windowsHide: true,
  });
}
