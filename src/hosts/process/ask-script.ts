import { text } from 'node:stream/consumers';
import { HostError } from '../host-error.ts';
import type { ChannelOptions, OpenChannel } from '../ssh/channel.ts';

/** A script in POSIX sh with what it is told. */
export interface ScriptRequest extends ChannelOptions {
  script: string;
  /** What the script answers behind, so that nothing else it or the shell prints counts. */
  word: string;
  args: readonly string[];
  /** Sent to its standard input. */
  input?: string;
}

/**
 * Runs a script on a machine and resolves with the words of its answer line.
 *
 * @throws HostError `host_unreachable` when the connection ended first, `no_shell` when the script
 * ended without an answer.
 */
export async function askScript(open: OpenChannel, request: ScriptRequest): Promise<string[]> {
  const { script, word, args, input = '', signal, urgent = false } = request;
  const channel = await open(['sh', '-c', script, 'causeway', ...args], {
    ...(signal && { signal }),
    urgent,
  });
  const complaint = text(channel.stderr).catch(() => '');
  try {
    channel.stdin.on('error', () => {});
    channel.stdin.end(input);
    let rest = '';
    for await (const piece of channel.stdout.setEncoding('utf8')) {
      const lines = `${rest}${piece}`.split('\n');
      rest = lines.pop() ?? '';
      const line = lines.find((one) => one.startsWith(`${word} `));
      if (line !== undefined) return line.slice(word.length + 1).split(' ');
    }
  } catch (cause) {
    if (signal?.aborted) throw new HostError('aborted', 'Given up while waiting', { cause });
    throw new HostError('host_unreachable', 'The connection ended before the answer', { cause });
  } finally {
    channel.destroy();
  }
  if (signal?.aborted) throw new HostError('aborted', 'Given up while waiting');
  const { exitCode } = await channel.ended;
  if (exitCode === undefined) {
    throw new HostError('host_unreachable', 'The connection ended before the answer');
  }
  const said = (await complaint).trim().split('\n').at(-1) || `exit code ${exitCode}`;
  throw new HostError('no_shell', `The machine's sh did not run a script: ${said}`);
}
