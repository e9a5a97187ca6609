import type {
  AttentionClosed,
  AttentionRaised,
  BrowserRequested,
} from '../protocol/events/attention.ts';
import type { EventHeader } from '../protocol/events/header.ts';
import type { TimelineState } from './state.ts';

export function applyAttentionRaised(
  state: TimelineState,
  event: EventHeader & (AttentionRaised | BrowserRequested),
): void {
  const asked =
    event.type === 'attention.raised'
      ? { kind: 'attention' as const, reason: event.reason }
      : { kind: 'browser' as const, url: event.url };
  const known = state.attentionById.get(event.id);
  if (known !== undefined && known.kind === undefined) {
    Object.assign(known, asked, { raisedAt: event.at });
    return;
  }
  // An id used again is another request: a question to a person is never dropped.
  const request = { id: event.id, ...asked, raisedAt: event.at };
  state.attention.push(request);
  state.openAttention.add(request);
  state.attentionById.set(event.id, request);
}

export function applyAttentionClosed(
  state: TimelineState,
  event: EventHeader & AttentionClosed,
): void {
  const answer = event.answer === undefined ? {} : { answer: event.answer };
  const closed = { by: event.by, at: event.at, ...answer };
  const known = state.attentionById.get(event.id);
  if (known !== undefined) {
    known.closed ??= closed;
    state.openAttention.delete(known);
    return;
  }
  const request = { id: event.id, closed };
  state.attention.push(request);
  state.attentionById.set(event.id, request);
}
