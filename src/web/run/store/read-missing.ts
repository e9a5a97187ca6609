import type { EventPage } from '../../../protocol/api/run-pages.ts';
import type { RunEvent } from '../../../protocol/events/event.ts';
import { readAnswerError } from '../../api/answer-error.ts';

const PAGE = 1000;

/** Fetches the events behind `after` that come before `before`, in order, page by page. */
export async function* readMissing(
  runId: string,
  after: number,
  before: number,
  signal: AbortSignal,
): AsyncGenerator<RunEvent[]> {
  for (let last = after; last + 1 < before; ) {
    const limit = Math.min(PAGE, before - last - 1);
    const response = await fetch(
      `/api/runs/${encodeURIComponent(runId)}/events?after=${last}&limit=${limit}`,
      { cache: 'no-store', signal },
    );
    if (!response.ok) throw await readAnswerError(response);
    const { events } = (await response.json()) as EventPage;
    const next = events.at(-1)?.seq ?? last;
    // A server that cannot give them has lost them; asking for ever would hide that.
    if (next <= last) throw new Error(`Events ${last + 1} to ${before - 1} are not to be had`);
    yield events.filter(({ seq }) => seq < before);
    last = next;
  }
}
