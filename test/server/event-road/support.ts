import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Journal } from '../../../src/journal/journal.ts';
import { createMemoryJournal } from '../../../src/journal/memory-journal.ts';
import type { RunEvent } from '../../../src/protocol/events/event.ts';
import {
  createEventRoad,
  type EventRoadOptions,
} from '../../../src/server/event-road/create-event-road.ts';
import { createEventKeys, type EventKeys } from '../../../src/server/event-road/event-keys.ts';
import { eventUrl } from '../../../src/server/event-road/event-url.ts';

/** Keys that live as long as a test. */
export function testKeys(...keys: string[]): EventKeys {
  const given = keys.length > 0 ? keys : ['a key that is only good for these tests'];
  return createEventKeys(given, async () => undefined);
}

export interface RoadServer extends AsyncDisposable {
  journal: Journal;
  base: string;
  /** The URL that is for a run, or for a call in it. */
  url(runId?: string, callId?: string): string;
  /** Everything but the start of the run, without the fields that differ each time. */
  recorded(runId?: string): Promise<Record<string, unknown>[]>;
}

/** A receiver on a real port, with the run `run_1` open. */
export async function startRoad(options: Partial<EventRoadOptions> = {}): Promise<RoadServer> {
  const { journal = createMemoryJournal(), keys = testKeys() } = options;
  await openRun(journal, 'run_1');
  const app = new Hono().route('/events', createEventRoad({ ...options, journal, keys }));
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const made = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(made));
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    journal,
    base,
    url: (runId = 'run_1', callId) =>
      eventUrl(keys, { base, runId, ...(callId !== undefined && { callId }) }),
    recorded: async (runId = 'run_1') => (await journal.read(runId)).slice(1).map(bare),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
      await journal.close();
    },
  };
}

export async function openRun(journal: Journal, runId: string): Promise<void> {
  await journal.append(runId, [
    { type: 'run.started', kind: 'external', title: 'A run of another program', limits: {} },
  ]);
}

function bare(event: RunEvent): Record<string, unknown> {
  const { runId: _runId, seq: _seq, at: _at, ...body } = event;
  return body;
}

/** Posts a body as an emitter does. */
export function post(url: string, body: unknown, type = 'application/json'): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: type === '' ? {} : { 'content-type': type },
    body: typeof body === 'string' ? new TextEncoder().encode(body) : JSON.stringify(body),
  });
}

export const begin = {
  v: 1,
  type: 'begin',
  call_id: 'a1',
  tool_name: 'search',
  args: { q: 'tide' },
  at: 1_795_000_000_000,
} as const;

export const end = {
  v: 1,
  type: 'end',
  call_id: 'a1',
  tool_name: 'search',
  result: { hits: 3 },
  is_error: false,
  at: 1_795_000_000_250,
} as const;
