import type { Approval } from '../../../../timeline/timeline.ts';
import type { CallTone } from '../../store/selection.ts';
import type { CallEntry } from '../model/call-entry.ts';

/** A part of a call's bar, in milliseconds since the epoch. */
export interface Segment {
  from: number;
  to: number;
  tone: CallTone;
}

/** What a call did when: before and after it waited for a person, and the wait. */
export function callSegments(
  { call, tone }: CallEntry,
  approval: Approval | undefined,
  now: number,
  runEndedAt: number | undefined,
): Segment[] {
  const from = call.beganAt ?? call.endedAt;
  if (from === undefined) return [];
  const to = Math.max(from, call.endedAt ?? runEndedAt ?? now);
  const asked = approval?.askedAt;
  if (asked === undefined || asked > to) return [{ from, to, tone }];
  const decided = Math.min(to, approval?.given?.at ?? to);
  const segments: Segment[] = [];
  if (asked > from) segments.push({ from, to: asked, tone: 'applied' });
  segments.push({ from: Math.max(from, asked), to: decided, tone: 'waiting' });
  if (to > decided) segments.push({ from: decided, to, tone });
  return segments;
}
