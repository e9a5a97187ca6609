import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { HostError } from '../host-error.ts';
import { makeControlFolder, removeControlFolder } from './control-folder.ts';
import { explainFailure, lastLine } from './explain-failure.ts';
import { readToMark } from './read-to-mark.ts';
import { SessionSlots } from './session-slots.ts';
import { masterArguments, type SshHostOptions } from './ssh-options.ts';

/** A connection that is held by a process, which ends with this one. */
export interface Master {
  readonly program: string;
  readonly controlPath: string;
  readonly slots: SessionSlots;
  readonly platform: string;
  readonly home: string;
  readonly user: string;
  /** Process numbers over there: of the shell that holds the connection, and of the server it is in. */
  readonly shellPid: number;
  readonly serverPid: number;
  /** Resolves with the reason when the connection is gone. */
  readonly ended: Promise<string>;
  /** Ends it at once. */
  kill(reason: string): void;
}

// For keys that are looked up or touched, and for start-up files that take their time.
const SIGN_IN_MS = 20_000;
/** From the end of its output to that of a process that could not connect. */
const LAST_WORD_MS = 1_000;

/** Connects and signs in. Rejects with one clear line where that fails. */
export async function startMaster(
  target: string,
  options: SshHostOptions,
  signal: AbortSignal,
): Promise<Master> {
  const program = options.sshProgram ?? 'ssh';
  const folder = makeControlFolder();
  const controlPath = join(folder, 's');
  const mark = randomBytes(16).toString('hex');
  // Its input is a pipe: when this process dies, however it dies, what runs over there reads an end of
  // file and the connection goes.
  const child = spawn(
    program,
    [...masterArguments(options, controlPath), '--', target, helloCommand(mark)],
    // In a session of its own, no key of the terminal ends it, and nothing can ask there.
    { stdio: ['pipe', 'pipe', 'pipe'], detached: true },
  );
  child.stdin.on('error', () => {});
  const said = collect(child.stderr);
  const exited = whenExited(child).finally(() => removeControlFolder(folder));
  let killReason: string | undefined;
  const kill = (reason: string): void => {
    killReason ??= reason;
    child.kill('SIGKILL');
  };
  let signedIn = false;
  const timer = setTimeout(
    () => {
      signedIn = existsSync(controlPath);
      kill('timed out');
    },
    (options.connectTimeoutMs ?? 10_000) + SIGN_IN_MS,
  );
  const onAbort = (): void => kill('closed');
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const { before, line } = await readToMark(child.stdout, `${mark} `);
  clearTimeout(timer);
  signal.removeEventListener('abort', onAbort);

  if (line === undefined) {
    // A machine that closes its output and stays would keep everybody waiting.
    const rest = setTimeout(() => child.kill('SIGKILL'), LAST_WORD_MS);
    const { exitCode, error } = await exited.finally(() => clearTimeout(rest));
    if (signal.aborted) throw new HostError('host_closed', `The host ${target} was closed`);
    if (error) throw missingProgram(program, error);
    throw explainFailure({
      target,
      stderr: said(),
      stdout: before,
      exitCode,
      timedOut: killReason === 'timed out',
      signedIn,
    });
  }
  child.stdout.resume();
  const [, platform = '', user = '', shellPid, serverPid, home = ''] =
    /^(\S+) (\S+) (\d+) (\d+) (.*)$/.exec(line) ?? [];
  return {
    program,
    controlPath,
    slots: new SessionSlots(),
    platform: platform.toLowerCase(),
    user,
    home,
    shellPid: Number(shellPid),
    serverPid: Number(serverPid),
    ended: exited.then(
      ({ exitCode }) =>
        killReason ?? (lastLine(said()) || `the ssh process ended with code ${exitCode}`),
    ),
    kill,
  };
}

/**
 * Tells what is there, and holds the connection until its input ends, as it does when the process here
 * dies. Sessions that are still open would then keep the connection, so the server of it is ended.
 */
function helloCommand(mark: string): string {
  return (
    `exec sh -c 'printf "\\n%s %s %s %s %s %s\\n" ${mark} "$(uname -s)" "$(id -un)" "$$" "$PPID" "$HOME"; ` +
    `cat >/dev/null; read -r a b c p d </proc/$$/stat || p=$(ps -o ppid= -p $$); ` +
    `[ "$p" -eq "$PPID" ] && kill "$PPID"'`
  );
}

function missingProgram(program: string, cause: Error): HostError {
  return new HostError(
    'no_ssh',
    `The program ${JSON.stringify(program)} can't be started; install OpenSSH's client, on Debian with "apt-get install openssh-client"`,
    { cause },
  );
}

/** Keeps the last few kilobytes of what a process says. */
function collect(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (piece: string) => {
    text = (text + piece).slice(-8192);
  });
  return () => text;
}

function whenExited(child: ChildProcess): Promise<{ exitCode: number | null; error?: Error }> {
  return new Promise((resolve) => {
    child.once('exit', (exitCode) => {
      // What it said last may still be on its way; whoever holds the pipe beside it may never let go.
      const done = (): void => resolve({ exitCode });
      child.once('close', done);
      setTimeout(done, 200).unref();
    });
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ exitCode: null, error });
    });
  });
}
