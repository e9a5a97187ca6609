import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumOfFile } from '../support/browser.ts';
import { openPage } from '../support/open-page.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';
import { writeBigRun } from './big-run.ts';
import { shownRows } from './support/shown-rows.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
  await writeBigRun(served.journal, 'gap', 30, true);
});
afterAll(() => served.close());

test('H-E3: events that a stream leaves out are fetched, doubled ones count once', async () => {
  const { page: whole } = await openPage(chromium.get(), `${served.url}/runs/gap?flat=1`, {
    height: 2000,
  });
  await whole.getByText('Journal complete').waitFor();
  await expect.poll(async () => (await shownRows(whole)).length).toBe(30);
  const rows = await shownRows(whole);

  const events = await served.journal.read('gap');
  const lastSeq = events.length;
  const frame = (from: number, to: number): string =>
    `id: ${to}\nevent: events\ndata: ${JSON.stringify(events.slice(from - 1, to))}\n\n`;
  const holes =
    `${frame(1, 10)}${frame(21, 30)}${frame(26, 40)}` +
    `event: end\ndata: {"lastSeq":${lastSeq}}\n\n`;
  const { page } = await openPage(chromium.get(), `${served.url}/favicon.svg`, { height: 2000 });
  await page.route('**/api/runs/gap/stream*', (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: holes }),
  );
  const fetched: string[] = [];
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname.endsWith('/events')) fetched.push(searchParams.get('after') ?? '');
  });
  await page.goto(`${served.url}/runs/gap?flat=1`);
  await page.getByText('Journal complete').waitFor();
  await expect.poll(() => shownRows(page)).toEqual(rows);
  expect(fetched).toEqual(['10', '40']);
});

test('a run that is not there, and one whose call is not, say so', async () => {
  const { page: none } = await openPage(chromium.get(), `${served.url}/runs/no-such-run`);
  await none.getByText('There is no such run').waitFor();
  const { page } = await openPage(chromium.get(), `${served.url}/runs/gap/calls/c_none`);
  const calls = page.getByLabel('Calls', { exact: true });
  await calls.getByText('No such call in this run: c_none').waitFor();
});

test('H-E3: a tab that is hidden gives its stream back, and has caught up when it is seen', async () => {
  await writeBigRun(served.journal, 'hidden', 3);
  const { page } = await openPage(chromium.get(), `${served.url}/favicon.svg`);
  await page.clock.install();
  await page.goto(`${served.url}/runs/hidden`);
  await page.getByText('Live', { exact: true }).waitFor();
  const show = (visibility: 'hidden' | 'visible'): Promise<void> =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, visibility);
  await show('hidden');
  await page.clock.fastForward(11_000);
  await page.getByText('Paused', { exact: true }).waitFor();
  await served.journal.append('hidden', [
    { type: 'call.began', callId: 'c_new', tool: 'a.b', args: { value: {} }, road: 'host-call' },
  ]);
  await show('visible');
  await page.locator('[data-row="c:c_new"]').waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
});
