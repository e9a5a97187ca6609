import type { EventKeys } from './event-keys.ts';
import { signEventToken } from './event-token.ts';

/** How long an event URL is good for when nothing else is said, in seconds: a day. */
const DEFAULT_EXPIRY_SECONDS = 86_400;

export interface EventUrlRequest {
  /** URL of the server, without `/events`. */
  base: string;
  runId: string;
  /** The call that what is posted is made inside of. */
  callId?: string;
  /** Default 86,400. */
  expiresInSeconds?: number;
  /** Milliseconds since the epoch. Default: the clock's. */
  now?: number;
}

/** Makes the URL that an emitter posts the calls of a run to: `BASE/events?t=TOKEN`. */
export function eventUrl(keys: EventKeys, request: EventUrlRequest): string {
  const { base, runId, callId, now = Date.now() } = request;
  const { expiresInSeconds = DEFAULT_EXPIRY_SECONDS } = request;
  const token = signEventToken(keys, {
    runId,
    ...(callId !== undefined && { parentCallId: callId }),
    expiresAt: Math.floor(now / 1000) + expiresInSeconds,
  });
  return `${base.replace(/\/+$/, '')}/events?t=${token}`;
}
