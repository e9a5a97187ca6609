import type { RunEvent } from '../events/event.ts';
import type { RunView } from './run-pages.ts';
import type { RunSummary } from './run-summary.ts';

/**
 * What `GET /api/runs/:run/stream?after=SEQ` sends, as server-sent events. The `id` of a frame is
 * the `seq` of its last event, so that `Last-Event-ID` (or `after`) goes on where a viewer was.
 * A comment comes every 15 seconds when there is nothing else. The header `causeway-last-seq` says
 * the position of the newest event at that time, so that a viewer knows how much it has to catch up.
 *
 * - `events`: the next events in order, one JSON array a frame.
 * - `end`: the run has ended and this was all of it. The server closes the stream.
 */
export interface RunStreamFrames {
  events: RunEvent[];
  end: { lastSeq: number };
}

/**
 * What `GET /api/stream` sends.
 *
 * - `runs`: runs that are new or have changed, each as it stands; several changes of one run within
 *   a short time come as one. The first frame holds every run under way.
 * - `totals`: how many runs each view has.
 * - `gone`: ids of runs that were pruned.
 * - `resync`: the viewer was too slow or away for too long; it has to ask for the list again.
 */
export interface ListStreamFrames {
  runs: RunSummary[];
  totals: Record<RunView, number>;
  gone: string[];
  resync: Record<string, never>;
}
