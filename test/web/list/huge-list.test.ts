import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumOfFile } from '../support/browser.ts';
import { openPage } from '../support/open-page.ts';
import { rowOf, seenTitles } from '../support/run-rows.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;
const runs = 3000;

beforeAll(async () => {
  served = await serveDashboard();
  const first = Date.now() - runs * 1000;
  for (let index = 1; index <= runs; index += 1) {
    served.setTime(first + index * 1000);
    await served.journal.append(`run_${index}`, [
      { type: 'run.started', kind: 'code', title: `Run ${index}` },
      { type: 'run.ended', outcome: 'done' },
    ]);
  }
  served.setTime(undefined);
});
afterAll(() => served.close());

test('thousands of runs can be scrolled to their end, with few rows in the page', async () => {
  const { page } = await openPage(chromium.get(), `${served.url}/runs`);
  await rowOf(page, 'Run 3000').first().waitFor();
  const grid = page.getByRole('treegrid');
  const pages: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname === '/api/runs') pages.push(url.searchParams.get('after') ?? 'first');
  });
  await expect
    .poll(
      async () => {
        await grid.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
        expect(await page.getByRole('row').count()).toBeLessThanOrEqual(60);
        return seenTitles(page);
      },
      { timeout: 60_000, interval: 20 },
    )
    .toContain('Run 1');
  expect(pages).toHaveLength(14);

  // Pages that were let go are fetched again by their own cursors.
  const third = 2 * 200 * 36 + 100;
  await grid.evaluate((element, top) => element.scrollTo({ top }), third);
  await expect.poll(() => seenTitles(page)).toContain('Run 2590');
  expect(pages.slice(14)).toContain(pages[1]);
});

test('End and Home reach the last and the first known run, and the focus stays', async () => {
  const { page } = await openPage(chromium.get(), `${served.url}/runs`);
  await rowOf(page, 'Run 3000').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('End');
  const focused = page.locator('[role="row"]:focus');
  await focused.getByText('Run 2801').waitFor();
  await page.getByRole('treegrid').evaluate((element) => element.scrollTo({ top: 0 }));
  await expect.poll(async () => (await seenTitles(page)).includes('Run 2999')).toBe(true);
  // The row with the focus is still there although it is out of sight.
  await focused.getByText('Run 2801').waitFor();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.locator('[role="row"]:focus').getByText('Run 3000').waitFor();
});
