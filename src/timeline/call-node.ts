import type { Applied, CallError, CallStatus, Road } from '../protocol/events/call.ts';
import type { RecordedValue } from '../protocol/recorded-value.ts';

/** How a call stands. `unfinished`: the run ended and the call's end was never recorded. */
export type CallState = 'running' | CallStatus | 'unfinished';

/** Whether a call had its effect. `not_started`: its tool never ran. A running call: `unknown`. */
export type CallApplied = Applied | 'not_started';

/**
 * What is wrong with the record of a call. `began_missing`: no begin was seen. `began_late`: the
 * begin came after another event of the call. `began_twice`, `ended_twice`: the first one counts.
 * `never_ended`: the run ended first. `parent_missing`: no call has the parent's id, so it stands
 * at the top. `parent_cycle`: following the parents would lead back to it, so it stands at the top.
 */
export type CallMark =
  | 'began_missing'
  | 'began_late'
  | 'began_twice'
  | 'ended_twice'
  | 'never_ended'
  | 'parent_missing'
  | 'parent_cycle';

/** One call as the timeline shows it. */
export interface CallNode {
  readonly callId: string;
  /** The parent that the begin named, found or not. */
  readonly parentCallId?: string;
  /** Absent as long as no begin was seen. */
  readonly tool?: string;
  readonly args?: RecordedValue;
  readonly assetId?: string;
  /** Line of the program, from 1. */
  readonly line?: number;
  readonly road?: Road;
  readonly state: CallState;
  readonly applied: CallApplied;
  readonly result?: RecordedValue;
  readonly error?: CallError;
  /** The last percentage that was reported, 0 to 100. */
  readonly percent?: number;
  /** The last progress message that was reported. */
  readonly message?: string;
  /** The approval that was asked for this call last. */
  readonly approvalId?: string;
  /** Milliseconds since the epoch. */
  readonly beganAt?: number;
  /** Milliseconds since the epoch. */
  readonly endedAt?: number;
  /** Milliseconds; present when both begin and end were seen, in that order. */
  readonly durationMs?: number;
  readonly marks: readonly CallMark[];
  /** Orders siblings: `seq` of the begin; as long as there is none, of the call's first event. */
  readonly position: number;
  /** `seq` of the last event that changed this call: equal means unchanged. */
  readonly revision: number;
  /** The call this one stands under; absent at the top. */
  readonly parent?: CallNode;
  /** Calls made inside this one, in the order of their begins. */
  readonly children: readonly CallNode[];
}
