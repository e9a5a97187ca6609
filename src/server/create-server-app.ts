import { fileURLToPath } from 'node:url';
import type { Hono } from 'hono';
import type { Journal } from '../journal/journal.ts';
import { assembleApp } from './assemble-app.ts';
import type { EventRoad } from './event-road-mount.ts';
import { logToStderr, type ServerLog } from './server-log.ts';
import type { ServerParts } from './server-parts.ts';

export interface ServerAppOptions {
  journal: Journal;
  /** Takes call events from other programs. Default: none, and external runs cannot be opened. */
  eventRoad?: EventRoad;
  /** Folder of the built dashboard. Default: the one in this package. */
  dashboardFolder?: string;
  /** Default: stderr. */
  log?: ServerLog;
  /** Aborting it ends all streams. */
  signal?: AbortSignal;
  /** A stream with nothing new sends a comment this often, in milliseconds. Default 15,000. */
  heartbeatMs?: number;
}

/** From `src/server/` and from `dist/server/` alike. */
const DASHBOARD = fileURLToPath(new URL('../../dist/web/', import.meta.url));

/** The API, the streams and the dashboard as one app, for a server or for calls of its `fetch`. */
export function createServerApp(options: ServerAppOptions): Hono {
  return assembleApp(partsOf(options), options.dashboardFolder ?? DASHBOARD);
}

function partsOf(options: ServerAppOptions): ServerParts {
  return {
    journal: options.journal,
    eventRoad: options.eventRoad,
    log: options.log ?? logToStderr,
    closing: options.signal ?? new AbortController().signal,
    heartbeatMs: options.heartbeatMs ?? 15_000,
  };
}
