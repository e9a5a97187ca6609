import type { EventBody } from './journal.ts';
import { JournalError } from './journal-error.ts';

/** How far a run has come, as much as the rules for appending need. */
export type RunPhase = 'absent' | 'open' | 'ended';

/**
 * The rules every journal keeps: a run begins with `run.started`, ends with `run.ended`, and has
 * one of each. Returns the phase after the batch.
 *
 * @throws JournalError for the first event that breaks one.
 */
export function checkAppend(
  runId: string,
  phase: RunPhase,
  bodies: readonly EventBody[],
): RunPhase {
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
