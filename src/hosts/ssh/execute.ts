import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { endGroup } from './end-group.ts';
import { EndLine } from './end-line.ts';
import { sendInput } from './send-input.ts';

/** A text of POSIX sh to run over there, with what goes in and what is done with what comes out. */
export interface Execution {
  /** Makes the text. It must print the end line with that mark to both of its outputs. */
  text(mark: string): string;
  input?: Uint8Array | AsyncIterable<Uint8Array> | undefined;
  onOutput(piece: Buffer): void | Promise<void>;
  onErrorOutput(piece: Buffer): void;
  onSent?(bytes: number): void;
  /** Milliseconds; then its group is ended. Default: none. */
  timeoutMs?: number | undefined;
  /** Milliseconds in which nothing goes in or out before it is given up. Default: none. */
  silenceMs?: number | undefined;
  /** Begin it only where it is certain that it has not been begun before. */
  once?: boolean;
  signal?: AbortSignal | undefined;
}

/** How a text ended: by itself with the word of its end line, or otherwise. */
export type Ending =
  | { how: 'ended'; word: string }
  | { how: 'timed_out' | 'silent' | 'aborted' | 'closed' | 'broken' };

// With nothing moving for this long it is looked whether the connection is still held.
const DOUBT_MS = 5_000;

/**
 * Runs a text over there to its end, which it tells itself: neither the exit code of `ssh` nor the end
 * of a stream is believed. When it is ended from here, so is its group over there. Rejects only with
 * what the source of its input or the taker of its output throws, and when there is no connection.
 */
export function execute(connection: Connection, execution: Execution): Promise<Ending> {
  return connection.track(runText(connection, execution));
}

async function runText(connection: Connection, execution: Execution): Promise<Ending> {
  const { signal, timeoutMs, silenceMs } = execution;
  const mark = randomBytes(16).toString('hex');
  const channel = await connection.open(execution.text(mark), {
    ...(signal && { signal }),
    ...(execution.once && { cautious: true }),
  });
  const stopped = Promise.withResolvers<Ending>();
  const onAbort = (): void => stopped.resolve({ how: 'aborted' });
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  const onClose = (): void => stopped.resolve({ how: 'closed' });
  connection.closing.addEventListener('abort', onClose, { once: true });
  const deadline = startTimer(timeoutMs, () => stopped.resolve({ how: 'timed_out' }));
  const silence = startTimer(silenceMs, () => stopped.resolve({ how: 'silent' }));
  const doubt = startTimer(silenceMs && DOUBT_MS, () => void connection.checkUp());
  const moved = (): void => {
    silence?.refresh();
    doubt?.refresh();
  };
  try {
    const sent = sendInput(channel.stdin, execution.input, (bytes) => {
      moved();
      execution.onSent?.(bytes);
    });
    const out = readToEnd(channel.stdout, mark, (piece) => {
      moved();
      return execution.onOutput(piece);
    });
    const err = readToEnd(channel.stderr, mark, execution.onErrorOutput);
    const finished = Promise.all([out, err]).then(
      ([word]): Ending => (word === undefined ? { how: 'broken' } : { how: 'ended', word }),
    );
    const failed = sent.then(() => finished);
    for (const promise of [finished, failed]) promise.catch(() => {});
    const ending = await Promise.race([finished, failed, stopped.promise]);
    if (ending.how !== 'ended' && ending.how !== 'broken') {
      await endGroup(connection, channel.shellPid);
      // What it had written comes before its end.
      await Promise.race([finished, sleep(500, undefined, { ref: false })]);
    }
    return ending;
  } catch (error) {
    await endGroup(connection, channel.shellPid);
    throw error;
  } finally {
    clearTimeout(deadline);
    clearTimeout(silence);
    clearTimeout(doubt);
    signal?.removeEventListener('abort', onAbort);
    connection.closing.removeEventListener('abort', onClose);
    // A process that was left in the background over there may hold the streams for ever.
    setTimeout(channel.destroy, 200).unref();
  }
}

function startTimer(ms: number | undefined, then: () => void): NodeJS.Timeout | undefined {
  return ms === undefined ? undefined : setTimeout(then, ms);
}

async function readToEnd(
  stream: Readable,
  mark: string,
  take: (piece: Buffer) => void | Promise<void>,
): Promise<string | undefined> {
  const end = new EndLine(mark);
  for await (const piece of untilClosed(stream)) {
    const output = end.push(piece);
    if (output.length > 0) await take(output);
    if (end.word !== undefined) return end.word;
  }
  if (end.rest().length > 0) await take(end.rest());
  return undefined;
}

/** The pieces of a stream up to its end, or up to where it was destroyed. */
async function* untilClosed(stream: Readable): AsyncGenerator<Buffer> {
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const next = await pieces.next().catch(() => ({ done: true as const, value: undefined }));
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await pieces.return?.();
  }
}
