import type { ProcessExit } from '../../hosts/process.ts';
import type { SessionEnd } from '../session-types.ts';
import type { Conclusion, EndingCause, Fault } from './ending.ts';

/** What the outcome of a session rests on. */
export interface OutcomeFacts {
  cause: EndingCause;
  /** What the agent said first. */
  conclusion?: Conclusion;
  /** Whether it had said that before anything was done to end it. */
  concludedInTime: boolean;
  faults: readonly Fault[];
  notes: readonly string[];
  /** Absent when no program was started, or its end is not known. */
  exit?: ProcessExit;
  stoppedBy?: 'interrupt' | 'kill';
}

/**
 * The outcome of a session. What the agent said before it was told to end comes first; then why it
 * was ended; then how its program did. What failed on this side never leaves a `done`.
 */
export function decideOutcome(facts: OutcomeFacts): SessionEnd {
  const { conclusion, exit, stoppedBy } = facts;
  const verdict = judge(facts);
  const messages = facts.faults.map(({ message }) => message);
  return {
    ...verdict,
    ...(conclusion?.message !== undefined && { summary: conclusion.message }),
    ...(exit?.exitCode !== undefined && { exitCode: exit.exitCode }),
    ...(exit?.signal !== undefined && { signal: exit.signal }),
    ...(stoppedBy !== undefined && { stoppedBy }),
    notes: [...messages.filter((message) => message !== verdict.reason), ...facts.notes],
  };
}

function judge(facts: OutcomeFacts): Pick<SessionEnd, 'outcome' | 'reason'> {
  const { cause, conclusion, concludedInTime, faults, exit } = facts;
  const worst = faults.find(({ weight }) => weight === 'session') ?? faults[0];
  if (conclusion !== undefined && concludedInTime) {
    if (conclusion.verdict === 'error')
      return { outcome: 'error', reason: 'The agent said ERROR.' };
    if (worst !== undefined) return { outcome: 'error', reason: worst.message };
    return { outcome: 'done', reason: 'The agent said DONE.' };
  }
  if (cause.type === 'cancelled' || cause.type === 'timed_out' || cause.type === 'lost') {
    return { outcome: cause.type, reason: cause.reason };
  }
  if (worst?.weight === 'session') return { outcome: 'error', reason: worst.message };
  if (exit === undefined) {
    return { outcome: 'exited', reason: 'The body ended without DONE or ERROR of the agent.' };
  }
  if (exit.exitCode === undefined && exit.signal === undefined) {
    return {
      outcome: 'lost',
      reason:
        'The agent is gone; it said neither DONE nor ERROR, and nobody can tell how it ended.',
    };
  }
  return { outcome: 'exited', reason: `The agent ended without DONE or ERROR: ${how(exit)}.` };
}

function how({ exitCode, signal }: ProcessExit): string {
  return signal === undefined ? `exit code ${exitCode}` : `signal ${signal}`;
}
