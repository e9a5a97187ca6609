import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import type { SandboxConfig } from './child/config.ts';
import type { Launcher } from './launcher.ts';
import type { RuntimeFiles } from './runtime-files.ts';

/** Descriptor numbers in the sandbox process. */
const PROTOCOL_FD = 3;
const CONTROL_FD = 4;
const IMAGE_FD = 5;

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
function nodeFlags(files: RuntimeFiles): string[] {
  return [
    '--permission',
    `--allow-fs-read=${files.sandboxDir}/*`,
    `--allow-fs-read=${files.pyodideDir}/*`,
    '--allow-worker',
    ...OPTIONAL_FLAGS.filter((flag) => process.allowedNodeEnvironmentFlags.has(flag)),
    '--disable-proto=delete',
    // Nothing in the process allocates much; small heaps give memory back sooner.
    '--max-semi-space-size=1',
    '--v8-pool-size=1',
    '--no-warnings',
  ];
}

export interface LaunchOptions {
  files: RuntimeFiles;
  /** Open descriptor of the interpreter image. */
  image: number;
  launcher: Launcher;
  config: Omit<SandboxConfig, 'pyodideDir' | 'imageFd'>;
}

/** Starts a sandbox process: no environment, no stdin, three inherited descriptors, few rights. */
export function launch({ files, image, launcher, config }: LaunchOptions): ChildProcess {
  const argument: SandboxConfig = { ...config, pyodideDir: files.pyodideDir, imageFd: IMAGE_FD };
  const command = [process.execPath, ...nodeFlags(files), files.mainFile, JSON.stringify(argument)];
  const [program = '', ...args] = [...launcher.prefix(files), ...command];
  const stdio: ('ignore' | 'pipe' | number)[] = ['ignore', 'ignore', 'pipe'];
  stdio[PROTOCOL_FD] = 'pipe';
  stdio[CONTROL_FD] = 'pipe';
  stdio[IMAGE_FD] = image;
  return spawn(program, args, {
    // A worker may read everything below the working directory, so it is one of our own.
    cwd: dirname(files.mainFile),
    env: {
      // glibc gives freed memory back to the system; other C libraries ignore these.
      MALLOC_ARENA_MAX: '1',
      MALLOC_MMAP_THRESHOLD_: '65536',
      MALLOC_TRIM_THRESHOLD_: '65536',
    },
    stdio,
    // A group of its own: Ctrl-C in a terminal is for the host, which stops the program properly.
    detached: true,
    windowsHide: true,
  });
}
