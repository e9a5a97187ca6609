import type { Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { createMemoryJournal } from '../../../src/journal/memory-journal.ts';
import { type RunningServer, startServer } from '../../../src/server/start-server.ts';
import { chromiumOfFile } from '../support/browser.ts';
import { openPage } from '../support/open-page.ts';
import { rowOf, seenTitles } from '../support/run-rows.ts';

const chromium = chromiumOfFile();
const servers: RunningServer[] = [];

afterEach(async () => {
  for (const context of chromium.get().contexts()) await context.close();
  for (const server of servers.splice(0)) await server.close();
});

async function serve(options: Partial<Parameters<typeof startServer>[0]> = {}) {
  const journal = options.journal ?? createMemoryJournal();
  const server = await startServer({ log: () => {}, ...options, journal });
  servers.push(server);
  return { server, journal, port: Number(new URL(server.url).port) };
}

/** Makes the page believe that its tab is hidden or seen. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((isHidden) => {
    const state = isHidden ? 'hidden' : 'visible';
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

test('H-E3 a list that lost its server shows the same as one that is opened afterwards', async () => {
  const { server, journal, port } = await serve();
  for (const runId of ['run_1', 'run_2', 'run_3']) {
    await journal.append(runId, [
      { type: 'run.started', kind: 'code', title: `Title of ${runId}` },
    ]);
  }
  const { page } = await openPage(chromium.get(), server.url);
  await rowOf(page, 'Title of run_3').waitFor();
  await server.close();
  await page.getByText(/^Reconnecting, \d+ s behind$/).waitFor();
  // What was there stays, and can be gone to.
  expect(await seenTitles(page)).toEqual(['Title of run_3', 'Title of run_2', 'Title of run_1']);

  await journal.append('run_2', [{ type: 'run.ended', outcome: 'error' }]);
  await journal.append('run_4', [{ type: 'run.started', kind: 'agent', title: 'Title of run_4' }]);
  await journal.append('run_3', [{ type: 'run.ended', outcome: 'done' }]);
  await journal.deleteRun('run_3');
  const again = await serve({ journal, port });
  await page.locator('[data-stream="live"]').waitFor();
  const fresh = await openPage(chromium.get(), again.server.url);
  await rowOf(fresh.page, 'Title of run_4').waitFor();
  const wanted = ['Title of run_4', 'Title of run_1', 'Title of run_2'];
  await expect.poll(() => seenTitles(fresh.page)).toEqual(wanted);
  await expect.poll(() => seenTitles(page)).toEqual(wanted);
});

test('a tab that is hidden for long gives its stream back and keeps its badge right', async () => {
  const { server, journal } = await serve();
  await journal.append('run_1', [{ type: 'run.started', kind: 'agent', title: 'Asks' }]);
  const { page } = await openPage(chromium.get(), server.url);
  await page.clock.install();
  await page.goto(server.url);
  await page.locator('[data-stream="live"]').waitFor();
  await setHidden(page, true);
  await page.clock.runFor(11_000);
  await page.locator('[data-stream="paused"]').waitFor();
  await journal.append('run_1', [{ type: 'attention.raised', id: 'a_1', reason: 'Which one?' }]);
  await page.clock.runFor(16_000);
  await expect.poll(() => page.title()).toBe('(1) Causeway');
  await setHidden(page, false);
  await page.locator('[data-stream="live"]').waitFor();
  await page.clock.runFor(1000);
  await rowOf(page, 'Which one?').waitFor();
});

test('a visible list uses one stream', async () => {
  const { server } = await serve();
  const { page } = await openPage(chromium.get(), server.url);
  await page.locator('[data-stream="live"]').waitFor();
  const streams: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/stream')) streams.push(new URL(request.url()).pathname);
  });
  await page.goto(server.url);
  await page.locator('[data-stream="live"]').waitFor();
  await page.getByRole('link', { name: 'Inbox' }).click();
  await page.getByText('Nothing waits for a person').waitFor();
  await page.getByRole('link', { name: 'Runs', exact: true }).click();
  await page.locator('[data-stream="live"]').waitFor();
  expect(streams).toEqual(['/api/stream', '/api/stream']);
});

test('a list that cannot be had says why and tries again when asked', async () => {
  const { server, journal } = await serve();
  await journal.append('run_1', [{ type: 'run.started', kind: 'code', title: 'Run 1' }]);
  const { page } = await openPage(chromium.get(), `${server.url}/inbox`);
  const failing = '**/api/runs?**';
  await page.route(failing, (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/json',
      headers: { 'x-request-id': 'req_77' },
      body: JSON.stringify({ error: { code: 'storage_failed', message: 'The disk is full' } }),
    }),
  );
  await page.goto(server.url);
  const alert = page.getByRole('alert');
  await alert.getByText('The disk is full. Request req_77.').waitFor();
  await page.unroute(failing);
  await alert.getByRole('button', { name: 'Retry' }).click();
  await rowOf(page, 'Run 1').waitFor();
  expect(await alert.count()).toBe(0);
});

test('an answer that takes long is waited for with lines at their real height', async () => {
  const { server, journal } = await serve();
  await journal.append('run_1', [{ type: 'run.started', kind: 'code', title: 'Run 1' }]);
  const { page } = await openPage(chromium.get(), `${server.url}/inbox`);
  let answer = (): void => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/api/runs?**', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(server.url);
  const bones = page.getByRole('status', { name: 'Loading runs' }).locator('> div');
  await expect.poll(() => bones.count()).toBe(12);
  expect((await bones.first().boundingBox())?.height).toBe(36);
  answer();
  await rowOf(page, 'Run 1').waitFor();
});

test('a server with a token asks for it in place, and takes it', async () => {
  const token = 'correct-horse-battery-staple-1234567890';
  const { server, journal } = await serve({ token });
  await journal.append('run_1', [{ type: 'run.started', kind: 'code', title: 'Run 1' }]);
  const { page } = await openPage(chromium.get(), `${server.url}/runs?view=live`);
  const field = page.getByLabel('Token');
  await field.fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('That is not the token of this server').waitFor();
  await field.fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await rowOf(page, 'Run 1').waitFor();
  expect(new URL(page.url()).search).toBe('?view=live');
});

test('a sign-in link that was used up leads to where the token is asked for', async () => {
  const { server } = await serve({ token: 'correct-horse-battery-staple-1234567890' });
  const link = server.link('/runs');
  const first = await openPage(chromium.get(), link);
  await first.page.getByText('No runs yet').waitFor();
  const second = await openPage(chromium.get(), link);
  await second.page.getByLabel('Token').waitFor();
  expect(new URL(second.page.url()).pathname).toBe('/sign-in');
});
