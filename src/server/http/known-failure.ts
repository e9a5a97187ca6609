import { randomBytes } from 'node:crypto';
import { JournalError, type JournalErrorCode } from '../../journal/journal-error.ts';
import type { ProblemCode } from '../../protocol/api/problem.ts';
import type { ServerLog } from '../server-log.ts';
import { ProblemError } from './problem-error.ts';

/** What the journal refuses because of what was asked; its message is for whoever asked. */
const REFUSALS: Partial<Record<JournalErrorCode, ProblemCode>> = {
  invalid_filter: 'bad_request',
  unknown_cursor: 'bad_request',
  invalid_run_id: 'not_found',
  append_conflict: 'append_conflict',
  run_ended: 'run_ended',
  run_not_ended: 'run_not_ended',
};

/**
 * What a failed request is answered with. Whoever asked learns nothing of the inside: the cause of
 * a failure that is not theirs goes to the log.
 */
export function describeFailure(error: unknown, request: string, log: ServerLog): ProblemError {
  if (error instanceof ProblemError) return error;
  // In the answer and in the log, so that one is found by the other.
  const id = randomBytes(6).toString('base64url');
  const headers = { 'x-request-id': id };
  if (error instanceof JournalError) {
    const { code, message } = error;
    const refusal = REFUSALS[code];
    if (refusal !== undefined) return new ProblemError(refusal, message);
    if (code === 'journal_closed') {
      return new ProblemError('shutting_down', 'The server is shutting down; try again later');
    }
    log(`${request} (${id}): ${code}: ${message}`);
    const advice = 'nothing was changed; the log of the server has the cause';
    const told = `The journal could not do it (${code}); ${advice}`;
    return new ProblemError('storage_failed', told, { headers });
  }
  log(
    `${request} (${id}): ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return new ProblemError('internal', 'The server failed; its log has the cause', { headers });
}
