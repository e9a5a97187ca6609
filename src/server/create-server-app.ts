import { fileURLToPath } from 'node:url';
import type { Hono } from 'hono';
import type { Journal } from '../journal/journal.ts';
import { Access } from './access/access.ts';
import { assembleApp } from './assemble-app.ts';
import { CodeRuns, type ProgramRunner } from './code-runs.ts';
import { createEventRoad } from './event-road/create-event-road.ts';
import { createEventKeys, type EventKeys, makeEventKey } from './event-road/event-keys.ts';
import { eventUrl } from './event-road/event-url.ts';
import type { Route } from './routes/route.ts';
import { routeTable } from './routes/route-table.ts';
import { logToStderr, type ServerLog } from './server-log.ts';
import type { ServerParts } from './server-parts.ts';

export interface ServerAppOptions {
  /** Where runs are kept. It stays open when the server closes: it belongs to whoever opened it. */
  journal: Journal;
  /** Runs the programs of `POST /api/runs`; on the same journal. Default: none, and that fails. */
  runtime?: ProgramRunner;
  /** What signs the URLs of the event road. Default: a key that lives as long as the process. */
  eventKeys?: EventKeys;
  /** Rows beside the server's own; their paths begin with `/api/`. */
  routes?: readonly Route[];
  /** Folder of the built dashboard. Default: the one in this package. */
  dashboardFolder?: string;
  /** Where browsers and emitters reach the server, when that is not where it listens. */
  publicUrl?: string;
  /** Default: stderr. */
  log?: ServerLog;
  /** A stream with nothing new sends a comment this often, in milliseconds. Default 15,000. */
  heartbeatMs?: number;
}

/** What a server is made of; `createServerApp` keeps the app alone. */
export interface BuiltServer {
  app: Hono;
  access: Access;
  codeRuns: CodeRuns;
  eventUrlFor: ServerParts['eventUrlFor'];
  log: ServerLog;
}

/** What is known of a server only when it is started. */
export interface ServerSetting {
  /** Asked for by those who use it. Default: nobody is asked. */
  token?: string | undefined;
  /** The URL that others reach the server by. */
  baseUrl: () => string;
  /** Aborted when the server closes. */
  closing: AbortSignal;
}

/** From `src/server/` and from `dist/server/` alike. */
const DASHBOARD = fileURLToPath(new URL('../../dist/web/', import.meta.url));

/**
 * The API, the streams and the dashboard as one app, for calls of its `fetch` from this process:
 * it asks nobody for a token and does not look at where a request comes from. `startServer` does.
 *
 * @throws TypeError for a public URL that is none.
 */
export function createServerApp(options: ServerAppOptions): Hono {
  const baseUrl = (): string => options.publicUrl ?? 'http://localhost';
  return buildServer(options, { baseUrl, closing: new AbortController().signal }).app;
}

/** Puts the parts of a server together. */
export function buildServer(options: ServerAppOptions, setting: ServerSetting): BuiltServer {
  const { journal, log = logToStderr, publicUrl } = options;
  const keys = options.eventKeys ?? createEventKeys([makeEventKey()], async () => {});
  const access = new Access({
    token: setting.token,
    publicUrl: publicUrl === undefined ? undefined : new URL(publicUrl),
  });
  const codeRuns = new CodeRuns(options.runtime, log);
  const parts: ServerParts = {
    journal,
    access,
    codeRuns,
    eventUrlFor: (target) => eventUrl(keys, { base: setting.baseUrl(), ...target }),
    log,
    closing: setting.closing,
    heartbeatMs: options.heartbeatMs ?? 15_000,
  };
  const app = assembleApp(parts, {
    table: routeTable(parts, options.routes ?? []),
    eventRoad: createEventRoad({ journal, keys, log }),
    dashboardFolder: options.dashboardFolder ?? DASHBOARD,
  });
  return { app, access, codeRuns, eventUrlFor: parts.eventUrlFor, log };
}
