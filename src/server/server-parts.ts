import type { Journal } from '../journal/journal.ts';
import type { EventRoad } from './event-road-mount.ts';
import type { ServerLog } from './server-log.ts';

/** What the server's routes work with. */
export interface ServerParts {
  journal: Journal;
  eventRoad?: EventRoad | undefined;
  log: ServerLog;
  /** Aborted when the server closes: streams end. */
  closing: AbortSignal;
  /** A stream with nothing new sends a comment this often, in milliseconds. */
  heartbeatMs: number;
}
