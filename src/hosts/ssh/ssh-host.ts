import type { OpenChannel } from './channel.ts';
import { Connection } from './connection.ts';
import { quoteWords } from './quote-word.ts';
import { checkTarget, type SshHostOptions } from './ssh-options.ts';

/** The parts of a host over SSH that others build on. */
export function connectSsh(
  target: string,
  options: SshHostOptions = {},
): { connection: Connection; openChannel: OpenChannel } {
  checkTarget(target);
  const connection = new Connection(target, options, async () => 'sh');
  return {
    connection,
    openChannel: (argv, request) => connection.open(`exec ${quoteWords(argv)}`, request),
  };
}
