import type { Journal } from '../../journal/journal.ts';
import { storeJson } from '../../journal/store-value.ts';
import { hideEventTokens } from '../../protocol/call-events/hide-event-tokens.ts';
import type { ReceivedEvent } from '../../protocol/call-events/received-event.ts';
import { PREVIEW_BYTES } from '../../protocol/record-json.ts';
import type { EventClaims } from './event-token.ts';
import { journalEvent } from './journal-events.ts';
import type { RecentEvents } from './recent-events.ts';
import { runIsOver } from './refusal.ts';

/** Where events go, and what is known of those that came before. */
export interface EventTaker {
  journal: Journal;
  recent: RecentEvents;
  claims: EventClaims;
}

/**
 * Records the events that are not known yet, all or none, and resolves when every one is durable.
 * Nothing waits for the events of others, so that the journal can make many durable at once.
 */
export async function takeEvents(
  taker: EventTaker,
  events: readonly ReceivedEvent[],
): Promise<void> {
  const { recent, claims } = taker;
  const durable: Promise<unknown>[] = [];
  const fresh = new Map<string, ReceivedEvent>();
  for (const event of events) {
    const key = recent.keyOf(claims.runId, claims.parentCallId, event.text);
    const recorded = recent.get(key);
    if (recorded === undefined) fresh.set(key, event);
    else durable.push(recorded);
  }
  if (fresh.size > 0) {
    const recorded = record(taker, [...fresh.values()]);
    for (const key of fresh.keys()) recent.add(key, recorded);
    durable.push(recorded);
  }
  await Promise.all(durable);
}

async function record(
  { journal, claims }: EventTaker,
  events: readonly ReceivedEvent[],
): Promise<void> {
  const { runId } = claims;
  // An event that is refused would leave its large values behind, as often as it is sent.
  if (events.some(mayBeLarge)) {
    const run = await journal.getRun(runId);
    if (run === undefined || run.ended !== undefined) throw runIsOver();
  }
  const parts: Promise<unknown>[] = [];
  const bodies = events.map((event) =>
    journalEvent(event, claims, (json) => {
      // Whoever may read a run may not add to it.
      const { recorded, kept } = storeJson(journal, hideEventTokens(json));
      parts.push(kept);
      return recorded;
    }),
  );
  parts.push(journal.append(runId, bodies));
  for (const part of await Promise.allSettled(parts)) {
    if (part.status === 'rejected') throw part.reason;
  }
}

/** Whether a payload may be kept beside the journal; a UTF-16 unit takes at most three bytes. */
function mayBeLarge({ text }: ReceivedEvent): boolean {
  return text.length * 3 > PREVIEW_BYTES;
}
