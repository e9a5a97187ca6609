import { JournalError } from './journal-error.ts';

/** How far a run has come, as much as the rules for appending need. */
export type RunPhase = 'absent' | 'open' | 'ended';

/** Longest id of a run, in UTF-16 units. */
const LONGEST_RUN_ID = 200;

/**
 * The rules every journal keeps: a run begins with `run.started`, ends with `run.ended`, and has
 * one of each. Returns the phase after the batch.
 *
 * @throws JournalError for the first event that breaks one.
 */
export function checkAppend(
  runId: string,
  phase: RunPhase,
  bodies: readonly { readonly type: string }[],
): RunPhase {
  if (runId === '' || runId.length > LONGEST_RUN_ID || !runId.isWellFormed()) {
    throw new JournalError(
      'invalid_run_id',
      `A run's id has 1 to ${LONGEST_RUN_ID} characters of well-formed text, not ${runId.length}`,
    );
  }
  let reached = phase;
  for (const { type } of bodies) {
    if (reached === 'ended') {
      throw new JournalError('run_ended', `Run ${runId} has ended; it takes no ${type} any more`);
    }
    if (reached === 'absent' && type !== 'run.started') {
      throw new JournalError(
        'run_not_started',
        `Run ${runId} has not started; its first event must be run.started, not ${type}`,
      );
    }
    if (reached === 'open' && type === 'run.started') {
      throw new JournalError('run_already_started', `Run ${runId} has already started`);
    }
    reached = type === 'run.ended' ? 'ended' : 'open';
  }
  return reached;
}
