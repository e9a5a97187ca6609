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
 * What `GET /api/stream` sends. Frames come at most ten times a second; their ids only tell the
 * server that a viewer was here before.
 *
 * - `resync`: the first frame for a viewer that gives `Last-Event-ID`: what changed in the meantime
 *   is not told again, so it asks for the list anew.
 * - `runs`: runs that are new or have changed, each as it stands; several changes of one run within
 *   a short time come as one. The first ones hold every run under way; of none, it is empty.
 * - `totals`: how many runs each view has, when that has changed.
 * - `gone`: ids of runs that were deleted.
 */
export interface ListStreamFrames {
  resync: Record<string, never>;
  runs: RunSummary[];
  totals: Record<RunView, number>;
  gone: string[];
}
