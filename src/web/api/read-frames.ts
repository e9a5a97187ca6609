import { createParser } from 'eventsource-parser';

/** One server-sent event. */
export interface SentEvent {
  event: string | undefined;
  data: string;
}

/** The longest event that is taken; the server's hold about 256 KB. In UTF-16 units. */
const LONGEST_EVENT = 64 * 1024 * 1024;

/**
 * Reads server-sent events until the connection ends: those of each piece that arrives, none for a
 * piece that holds only a sign of life.
 */
export async function* readFrames(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<SentEvent[]> {
  let events: SentEvent[] = [];
  const parser = createParser({
    maxBufferSize: LONGEST_EVENT,
    onEvent: ({ event, data }) => events.push({ event, data }),
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') throw error;
    },
  });
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      parser.feed(read.value);
      yield events;
      events = [];
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
