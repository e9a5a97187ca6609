import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import { startServer } from '../../src/server/start-server.ts';
import { fold } from '../../src/timeline/fold.ts';
import { root } from '../house/source-files.ts';
import { openRun } from '../server/event-road/support.ts';
import { chromiumOfFile } from '../web/support/browser.ts';

/** Serves the built modules to a page of an origin that is not the receiver's. */
async function startPages(): Promise<{ origin: string } & AsyncDisposable> {
  const app = new Hono();
  app.get('/dist/*', async (context) => {
    const path = normalize(context.req.path);
    const text = await readFile(join(root, path), 'utf8');
    return context.body(text, 200, { 'content-type': 'text/javascript' });
  });
  app.get('/', (context) =>
    context.html('<!doctype html><link rel="icon" href="data:,"><title>Page</title>'),
  );
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const made = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(made));
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What the page does, as text: the page knows the modules by other names than the test. */
const program = `async (url) => {
  const { createEmitter, emitBegin } = await import('/dist/emitter/index.js');
  const emitter = createEmitter({ url });
  // No URL is set for this one, and that harms nobody.
  emitBegin({ tool: 'nowhere', args: {} });
  await emitter.withCall('sent', { n: 1 }, async () => {
    emitter.withCall('inside', {}, () => 2);
    await null;
    return 1;
  });
  await emitter.flush();
  for (let n = 0; n < 50; n += 1) emitter.withCall('at once', { n }, () => n);
  location.href = 'about:blank';
}`;

const chromium = chromiumOfFile();

describe('a page in a browser', () => {
  test('H-E5 reports to a receiver of another origin, and loses nothing when it is left', async () => {
    const complaints: string[] = [];
    const journal = createMemoryJournal();
    await openRun(journal, 'run_1');
    await using server = await startServer({ journal, log: (line) => complaints.push(line) });
    await using pages = await startPages();
    const page = await chromium.get().newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(pages.origin);
    await page.evaluate(
      `void (${program})(${JSON.stringify(server.eventUrlFor({ runId: 'run_1' }))})`,
    );
    await page.waitForURL('about:blank');
    const events: RunEvent[] = [];
    for await (const event of journal.follow('run_1')) {
      if (events.push(event) === 105) break;
    }
    const timeline = fold(events);
    expect(timeline.calls.map(({ tool, result }) => [tool, result])).toEqual([
      ['sent', { value: 1 }],
      ['inside', { value: 2 }],
      ...Array.from({ length: 50 }, (_, n) => ['at once', { value: n }]),
    ]);
    expect(timeline.calls[1]?.parentCallId).toBe(timeline.calls[0]?.callId);
    expect(timeline.calls.flatMap(({ marks }) => marks)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
