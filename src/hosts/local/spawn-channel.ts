import { spawn } from 'node:child_process';
import { finished } from 'node:stream/promises';
import { HostError } from '../host-error.ts';
import type { Channel, OpenChannel } from '../ssh/channel.ts';

/** Runs commands of this machine as channels, in the root folder and in a group of their own. */
export const spawnChannel: OpenChannel = async (argv, options = {}): Promise<Channel> => {
  if (options.signal?.aborted) throw new HostError('aborted', `Not started: ${argv[0]}`);
  const child = spawn(argv[0], argv.slice(1), { cwd: '/', detached: true });
  const ended = new Promise<{ exitCode?: number }>((resolve) => {
    child.once('exit', (exitCode) => resolve(exitCode === null ? {} : { exitCode }));
  });
  const destroy = (): void => {
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  };
  // What was sent to a command that no longer reads is nobody's fault.
  finished(child.stdin).catch(() => {});
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) =>
      reject(new HostError('no_shell', `Cannot start ${argv[0]}: ${cause.message}`, { cause })),
    );
  });
  options.signal?.addEventListener('abort', destroy, { once: true });
  void ended.then(() => options.signal?.removeEventListener('abort', destroy));
  return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, destroy };
};
