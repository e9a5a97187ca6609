import { applyEvent } from '../../timeline/apply-event.ts';
import type { Timeline } from '../../timeline/timeline.ts';

/**
 * Closes the picture of a run whose process ends without waiting for it: calls under way become
 * unfinished. `at` is in milliseconds since the epoch. False when the run had ended already.
 */
export function endAtOnce(timeline: Timeline, at: number): boolean {
  const { runId, lastSeq: seq, run } = timeline;
  if (run.state === 'pending') return true;
  if (run.state !== 'running' || runId === undefined) return false;
  applyEvent(timeline, { type: 'run.ended', outcome: 'cancelled', runId, seq: seq + 1, at });
  return true;
}
