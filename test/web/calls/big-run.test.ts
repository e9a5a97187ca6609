import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumOfFile } from '../support/browser.ts';
import { openPage, type PageOptions } from '../support/open-page.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';
import { bigRunEvents, writeBigRun } from './big-run.ts';
import { shownIds } from './support/shown-rows.ts';

const CALLS = 50_000;
const chromium = chromiumOfFile();
let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
  await writeBigRun(served.journal, 'big', CALLS);
});
afterAll(() => served.close());

async function open(path: string, options: PageOptions = {}): Promise<Page> {
  const { page } = await openPage(chromium.get(), `${served.url}/runs/big${path}`, options);
  await page.locator('[data-row]').first().waitFor();
  await page.getByText('Live').first().waitFor();
  return page;
}

const mounted = (page: Page): Promise<number> => page.locator('[data-row]').count();
const listed = async (page: Page): Promise<number> =>
  Number(await page.getByRole('treegrid').getAttribute('aria-rowcount')) - 1;

/** Scrolls to a share of the list and waits until rows are there. */
async function scrollTo(page: Page, share: number): Promise<void> {
  const inSight = await page.getByRole('treegrid').evaluateHandle((grid, part) => {
    const scroller = grid.parentElement as HTMLElement;
    scroller.scrollTop = (scroller.scrollHeight - scroller.clientHeight) * part;
    return () => {
      const box = scroller.getBoundingClientRect();
      const seen = document.elementFromPoint(box.left + 40, box.top + box.height / 2);
      return seen?.closest('[data-row]') !== null;
    };
  }, share);
  await page.waitForFunction((isThere) => isThere(), inSight);
}

test('H-E2: a run of 50,000 calls is there from the first to the last, with at most 60 rows mounted', async () => {
  const page = await open('?flat=1');
  await expect.poll(() => listed(page)).toBe(CALLS);
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    await scrollTo(page, share);
    expect(await mounted(page)).toBeLessThanOrEqual(60);
  }
  expect((await shownIds(page)).at(-1)).toBe(`c:c_${CALLS - 1}`);
  await page.locator('[data-row]').last().focus();
  await page.keyboard.press('Home');
  await page.locator('[data-row="c:c_0"]').waitFor();
  await page.keyboard.press('End');
  await page.locator(`[data-row="c:c_${CALLS - 1}"]`).waitFor();
  await page.context().close();
});

test('a window that shows more than 60 rows has those in sight and hardly more', async () => {
  const page = await open('?flat=1', { height: 3000 });
  const height = await page
    .getByRole('treegrid')
    .evaluate((grid) => (grid.parentElement as HTMLElement).clientHeight);
  const inSight = Math.floor(height / 25);
  expect(inSight).toBeGreaterThan(60);
  await expect.poll(() => mounted(page)).toBeGreaterThanOrEqual(inSight - 1);
  expect(await mounted(page)).toBeLessThanOrEqual(inSight + 5);
  await page.context().close();
});

test('scrolling through the list and back leaves no more elements than there were', async () => {
  const page = await open('?flat=1');
  const elements = (): Promise<number> =>
    page.evaluate(() => document.querySelectorAll('*').length);
  await scrollTo(page, 0.5);
  await scrollTo(page, 0);
  const before = await elements();
  for (let step = 1; step <= 40; step += 1) await scrollTo(page, step / 40);
  await scrollTo(page, 0);
  await expect.poll(elements).toBeLessThanOrEqual(before + 50);
  await page.context().close();
});

test('a link to any of its calls shows that call', async () => {
  const page = await open('/calls/c_31207');
  const row = page.locator('[data-row="c:c_31207"]');
  await row.waitFor();
  expect(await row.getAttribute('aria-selected')).toBe('true');
  expect(await mounted(page)).toBeLessThanOrEqual(60);
  await page.context().close();
});

test('H-E3: what comes while somebody reads far above moves nothing and is found at the end', async () => {
  const page = await open('?flat=1');
  await scrollTo(page, 0.5);
  const before = await shownIds(page);
  const more = [...bigRunEvents(CALLS + 500)].slice(CALLS * 2);
  for (let first = 0; first < more.length; first += 50) {
    await served.journal.append('big', more.slice(first, first + 50));
  }
  await expect.poll(() => listed(page), { timeout: 30_000 }).toBe(CALLS + 500);
  expect(await shownIds(page)).toEqual(before);
  await scrollTo(page, 1);
  expect((await shownIds(page)).at(-1)).toBe(`c:c_${CALLS + 499}`);
  await page.context().close();
});
