import type { RunEvent } from '../protocol/events/event.ts';
import { applyEvent, emptyTimeline } from './apply-event.ts';
import type { Timeline } from './timeline.ts';

/**
 * Turns a run's events into its timeline. They may come in any order and more than once: `seq`
 * decides. The same events always give the same timeline.
 */
export function fold(events: Iterable<RunEvent>): Timeline {
  const timeline = emptyTimeline();
  for (const event of inOrder([...events])) applyEvent(timeline, event);
  return timeline;
}

function inOrder(events: RunEvent[]): RunEvent[] {
  const sorted = events.every((event, index) => event.seq >= (events[index - 1]?.seq ?? 0));
  return sorted ? events : events.sort((a, b) => a.seq - b.seq);
}
