import type { RunStreamFrames } from '../../../protocol/api/streams.ts';
import { readJson } from '../../../protocol/read-json.ts';
import { readAnswerError } from '../../api/answer-error.ts';
import { readFrames } from '../../api/read-frames.ts';

/** What a run's stream gives: batches of events in order, then perhaps its end. */
export type StreamFrame =
  | { type: 'opened'; serverTime: number | undefined; total: number | undefined }
  | { type: 'alive' }
  | { type: 'events'; events: RunStreamFrames['events'] }
  | { type: 'end'; lastSeq: number };

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
  if (!response.ok || response.body === null) throw await readAnswerError(response);
  yield {
    type: 'opened',
    serverTime: timeOf(response.headers.get('date')),
    total: countOf(response.headers.get('causeway-last-seq')),
  };
  for await (const sent of readFrames(response.body)) {
    yield { type: 'alive' };
    for (const { event, data } of sent) {
      if (event === 'events')
        yield { type: 'events', events: readJson(data) as RunStreamFrames['events'] };
      if (event === 'end') yield { type: 'end', ...JSON.parse(data) };
    }
  }
}

function timeOf(date: string | null): number | undefined {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? undefined : time;
}

function countOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
