import type { ListStreamFrames } from '../../../protocol/api/streams.ts';
import { readJson } from '../../../protocol/read-json.ts';
import { request } from '../../api/ask-server.ts';
import { readFrames } from '../../api/read-frames.ts';

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

/** Follows the list of runs until the connection ends; throws AnswerError when it is refused. */
export async function* readListStream(signal: AbortSignal): AsyncGenerator<ListFrame> {
  const response = await request('/api/stream', {
    headers: { accept: 'text/event-stream' },
    signal,
  });
  if (response.body === null) return;
  yield { type: 'opened' };
  for await (const sent of readFrames(response.body)) {
    yield { type: 'alive' };
    for (const { event, data } of sent) {
      if (event === undefined || !Object.hasOwn(types, event)) continue;
      yield { type: event, data: readJson(data) } as ListFrame;
    }
  }
}
