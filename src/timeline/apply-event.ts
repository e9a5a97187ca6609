import type { KnownEvent, RunEvent, RunEventType } from '../protocol/events/event.ts';
import { isKnownEvent } from '../protocol/events/known-event.ts';
import {
  applyAgentConcluded,
  applyAgentExited,
  applyAgentLaunched,
  applyAgentStalled,
  applyAnnounced,
  applyHintGiven,
  applyHostConnected,
  applyHostDisconnected,
  applyInboxWritten,
  applyLogDisturbed,
  applyLogRead,
} from './apply-agent.ts';
import { applyApprovalAsked, applyApprovalGiven } from './apply-approval.ts';
import { applyAttentionClosed, applyAttentionRaised } from './apply-attention.ts';
import { applyCallBegan, applyCallEnded, applyCallProgressed } from './apply-call.ts';
import { applyCaptured, applyDomain, applyOutput, applyRefused } from './apply-record.ts';
import {
  applyRunCancelRequested,
  applyRunEnded,
  applyRunProgressed,
  applyRunStarted,
} from './apply-run.ts';
import { createState, type TimelineState } from './state.ts';
import type { Timeline } from './timeline.ts';

/** One row per event type; the compiler refuses a missing one. */
const steps: {
  readonly [T in RunEventType]: (
    state: TimelineState,
    event: Extract<KnownEvent, { type: T }>,
  ) => void;
} = {
  'run.started': applyRunStarted,
  'run.progressed': applyRunProgressed,
  'run.cancel_requested': applyRunCancelRequested,
  'run.ended': applyRunEnded,
  'call.began': applyCallBegan,
  'call.progressed': applyCallProgressed,
  'call.ended': applyCallEnded,
  'output.written': applyOutput,
  'deliverable.announced': applyAnnounced,
  'deliverable.captured': applyCaptured,
  'deliverable.refused': applyRefused,
  'attention.raised': applyAttentionRaised,
  'attention.closed': applyAttentionClosed,
  'browser.requested': applyAttentionRaised,
  'approval.asked': applyApprovalAsked,
  'approval.given': applyApprovalGiven,
  'domain.sent': applyDomain,
  'host.connected': applyHostConnected,
  'host.disconnected': applyHostDisconnected,
  'agent.launched': applyAgentLaunched,
  'agent.concluded': applyAgentConcluded,
  'agent.exited': applyAgentExited,
  'agent.stalled': applyAgentStalled,
  'log.read': applyLogRead,
  'log.disturbed': applyLogDisturbed,
  'hint.given': applyHintGiven,
  'inbox.written': applyInboxWritten,
};

/** A timeline of which nothing is known. */
export function emptyTimeline(): Timeline {
  return createState();
}

/**
 * Adds one event to a timeline made by `emptyTimeline` or `fold`, in place, and returns it. Events
 * must come in the order of `seq`. One whose position has been passed is a duplicate and changes
 * nothing; skipped positions are counted in `missing`. An event of another run changes nothing.
 * What it costs does not grow with the run.
 */
export function applyEvent(timeline: Timeline, event: RunEvent): Timeline {
  // Every timeline is made by createState; the public type only hides what the fold keeps beside.
  const state = timeline as TimelineState;
  if (event.seq <= state.lastSeq) return timeline;
  state.runId ??= event.runId;
  if (event.runId !== state.runId) return timeline;
  state.missing += event.seq - state.lastSeq - 1;
  state.lastSeq = event.seq;
  state.lastAt = event.at;
  if (state.run.state === 'pending') state.run.state = 'running';
  if (isKnownEvent(event)) {
    // The row of an event's type takes that event; the compiler can't follow the pairing.
    const step = steps[event.type] as (state: TimelineState, event: KnownEvent) => void;
    step(state, event);
  } else {
    state.unknown.push(event);
  }
  return timeline;
}
