import type { Journal } from '../journal/journal.ts';
import { applyEvent, emptyTimeline } from '../timeline/apply-event.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** Events are folded in pieces of this many, with other work in between. */
const PIECE = 500;

/** A run's timeline as it stands. */
export async function foldRun(journal: Journal, runId: string): Promise<Timeline> {
  const timeline = emptyTimeline();
  for (;;) {
    const events = await journal.read(runId, { fromSeq: timeline.lastSeq + 1, limit: PIECE });
    for (const event of events) applyEvent(timeline, event);
    if (events.length < PIECE) return timeline;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
