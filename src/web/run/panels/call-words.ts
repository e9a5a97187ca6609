import type { CallApplied, CallMark, CallNode } from '../../../timeline/call-node.ts';
import type { GlyphState } from '../../ui/state-glyph.tsx';

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
