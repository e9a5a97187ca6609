import type { DeliverableCaptured, DeliverableRefused } from '../protocol/events/deliverable.ts';
import type { DomainSent } from '../protocol/events/domain.ts';
import type { EventHeader } from '../protocol/events/header.ts';
import type { OutputWritten } from '../protocol/events/output.ts';
import { settleAnnounced } from './apply-agent.ts';
import type { TimelineState } from './state.ts';

// Events that stand for themselves: each becomes one entry of its list.

export function applyOutput(state: TimelineState, event: EventHeader & OutputWritten): void {
  const { seq, at, stream, text } = event;
  state.output.push({ seq, at, stream, text });
}

export function applyCaptured(
  state: TimelineState,
  event: EventHeader & DeliverableCaptured,
): void {
  const { seq, at, path, size, sha256, mediaType, ref } = event;
  state.deliverables.push({ seq, at, path, state: 'captured', size, sha256, mediaType, ref });
  settleAnnounced(state, path);
  state.captured += 1;
}

export function applyRefused(state: TimelineState, event: EventHeader & DeliverableRefused): void {
  const { seq, at, path, reason } = event;
  state.deliverables.push({ seq, at, path, state: 'refused', reason });
  settleAnnounced(state, path);
}

export function applyDomain(state: TimelineState, event: EventHeader & DomainSent): void {
  const { seq, at, keyword, data } = event;
  state.messages.push({ seq, at, keyword, data });
}
