import { spawn } from 'node:child_process';
import { HostError } from '../host-error.ts';
import type { Channel, OpenChannel } from '../ssh/channel.ts';

/**
 * Starts words as a command on this machine, behind the same streams as on another one: in the root
 * folder, and in a group of its own, which no key of a terminal reaches.
 */
export const openLocalChannel: OpenChannel = async (argv, { signal } = {}): Promise<Channel> => {
  if (signal?.aborted) throw new HostError('aborted', 'was aborted before it began');
  const [program, ...args] = argv;
  const child = spawn(program, args, { stdio: 'pipe', cwd: '/', detached: true });
  const { stdin, stdout, stderr } = child;
  // A command that has ended, or never began, takes no more input; its end tells that.
  for (const stream of [stdin, stdout, stderr]) stream.on('error', () => undefined);
  const ended = new Promise<{ exitCode?: number }>((resolve) => {
    child.once('exit', (code) => resolve(code === null ? {} : { exitCode: code }));
    child.once('error', () => resolve({ exitCode: 127 }));
  });
  const destroy = (): void => {
    for (const stream of [stdin, stdout, stderr]) stream.destroy();
  };
  signal?.addEventListener('abort', destroy, { once: true });
  void ended.then(() => signal?.removeEventListener('abort', destroy));
  return { stdin, stdout, stderr, ended, destroy };
};
