import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { faultsOf } from '../support/axe.ts';
import { chromiumOfFile } from '../support/browser.ts';
import { exampleRuns } from '../support/example-runs.ts';
import { openPage, type PageOptions } from '../support/open-page.ts';
import { rowOf } from '../support/run-rows.ts';
import { writeRun } from '../support/script-run.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;
let empty: ServedDashboard;
let locked: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
  empty = await serveDashboard();
  locked = await serveDashboard({ token: 'correct-horse-battery-staple-1234567890' });
  const now = Date.now();
  for (const script of exampleRuns(now)) await writeRun(served.journal, served.setTime, script);
});
afterEach(async () => {
  for (const context of chromium.get().contexts()) await context.close();
});
afterAll(async () => {
  for (const dashboard of [served, empty, locked]) await dashboard.close();
});

interface State {
  name: string;
  url: () => string;
  ready: (page: Page) => Promise<void>;
}

const states: State[] = [
  {
    name: 'the list',
    url: () => `${served.url}/runs`,
    ready: (page) => page.getByText('Reconcile Q3 supplier invoices').first().waitFor(),
  },
  {
    name: 'a line with the focus',
    url: () => `${served.url}/runs?view=live`,
    ready: async (page) => {
      await rowOf(page, 'Summarise weekly').waitFor();
      await page.keyboard.press('j');
    },
  },
  {
    name: 'no runs',
    url: () => empty.url,
    ready: (page) => page.getByText('No runs yet').waitFor(),
  },
  {
    name: 'no match',
    url: () => `${served.url}/runs?q=nothing-is-called-so`,
    ready: (page) => page.getByText(/^No runs match/).waitFor(),
  },
  {
    name: 'a filter that cannot be understood',
    url: () => `${served.url}/runs?q=older%3Asoon`,
    ready: (page) => page.getByRole('alert').waitFor(),
  },
  { name: 'sign in', url: () => locked.url, ready: (page) => page.getByLabel('Token').waitFor() },
  {
    name: 'the inbox',
    url: () => `${served.url}/inbox/run_7q1w0c~a_1`,
    ready: (page) => page.getByLabel('Answer').waitFor(),
  },
  {
    name: 'an empty inbox',
    url: () => `${empty.url}/inbox`,
    ready: (page) => page.getByText('Nothing waits for a person').waitFor(),
  },
  {
    name: 'go to',
    url: () => `${served.url}/runs`,
    ready: async (page) => {
      await page.getByText('Reconcile Q3 supplier invoices').first().waitFor();
      await page.keyboard.press('Control+k');
      await page
        .getByRole('option', { name: /Rotate/ })
        .or(page.getByRole('option').first())
        .first()
        .waitFor();
    },
  },
  {
    name: 'keys',
    url: () => `${served.url}/runs`,
    ready: async (page) => {
      await page.getByText('Reconcile Q3 supplier invoices').first().waitFor();
      await page.keyboard.press('?');
      await page.getByRole('checkbox').waitFor();
    },
  },
  {
    name: 'no such page',
    url: () => `${served.url}/runs/a/b/c`,
    ready: (page) => page.getByText('There is no page').waitFor(),
  },
];

const looks: { look: string; options: PageOptions; of: RegExp }[] = [
  { look: 'light', options: { theme: 'light' }, of: /./ },
  // Colours are what differs in the dark, and the columns on a phone.
  { look: 'dark', options: { theme: 'dark' }, of: /list|line|inbox|filter|keys|go to/ },
  { look: 'a phone', options: { width: 390, height: 844, touch: true }, of: /list|the inbox|sign/ },
];

describe.each(looks)('axe finds nothing wrong, $look', ({ options, of }) => {
  test.each(states.filter(({ name }) => of.test(name)))('with $name', async ({ url, ready }) => {
    const { page } = await openPage(chromium.get(), url(), options);
    await ready(page);
    expect(await faultsOf(page)).toEqual([]);
  });
});

test.each([320, 390, 640, 900, 1180])(
  'at %d px nothing has to be scrolled sideways',
  async (width) => {
    for (const path of ['/runs', '/inbox/run_7q1w0c~a_1', '/runs?q=nothing']) {
      const { page } = await openPage(chromium.get(), served.url + path, { width, height: 800 });
      await page.getByRole('banner').waitFor();
      await page.locator('main').first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      const wide = await page.evaluate(() => {
        const grid = document.querySelector('[role="treegrid"]');
        return [document.documentElement, document.body, ...(grid ? [grid] : [])].filter(
          (element) => element.scrollWidth > element.clientWidth,
        ).length;
      });
      expect([path, wide]).toEqual([path, 0]);
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll('header a, header button')]
          .filter((element) => element.getBoundingClientRect().right > window.innerWidth)
          .map((element) => element.textContent),
      );
      expect(cut).toEqual([]);
      await page.context().close();
    }
  },
);

test('what is touched is at least 44 px high on a phone', async () => {
  const { page } = await openPage(chromium.get(), `${served.url}/runs`, {
    width: 390,
    height: 844,
    touch: true,
  });
  await page.getByText('Reconcile Q3 supplier invoices').first().waitFor();
  const small = await page
    .locator('header a, header button, nav a, [role="row"][aria-level]')
    .evaluateAll((elements) =>
      elements
        .filter((element) => element.getClientRects().length > 0)
        .filter((element) => element.getBoundingClientRect().height < 43.5)
        .map((element) => element.textContent),
    );
  expect(small).toEqual([]);
});

test('nothing moves by itself when less motion is wanted', async () => {
  const { page } = await openPage(chromium.get(), `${served.url}/runs`, { reducedMotion: true });
  await rowOf(page, 'Summarise weekly').waitFor();
  const moving = await page.evaluate(
    () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
  );
  expect(moving).toBe(0);
  const lively = await openPage(chromium.get(), `${served.url}/runs`, { reducedMotion: false });
  await rowOf(lively.page, 'Summarise weekly').waitFor();
  expect(await lively.page.evaluate(() => document.getAnimations().length)).toBeGreaterThan(0);
});

test('in forced colours the states keep their shapes and the selection an outline', async () => {
  const { page } = await openPage(chromium.get(), `${served.url}/runs?view=live`, {
    forcedColors: true,
  });
  await rowOf(page, 'Summarise weekly').waitFor();
  await page.keyboard.press('j');
  const selected = page.locator('[role="row"][aria-selected="true"]');
  expect(await selected.evaluate((row) => getComputedStyle(row).outlineStyle)).toBe('solid');
  expect(await page.locator('svg[data-state="running"]').first().isVisible()).toBe(true);
});
