import { setTimeout as pause } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { parseEvent, type RunEvent } from '../../protocol/events/event.ts';
import { readJson } from '../../protocol/read-json.ts';
import { type ApiClient, Unreachable } from '../api/api-client.ts';

/** A server sends at least a comment every 15 seconds: after three of them it is gone. */
const SILENCE_MS = 45_000;

/** Waits between attempts to reach the server again; the last one again and again. */
const PAUSES_MS = [200, 500, 1_000, 2_000, 4_000];

/** A server that is started anew is back by then; one that is not, may never be. */
const PATIENCE_MS = 60_000;

export interface FollowEventsOptions {
  /** Gives the server, anew after each loss: it may have come back elsewhere. */
  connect: () => Promise<ApiClient>;
  runId: string;
  /** Position of the last event that is not wanted. Default 0: none. */
  after?: number;
  signal: AbortSignal;
  /** Told once for each loss. */
  onLoss: () => void;
}

/**
 * The events of a run from the first one wanted to the last, each once, across lost connections. Throws
 * Unreachable when there is no server or it stays away for a minute, and what the API says otherwise.
 */
export async function* followEvents(options: FollowEventsOptions): AsyncGenerator<RunEvent> {
  const { connect, runId, after = 0, signal, onLoss } = options;
  let lastSeq = after;
  let reached = false;
  let lostAt: number | undefined;
  for (let attempt = 0; ; attempt += 1) {
    let loss: unknown;
    try {
      const api = await connect();
      const path = `/api/runs/${encodeURIComponent(runId)}/stream?after=${lastSeq}`;
      const answer = await api.send('GET', path, { signal });
      reached = true;
      for await (const { event, data } of messagesOf(answer.body)) {
        // Also a comment: a server that has been there with nothing to tell is lost anew.
        lostAt = undefined;
        attempt = 0;
        if (event === 'end') return;
        if (event !== 'events') continue;
        for (const one of (readJson(data) as unknown[]).map(parseEvent)) {
          if (one.seq <= lastSeq) continue;
          lastSeq = one.seq;
          yield one;
        }
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!isLoss(error) || !reached) throw error;
      loss = error;
    }
    if (lostAt === undefined) onLoss();
    lostAt ??= performance.now();
    if (performance.now() - lostAt > PATIENCE_MS) {
      throw new Unreachable('The server has not come back for a minute; the run may go on', loss);
    }
    await pause(PAUSES_MS[attempt] ?? PAUSES_MS.at(-1), undefined, { signal });
  }
}

/** The network fails with a TypeError, whatever the reason. */
function isLoss(error: unknown): boolean {
  return error instanceof Unreachable || error instanceof TypeError;
}

interface StreamMessage {
  /** Absent for a comment, by which a server says no more than that it is there. */
  event: string | undefined;
  data: string;
}

/** What a stream of server-sent events says, until it ends or falls silent. */
async function* messagesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<StreamMessage> {
  if (body === null) return;
  const messages: StreamMessage[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => void messages.push({ event, data }),
    onComment: () => void messages.push({ event: undefined, data: '' }),
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read());
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* messages.splice(0);
    }
  } finally {
    // The connection may be gone already.
    await reader.cancel().catch(() => undefined);
  }
}

async function withinSilence<T>(read: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TypeError('the stream fell silent')), SILENCE_MS);
  try {
    return await Promise.race([read, promise]);
  } finally {
    clearTimeout(timer);
  }
}
