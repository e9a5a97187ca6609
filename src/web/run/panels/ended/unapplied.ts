import type { CallNode } from '../../../../timeline/call-node.ts';
import type { Timeline } from '../../../../timeline/timeline.ts';
import { formatClockSeconds } from '../../../format/clock.ts';

/** How many calls had their effect, had none, were never started, or nobody knows. */
export type Truth = Record<'applied' | 'failed' | 'unknown' | 'notStarted', number>;

const shares = {
  yes: 'applied',
  no: 'failed',
  unknown: 'unknown',
  not_started: 'notStarted',
} as const;

/** The truth over all calls of a run. Calls under way count as unknown. */
export function truthOf(timeline: Timeline): Truth {
  const truth: Truth = { applied: 0, failed: 0, unknown: 0, notStarted: 0 };
  for (const call of timeline.calls) truth[shares[call.applied]] += 1;
  return truth;
}

const order = { unknown: 0, not_started: 1, no: 2, yes: 3 } as const;

/** Calls that are not simply applied, what matters most first, else in the order of their begins. */
export function unappliedCalls(timeline: Timeline): CallNode[] {
  return timeline.calls
    .filter((call) => call.state !== 'running' && (call.state !== 'ok' || call.applied !== 'yes'))
    .sort((a, b) => order[a.applied] - order[b.applied] || a.position - b.position);
}

/** Why a call is not simply applied, in a sentence or two. */
export function reasonOf(timeline: Timeline, call: CallNode): string {
  const error = call.error === undefined ? '' : `${call.error.name}: ${call.error.message}`;
  switch (call.applied) {
    case 'not_started':
      return call.state === 'refused'
        ? `Refused before its tool ran${error === '' ? '.' : `: ${error}`}`
        : 'Waited for a person’s decision and was never sent.';
    case 'unknown':
      return `${unknownBecause(timeline, call)}${error === '' ? '' : ` ${error}`}`;
    case 'no':
      return `Changed nothing. ${error === '' ? endedHow(call) : error}`;
    case 'yes':
      return `Had its effect. ${error === '' ? endedHow(call) : `Then: ${error}`}`;
  }
}

function unknownBecause(timeline: Timeline, call: CallNode): string {
  const what = unknownHow(timeline, call);
  if (call.beganAt !== undefined) return `Sent at ${formatClockSeconds(call.beganAt)}, ${what}`;
  return `Its begin was never recorded; ${what}`;
}

function unknownHow(timeline: Timeline, { state }: CallNode): string {
  switch (state) {
    case 'unfinished':
      return `no reply before ${timeline.run.state === 'lost' ? 'contact was lost' : 'the run ended'}.`;
    case 'timed_out':
      return 'no answer within the time a call may take.';
    case 'cancelled':
      return 'cancelled while it was under way.';
    default:
      return 'the tool does not say whether it had its effect.';
  }
}

function endedHow(call: CallNode): string {
  switch (call.state) {
    case 'cancelled':
      return 'It was cancelled.';
    case 'timed_out':
      return 'It took longer than a call may take.';
    case 'unfinished':
      return 'Its end was never recorded.';
    case 'ok':
      return 'It answered.';
    default:
      return 'It failed and gave no reason.';
  }
}
