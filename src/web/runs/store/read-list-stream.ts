import { createParser } from 'eventsource-parser';
import type { ListStreamFrames } from '../../../protocol/api/streams.ts';
import { request } from '../../api/ask-server.ts';

/** A frame of the list's stream, the stream's opening, or a sign of life. */
export type ListFrame =
  | { type: 'opened' }
  | { type: 'alive' }
  | {
      [K in keyof ListStreamFrames]: { type: K; data: ListStreamFrames[K] };
    }[keyof ListStreamFrames];

const types: Readonly<Record<keyof ListStreamFrames, true>> = {
  runs: true,
  totals: true,
  gone: true,
  resync: true,
};

/** In UTF-16 units; a frame holds at most some hundreds of runs. */
const LONGEST_FRAME = 64 * 1024 * 1024;

/** Follows the list of runs until the connection ends; throws AnswerError when it is refused. */
export async function* readListStream(signal: AbortSignal): AsyncGenerator<ListFrame> {
  const response = await request('/api/stream', {
    headers: { accept: 'text/event-stream' },
    signal,
  });
  if (response.body === null) return;
  yield { type: 'opened' };
  const frames: ListFrame[] = [];
  const parser = createParser({
    maxBufferSize: LONGEST_FRAME,
    onEvent({ event, data }) {
      if (event !== undefined && Object.hasOwn(types, event)) {
        frames.push({ type: event, data: JSON.parse(data) } as ListFrame);
      }
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
