import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Journal } from '../../journal/journal.ts';
import { parseCallEvents } from '../../protocol/call-events/parse-call-events.ts';
import type { EventKeys } from './event-keys.ts';
import { verifyEventToken } from './event-token.ts';
import { readBodyText } from './read-body-text.ts';
import { RecentEvents } from './recent-events.ts';
import { Refusal, refusalOf, refusalResponse } from './refusal.ts';
import { takeEvents } from './take-events.ts';

export interface EventRoadOptions {
  /** Where accepted events go. */
  journal: Journal;
  /** What signs the URLs. */
  keys: EventKeys;
  /** The clock: milliseconds since the epoch. Default `Date.now`. */
  now?: () => number;
  /** Is told why events could not be recorded. Default: nobody is. */
  log?: (message: string) => void;
}

/** The token is in the URL, and no cookie counts, so that any page may post what it has a URL for. */
const anyOrigin = cors({
  origin: '*',
  allowMethods: ['POST'],
  allowHeaders: ['content-type'],
  maxAge: 600,
});
/** Enough for all that is under way at once; a second's worth on a fast machine. */
const RECENT_EVENTS = 10_000;

/**
 * The receiver of the event road, to be mounted at `/events`: takes begins and ends of calls from
 * whoever has a signed URL, and answers 202 once the journal has them. Whatever is refused leaves
 * nothing behind and is told by a `Problem`.
 */
export function createEventRoad({
  journal,
  keys,
  now = Date.now,
  log = () => undefined,
}: EventRoadOptions): Hono {
  const recent = new RecentEvents(RECENT_EVENTS);
  const road = new Hono();
  road.use((context, next) =>
    context.req.header('origin') === undefined ? next() : anyOrigin(context, next),
  );
  road.onError((error) => {
    const refusal = refusalOf(error);
    if (refusal.code === 'storage_failed')
      log(`events were not recorded: ${String(refusal.cause)}`);
    return refusalResponse(refusal);
  });
  road.post('/', async (context) => {
    const claims = verifyEventToken(keys, context.req.query('t') ?? '', now());
    if (claims === undefined) {
      throw new Refusal('unauthorized', 'The token of this URL is missing or no longer good');
    }
    const events = parseCallEvents(await readBodyText(context.req));
    await takeEvents({ journal, recent, claims }, events);
    return context.body(null, 202);
  });
  road.all('/', (context) => {
    const refusal = `Events are sent by POST, not by ${context.req.method}`;
    return refusalResponse(new Refusal('method_not_allowed', refusal), { allow: 'POST, OPTIONS' });
  });
  return road;
}
