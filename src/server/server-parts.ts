import type { Journal } from '../journal/journal.ts';
import type { Access } from './access/access.ts';
import type { CodeRuns } from './code-runs.ts';
import type { ServerLog } from './server-log.ts';

/** What the server's routes work with. */
export interface ServerParts {
  journal: Journal;
  access: Access;
  codeRuns: CodeRuns;
  /** Makes the URL that an emitter posts a run's calls to. */
  eventUrlFor(target: { runId: string; callId?: string; expiresInSeconds?: number }): string;
  log: ServerLog;
  /** Aborted when the server closes: streams end. */
  closing: AbortSignal;
  /** A stream with nothing new sends a comment this often, in milliseconds. */
  heartbeatMs: number;
}
