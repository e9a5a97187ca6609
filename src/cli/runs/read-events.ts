import { eventPageSchema } from '../../protocol/api/run-pages.ts';
import { parseEvent, type RunEvent } from '../../protocol/events/event.ts';
import type { ApiClient } from '../api/api-client.ts';

/** The events of a run so far, page by page. */
export async function* readEvents(api: ApiClient, runId: string): AsyncGenerator<RunEvent> {
  for (let after = 0; ; ) {
    const path = `/api/runs/${encodeURIComponent(runId)}/events?after=${after}&limit=1000`;
    const { events, complete } = await api.get(path, eventPageSchema);
    for (const event of events) yield parseEvent(event);
    after = events.at(-1)?.seq ?? after;
    if (complete || events.length === 0) return;
  }
}
