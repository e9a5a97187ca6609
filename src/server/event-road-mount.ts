import type { Hono } from 'hono';

/** The event road as the server mounts it at `/events`; it checks its own tokens. */
export interface EventRoad {
  routes: Hono;
  /** Signs a token that lets its holder append call events to a run, and nothing else. */
  tokenFor(target: { runId: string; callId?: string; expiresInSeconds?: number }): string;
}
