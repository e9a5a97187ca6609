import { createParser } from 'eventsource-parser';
import type { RunStreamFrames } from '../../../protocol/api/streams.ts';

/** Thrown when the server answers a request with an error. */
export class AnswerError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What a run's stream gives: batches of events in order, then perhaps its end. */
export type StreamFrame =
  | { type: 'opened'; serverTime: number | undefined; total: number | undefined }
  | { type: 'alive' }
  | { type: 'events'; events: RunStreamFrames['events'] }
  | { type: 'end'; lastSeq: number };

/** The longest frame that is taken; a server's frames hold about 256 KB. In UTF-16 units. */
const LONGEST_FRAME = 64 * 1024 * 1024;

/**
 * Follows a run's stream from behind `after`. It ends when the connection does.
 *
 * @throws AnswerError for an answer other than 200; TypeError or SyntaxError for a broken stream.
 */
export async function* readStream(
  runId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<StreamFrame> {
  const response = await fetch(`/api/runs/${encodeURIComponent(runId)}/stream?after=${after}`, {
    headers: { accept: 'text/event-stream' },
    cache: 'no-store',
    signal,
  });
  if (!response.ok || response.body === null) throw await answerError(response);
  yield {
    type: 'opened',
    serverTime: timeOf(response.headers.get('date')),
    total: countOf(response.headers.get('causeway-last-seq')),
  };
  const frames: StreamFrame[] = [];
  const parser = createParser({
    maxBufferSize: LONGEST_FRAME,
    onEvent({ event, data }) {
      if (event === 'events') frames.push({ type: 'events', events: JSON.parse(data) });
      if (event === 'end') frames.push({ type: 'end', ...JSON.parse(data) });
    },
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') throw error;
    },
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      parser.feed(read.value);
      if (frames.length === 0) yield { type: 'alive' };
      yield* frames.splice(0);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** The error that an answer stands for, with the message of its body where it has one. */
export async function answerError(response: Response): Promise<AnswerError> {
  const body: unknown = await response.json().catch(() => undefined);
  const message = (body as { error?: { message?: unknown } } | undefined)?.error?.message;
  const told = typeof message === 'string' ? message : `The server answered ${response.status}`;
  return new AnswerError(response.status, told);
}

function timeOf(date: string | null): number | undefined {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function countOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
