import type { CallApplied, CallMark, CallNode } from '../../../timeline/call-node.ts';
import type { Timeline } from '../../../timeline/timeline.ts';
import type { GlyphState } from '../../ui/state-glyph.tsx';

/** The shape of a call: what matters most about it. `waits`: a person is asked about it. */
export function callGlyph(call: Pick<CallNode, 'state' | 'applied'>, waits: boolean): GlyphState {
  if (call.state === 'running') return waits ? 'waiting' : 'running';
  if (call.applied === 'unknown') return 'unknown';
  if (call.applied === 'not_started') return call.state === 'refused' ? 'error' : 'not_started';
  if (call.state === 'ok') return 'applied';
  return call.state === 'cancelled' ? 'cancelled' : 'error';
}

const severity: readonly GlyphState[] = [
  'waiting',
  'error',
  'unknown',
  'lost',
  'running',
  'queued',
  'not_started',
  'cancelled',
  'applied',
];

/** The one of two shapes that a person should rather see. */
export function worse(a: GlyphState, b: GlyphState): GlyphState {
  return severity.indexOf(a) <= severity.indexOf(b) ? a : b;
}

/** How a call stands, in a word or two. */
export function stateWord(call: Pick<CallNode, 'state'>, waits: boolean): string {
  switch (call.state) {
    case 'running':
      return waits ? 'Needs you' : 'Running';
    case 'ok':
      return 'Answered';
    case 'error':
      return 'Failed';
    case 'refused':
      return 'Refused';
    case 'cancelled':
      return 'Cancelled';
    case 'timed_out':
      return 'No answer in time';
    case 'unfinished':
      return 'Never ended';
  }
}

const appliedWords: Readonly<Record<CallApplied, string>> = {
  yes: 'Applied: it had its effect.',
  no: 'Not applied: it changed nothing.',
  unknown: 'Outcome unknown: it may have had its effect.',
  not_started: 'Not started: its tool never ran.',
};

/** Whether a call had its effect, in a sentence. */
export function appliedWord(call: Pick<CallNode, 'state' | 'applied'>): string {
  return call.state === 'running'
    ? 'Under way: nothing is known so far.'
    : appliedWords[call.applied];
}

const markWords: Readonly<Record<CallMark, string>> = {
  began_missing: 'Its begin was never recorded, so its tool and arguments are not known.',
  began_late: 'Its begin came after another event of it, so that its time may be off.',
  began_twice: 'A second begin came with the same id; the first one counts.',
  ended_twice: 'A second end came; the first one counts.',
  never_ended: 'The run ended and no end of this call was recorded.',
  parent_missing: 'No call has the id of its parent, so it stands at the top.',
  parent_cycle: 'Its parents lead back to itself, so it stands at the top.',
};

/** What is odd about the record of a call, in a sentence. */
export function markWord(mark: CallMark): string {
  return markWords[mark];
}

/** Whether a person is asked about a call and has not decided. */
export function waitsForPerson(timeline: Timeline, call: CallNode): boolean {
  if (call.approvalId === undefined || call.state !== 'running') return false;
  return timeline.approvals.some(
    (approval) => approval.id === call.approvalId && approval.given === undefined,
  );
}
