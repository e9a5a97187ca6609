import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Channel } from './channel.ts';
import { lastLine } from './explain-failure.ts';
import type { Master } from './master.ts';
import { readToMark } from './read-to-mark.ts';
import { clientArguments } from './ssh-options.ts';

/** A channel to a shell over there that runs a text. */
export interface ShellChannel extends Channel {
  /** Process number of that shell, which leads a session and a group of its own. */
  readonly shellPid: number;
}

/** Why no channel came about; nothing of the text has run then, but for `afterwards`. */
export class ChannelFault extends Error {
  readonly kind: 'connection_gone' | 'session_refused' | 'no_answer' | 'aborted' | 'full';

  constructor(kind: ChannelFault['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

export interface ShellOptions {
  /** Send the text only when the shell has answered, so that a fault means that nothing was run. */
  cautious?: boolean;
  /** Take no slot: for what must get through when all are taken. */
  urgent?: boolean;
  /** Whether there is room for it, of the sessions that the connection allows; `full` where not. */
  fits?: (limit: number) => boolean;
  /** Called when the answer takes its time, to see whether there is still a connection. */
  onSlow?: () => void;
  signal?: AbortSignal;
}

// Start-up files of shells may take seconds.
const ANSWER_MS = 15_000;
const SLOW_MS = 3_000;

/** Opens a channel to a POSIX shell that runs a text; what stays of its input is the text's to read. */
export async function openShell(
  master: Master,
  text: string,
  options: ShellOptions = {},
): Promise<ShellChannel> {
  const { signal } = options;
  const release = options.urgent ? master.slots.takeBeside() : await master.slots.take(signal);
  const mark = randomBytes(16).toString('hex');
  const child = spawn(
    master.program,
    [...clientArguments(master.controlPath), '--', 'host', bootCommand(mark)],
    { stdio: ['pipe', 'pipe', 'pipe'], detached: true },
  );
  const { stdin, stdout, stderr } = child;
  if (!stdin) {
    child.once('error', () => {});
    release();
    throw new ChannelFault('connection_gone', 'this process has too many open files');
  }
  for (const stream of [stdin, stdout, stderr]) stream.on('error', () => {});
  const destroy = (): void => {
    stdin.destroy();
    stdout.destroy();
    stderr.destroy();
    child.kill('SIGKILL');
  };
  const ended = new Promise<{ exitCode?: number }>((resolve) => {
    child.once('error', () => {
      release();
      resolve({});
      destroy();
    });
    child.once('exit', (code) => {
      release();
      // 255 is a broken connection as well as a command that ended so, or by a signal.
      resolve(code === null || code === 255 ? {} : { exitCode: code });
      // The process that holds the connection keeps the other ends where this one was killed.
      if (code === null) destroy();
    });
  });

  let fault: ChannelFault['kind'] | undefined;
  const giveUp = (kind: ChannelFault['kind']) => (): void => {
    fault ??= kind;
    destroy();
  };
  const timer = setTimeout(giveUp('no_answer'), ANSWER_MS);
  const slow = setTimeout(() => options.onSlow?.(), SLOW_MS);
  const onAbort = giveUp('aborted');
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  const header = `${text}\n${mark}\n`;
  if (!options.cautious) stdin.write(header);
  const [out, err] = await Promise.all([readToMark(stdout, `${mark} `), readToMark(stderr, mark)]);
  clearTimeout(timer);
  clearTimeout(slow);
  signal?.removeEventListener('abort', onAbort);
  if (out.line === undefined || err.line === undefined) {
    destroy();
    await ended;
    release();
    const refused = /session request failed|Session open refused/i.test(err.before);
    const kind = fault ?? (refused ? 'session_refused' : 'connection_gone');
    throw new ChannelFault(kind, lastLine(err.before) || lastLine(out.before));
  }
  if (options.cautious) stdin.write(header);
  return { stdin, stdout, stderr, ended, destroy, shellPid: Number(out.line) };
}

/**
 * One word that every login shell reads alike, with nothing in it but the mark: the text and what is in
 * it come through the input, line by line up to the mark, and so stand on no command line.
 */
function bootCommand(mark: string): string {
  return (
    `exec sh -c 'printf "\\n%s\\n" ${mark} >&2; printf "\\n%s %s\\n" ${mark} "$$"; ` +
    `n=$(printf "\\nx"); n=\${n%x}; s=; while IFS= read -r l; do ` +
    `case $l in ${mark}) eval "$s"; exit;; esac; s=$s$l$n; done; exit 254'`
  );
}
