import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, expect, test } from 'vitest';
import { chromiumOfFile } from '../support/browser.ts';
import { openPage } from '../support/open-page.ts';
import { type ServerProcess, startServerProcess } from './support/server-process.ts';
import { shownRows } from './support/shown-rows.ts';

const chromium = chromiumOfFile();
const data = mkdtempSync(join(tmpdir(), 'causeway-reconnect-'));
let server: ServerProcess | undefined;

afterEach(() => server?.kill());
afterAll(() => rmSync(data, { recursive: true, force: true }));

/** Reports calls to an external run as an emitter does. */
class Emitter {
  readonly #url: string;
  #count = 0;

  constructor(url: string) {
    this.#url = url;
  }

  async call(tool: string, inside?: string, isError = false): Promise<string> {
    this.#count += 1;
    const id = `call-${this.#count}`;
    await this.begin(id, tool, inside);
    await this.#post({
      v: 1,
      type: 'end',
      call_id: id,
      tool_name: tool,
      result: 1,
      is_error: isError,
    });
    return id;
  }

  async begin(id: string, tool: string, inside?: string): Promise<void> {
    const parent = inside === undefined ? {} : { parent_call_id: inside };
    await this.#post({
      v: 1,
      type: 'begin',
      call_id: id,
      tool_name: tool,
      args: { id },
      ...parent,
    });
  }

  async #post(event: Record<string, unknown>): Promise<void> {
    const answer = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...event, at: Date.now() }),
    });
    expect(answer.status).toBe(202);
  }
}

async function post(url: string, body: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
  return answer.json();
}

const status = (page: Page, words: string): Promise<unknown> =>
  page.getByText(words).first().waitFor();

test('H-E3 H-E2: pages that lost a killed server, lost the network or came late show the same rows', async () => {
  server = await startServerProcess(data);
  const origin = server.url;
  const port = Number(new URL(origin).port);
  const { runId, url } = (await post(`${origin}/api/runs`, {
    kind: 'external',
    title: 'Nightly',
  })) as {
    runId: string;
    url: string;
  };
  const emitter = new Emitter(url);
  const { page: early, breaches } = await openPage(chromium.get(), `${origin}/runs/${runId}`);
  await early.locator('[data-row="run"]').waitFor();
  const outer = await emitter.call('plan.make');
  for (let index = 0; index < 8; index += 1) {
    await emitter.call('docs.search', outer, index === 3);
  }
  await early.getByText('docs.search').first().waitFor();

  await server.kill();
  await status(early, 'Reconnecting');
  server = await startServerProcess(data, port);
  for (let index = 0; index < 3; index += 1)
    await emitter.call('mail.send', undefined, index === 2);
  await status(early, 'Live');

  const { page: dropping } = await openPage(chromium.get(), `${origin}/runs/${runId}`);
  await dropping.getByText('mail.send').first().waitFor();
  await dropping.context().setOffline(true);
  // An end before its begin, a begin without an end, a child before its parent.
  await emitter.begin('late-child', 'http.get', 'late-parent');
  await emitter.begin('late-parent', 'lookup');
  await emitter.call('docs.search', outer);
  await dropping.context().setOffline(false);
  await emitter.call('report.write');

  await post(`${origin}/api/runs/${runId}/end`, { outcome: 'done' });
  const { page: late } = await openPage(chromium.get(), `${origin}/runs/${runId}`);
  for (const page of [early, dropping, late]) await status(page, 'Journal complete');
  const rows = await shownRows(late);
  expect(rows.map(({ id }) => id)).toContain('c:~late-child');
  expect(rows.length).toBeGreaterThan(8);
  for (const page of [early, dropping]) {
    await expect.poll(() => shownRows(page), { timeout: 30_000 }).toEqual(rows);
  }
  expect(breaches.policy).toEqual([]);
});
