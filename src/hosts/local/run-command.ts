import { type ChildProcess, spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { CommandOptions, CommandResult, HostCommand } from '../command.ts';
import { checkCommand, commandAborted } from '../command-faults.ts';
import { fileError } from '../file-error.ts';
import { HostError } from '../host-error.ts';
import { BoundedBytes } from './bounded-bytes.ts';
import { localPath } from './local-path.ts';

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_OUTPUT_BYTES = 1_048_576;
/** Milliseconds that a group has between being asked to end and being ended. */
const GRACE_MS = 1_000;
/** Looks without a byte, this far apart, after which no more is expected of an ended command. */
const QUIET_LOOKS = 4;
const LOOK_MS = 25;

/** Runs a command of this machine to its end, in a process group of its own. */
export async function runCommand(
  command: HostCommand,
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  if (signal?.aborted) throw commandAborted(command);
  const started = performance.now();
  const child = await start(command, options);
  const limit = options.maxOutputBytes ?? DEFAULT_OUTPUT_BYTES;
  const stdout = new BoundedBytes(child.stdout, limit);
  const stderr = new BoundedBytes(child.stderr, limit);
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.stdin ?? '');

  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('exit', (exitCode, name) => resolve([exitCode, name]));
  });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    void endGroup(child, ended);
  }, timeoutMs);
  const abort = (): void => void endGroup(child, ended);
  signal?.addEventListener('abort', abort, { once: true });
  const [exitCode, name] = await ended;
  clearTimeout(timer);
  signal?.removeEventListener('abort', abort);
  await drain(stdout, stderr);
  child.stdin?.destroy();
  if (signal?.aborted) throw commandAborted(command);

  const result: CommandResult = {
    ...(exitCode !== null && { exitCode }),
    ...(name !== null && { signal: name }),
    stdout: stdout.text(),
    stderr: stderr.text(),
    timedOut,
    truncated: stdout.dropped || stderr.dropped,
    durationMs: performance.now() - started,
  };
  if (options.check) checkCommand(command, result, timeoutMs);
  return result;
}

async function start(command: HostCommand, options: CommandOptions): Promise<ChildProcess> {
  const [program, ...args] = 'shell' in command ? ['/bin/sh', '-c', command.shell] : command;
  const cwd = options.cwd === undefined ? homedir() : localPath(options.cwd);
  // The system says "no such file" both for a missing folder and for a missing program.
  const folder = await stat(cwd).catch((fault: unknown) => {
    throw missingFolder(cwd, fault);
  });
  if (!folder.isDirectory()) throw missingFolder(cwd);
  try {
    const env = { ...process.env, ...options.env };
    const child = spawn(program ?? '', args, { cwd, env, detached: true });
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    return child;
  } catch (fault) {
    throw startFault(program ?? '', fault);
  }
}

function missingFolder(cwd: string, fault?: unknown): HostError {
  if (fault !== undefined && (fault as NodeJS.ErrnoException).code !== 'ENOENT') {
    return fileError(fault, 'work in', cwd);
  }
  return new HostError('folder_missing', `No folder ${JSON.stringify(cwd)}; make it first`);
}

function startFault(program: string, fault: unknown): HostError {
  const shown = JSON.stringify(program);
  const { code, message } = fault as NodeJS.ErrnoException;
  if (code === 'ENOENT') {
    return new HostError(
      'program_missing',
      `No program ${shown} on this machine; install it or give its whole path`,
      { cause: fault },
    );
  }
  if (code === 'EACCES') {
    return new HostError('no_permission', `Cannot start ${shown}; is it executable?`, {
      cause: fault,
    });
  }
  return new HostError('command_failed', `Cannot start ${shown}: ${message}`, { cause: fault });
}

async function endGroup(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const send = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // Nobody of the group is left.
    }
  };
  send('SIGTERM');
  send('SIGCONT');
  await Promise.race([ended, wait(GRACE_MS)]);
  send('SIGKILL');
}

/**
 * Takes what the command wrote before it ended. A child that it left behind may hold the streams open
 * for ever, so that their end is not waited for.
 */
async function drain(...streams: readonly BoundedBytes[]): Promise<void> {
  let seen = -1;
  for (let quiet = 0; quiet < QUIET_LOOKS && streams.some(({ ended }) => !ended); quiet += 1) {
    const bytes = streams.reduce((sum, { total }) => sum + total, 0);
    if (bytes !== seen) quiet = 0;
    seen = bytes;
    await Promise.race([wait(LOOK_MS), Promise.all(streams.map(({ end }) => end))]);
  }
  for (const stream of streams) stream.destroy();
}
