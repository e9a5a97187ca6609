import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumOfFile } from '../support/browser.ts';
import { openPage, type PageOptions } from '../support/open-page.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';
import { writeInvoicesRun } from './invoices-run.ts';
import { shownIds, shownRows } from './support/shown-rows.ts';

const chromium = chromiumOfFile();
const RUN = 'run_tree';
let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
  await writeInvoicesRun(served, RUN, Date.now() - 84_000);
});
afterAll(() => served.close());

async function open(path = '', options: PageOptions = {}): Promise<Page> {
  const { page } = await openPage(chromium.get(), `${served.url}/runs/${RUN}${path}`, options);
  await page.locator('[data-row]').first().waitFor();
  // On a phone the state of the stream has no words.
  if (!options.touch) await page.getByText('Live').first().waitFor();
  return page;
}

const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute('data-row') ?? null);

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

describe('the tree of calls', () => {
  test('folds what went well and lists what did not', async () => {
    const page = await open();
    const ids = await shownIds(page);
    expect(ids).toContain('g::22:erp.post_adjustment');
    expect(ids).toContain('c:c_a7');
    expect(ids).not.toContain('c:c_a6');
    expect(ids).toContain('c:c_m11');
    // It runs, and somebody waits inside of it.
    expect(ids).toContain('c:c_ask');
    const rows = await shownRows(page);
    const text = (id: string): string => rows.find((row) => row.id === id)?.text ?? '';
    expect(text('g::22:erp.post_adjustment')).toContain('23 ok folded');
    expect(text('g::9:docs.search')).toContain('318 ok');
    expect(rows.find(({ id }) => id === 'c:c_m11')?.state).toBe('unknown');
    expect(rows.find(({ id }) => id === 'c:c_refund')?.state).toBe('waiting');
    await page.context().close();
  });

  test('is a treegrid whose rows say where they are, with one in the order of tabs', async () => {
    const page = await open();
    const rows = await shownRows(page);
    const deep = rows.find(({ id }) => id === 'c:c_h1');
    expect(deep).toMatchObject({ level: '5', place: '1', size: '3' });
    expect(rows[0]).toMatchObject({ id: 'run', level: '1', index: '2', expanded: 'true' });
    expect(deep?.expanded).toBeNull();
    expect(await page.locator('[data-row][tabindex="0"]').count()).toBe(1);
    const count = Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'));
    expect(count).toBe(rows.length + 1);
    const audit = await new AxeBuilder({ page }).include('[aria-label="Calls"]').analyze();
    expect(audit.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    await page.context().close();
  });

  test('moves, opens and closes by keys, and the address follows', async () => {
    const page = await open();
    await page.locator('[data-row="run"]').focus();
    await press(page, 'ArrowDown', 'ArrowDown');
    expect(await focused(page)).toBe('c:c_2');
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/runs/${RUN}/calls/c_2`);
    await press(page, 'ArrowDown');
    expect(await focused(page)).toBe('g::9:docs.search');
    await press(page, 'ArrowRight');
    await page.locator('[data-row="c:c_s0"]').waitFor();
    await press(page, 'ArrowRight');
    expect(await focused(page)).toBe('c:c_s0');
    await press(page, 'ArrowLeft');
    expect(await focused(page)).toBe('g::9:docs.search');
    await press(page, 'ArrowLeft');
    await expect.poll(() => shownIds(page)).not.toContain('c:c_s0');
    await press(page, 'End');
    expect(await focused(page)).toBe('c:c_refund');
    await press(page, 'Home');
    expect(await focused(page)).toBe('run');
    await press(page, 'ArrowLeft');
    await expect.poll(() => shownIds(page)).toEqual(['run']);
    await press(page, '2');
    await expect.poll(() => shownIds(page)).toContain('g::9:docs.search');
    expect(await shownIds(page)).not.toContain('c:c_a7');
    await page.context().close();
  });

  test('a group opens in three steps: exceptions, everything, nothing', async () => {
    const page = await open();
    const twisty = page.locator('[data-row="g::22:erp.post_adjustment"] [data-twisty]');
    await twisty.click();
    await page.locator('[data-row="c:c_a6"]').waitFor();
    await twisty.click();
    await expect.poll(() => shownIds(page)).not.toContain('c:c_a7');
    await twisty.click();
    await page.locator('[data-row="c:c_a7"]').waitFor();
    expect(await shownIds(page)).not.toContain('c:c_a6');
    await page.context().close();
  });

  test('cards open in place, several at once, and say what went in and came out', async () => {
    const page = await open();
    await page.locator('[data-row="c:c_a7"]').click();
    await press(page, 'Enter');
    const card = page.locator('[data-row="c:c_a7"] [data-card]');
    await card.getByText('PeriodClosed').first().waitFor();
    await card.getByText('INV-20417').waitFor();
    await page.locator('[data-row="c:c_m11"]').click();
    await press(page, 'Space');
    await page.locator('[data-row="c:c_m11"] [data-card]').waitFor();
    expect(await page.locator('[data-card]').count()).toBe(2);
    await page.locator('[data-row="c:c_m11"]').press('Enter');
    await expect.poll(() => page.locator('[data-card]').count()).toBe(1);
    await page.context().close();
  });

  test('a link opens what is above its call and shows it, Back returns', async () => {
    const page = await open('/calls/c_s200');
    const row = page.locator('[data-row="c:c_s200"]');
    await row.waitFor();
    expect(await row.getAttribute('aria-selected')).toBe('true');
    await expect.poll(() => row.isVisible()).toBe(true);
    await page.locator('[data-row="c:c_s201"], [data-row="g::12:erp.get_order"]').first().click();
    await page.goBack();
    expect(new URL(page.url()).pathname).toBe(`/runs/${RUN}/calls/c_s200`);
    await page.context().close();
  });

  test('a call that is not there is waited for while the run goes on', async () => {
    const page = await open('/calls/c_later');
    const note = page.getByLabel('Calls', { exact: true }).getByText('Waiting for call');
    await note.waitFor();
    await served.journal.append(RUN, [
      {
        type: 'call.began',
        callId: 'c_later',
        tool: 'late.tool',
        args: { value: {} },
        road: 'host-call',
      },
    ]);
    await page.locator('[data-row="c:c_later"][aria-selected="true"]').waitFor();
    await expect.poll(() => note.count()).toBe(0);
    await page.context().close();
  });

  test('filters by text, state and line, keeps ancestors, and clears', async () => {
    const page = await open();
    await press(page, '/');
    await page.keyboard.type('registry');
    await expect
      .poll(() => shownIds(page))
      .toEqual(['run', 'g::11:vendors.resolve', 'c:c_v10', 'c:c_l', 'c:c_h1', 'c:c_h2']);
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('registry');
    await press(page, 'Escape');
    await expect.poll(() => shownIds(page)).toContain('g::9:docs.search');
    await page.getByRole('button', { name: '1 error', exact: true }).click();
    await expect.poll(() => shownIds(page)).toEqual(['run', 'g::22:erp.post_adjustment', 'c:c_a7']);
    await page.goto(`${served.url}/runs/${RUN}?line=27`);
    await expect
      .poll(async () => (await shownIds(page)).slice(0, 3))
      .toEqual(['run', 'g::27:mail.send', 'c:c_m0']);
    await page.goto(`${served.url}/runs/${RUN}?q=nothing-has-this`);
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.locator('[data-row="g::9:docs.search"]').waitFor();
    await page.context().close();
  });

  test('a filter that is cleared leaves the list where it was', async () => {
    const page = await open('', { height: 620 });
    await page.locator('[data-row="g::9:docs.search"] [data-twisty]').click();
    await page.locator('[data-row="c:c_s0"]').waitFor();
    const top = (): Promise<number> =>
      page.getByRole('treegrid').evaluate((grid) => grid.parentElement?.scrollTop ?? 0);
    await page.getByRole('treegrid').evaluate((grid) => grid.parentElement?.scrollTo(0, 2000));
    await expect.poll(() => shownIds(page)).toContain('c:c_s80');
    await press(page, '/');
    await page.keyboard.type('registry');
    await expect.poll(top).toBe(0);
    await press(page, 'Escape');
    await expect.poll(top).toBe(2000);
    await page.context().close();
  });

  test('flat is a list without nesting that can be sorted', async () => {
    const page = await open('?flat=1');
    await expect.poll(async () => (await shownIds(page)).slice(0, 2)).toEqual(['c:c_1', 'c:c_2']);
    await page.getByRole('button', { name: 'Bytes' }).click();
    await expect.poll(async () => (await shownIds(page))[0]).toBe('c:c_1');
    await page.getByRole('button', { name: 'Time' }).click();
    await expect.poll(async () => (await shownIds(page))[0]).toBe('c:c_refund');
    await press(page, 'f');
    await page.locator('[data-row="run"]').waitFor();
    await page.context().close();
  });

  test('the lanes zoom by keys and handles, and the link keeps it', async () => {
    const page = await open();
    await page.locator('[data-row="run"]').focus();
    await press(page, '+');
    await expect.poll(() => new URL(page.url()).searchParams.get('t')).toMatch(/^[\d.]+-[\d.]+$/);
    const handle = page.getByRole('slider', { name: 'Lanes begin at' });
    const before = Number(await handle.getAttribute('aria-valuenow'));
    await handle.press('ArrowRight');
    await expect
      .poll(async () => Number(await handle.getAttribute('aria-valuenow')))
      .toBeGreaterThan(before);
    await page.locator('[data-row="run"]').focus();
    await press(page, '0');
    await expect.poll(() => new URL(page.url()).searchParams.get('t')).toBeNull();
    await page.context().close();
  });

  test('what is read stays in its place while rows come above it', async () => {
    const page = await open('', { height: 620 });
    const row = page.locator('[data-row="c:c_ask"]');
    await row.click();
    const y = async (): Promise<number> => Math.round((await row.boundingBox())?.y ?? 0);
    const before = await y();
    await served.journal.append(RUN, [
      {
        type: 'call.ended',
        callId: 'c_sv',
        status: 'error',
        applied: 'no',
        error: { name: 'Gone', message: 'gone' },
      },
      ...[1, 2, 3].map(
        (n) =>
          ({
            type: 'call.began',
            callId: `c_new${n}`,
            parentCallId: 'c_1',
            tool: 'docs.open',
            args: { value: { n } },
            road: 'host-call',
          }) as const,
      ),
    ]);
    await expect
      .poll(() => page.getByRole('treegrid').evaluate((grid) => grid.parentElement?.scrollTop))
      .toBeGreaterThan(0);
    expect(Math.abs((await y()) - before)).toBeLessThanOrEqual(1);
    expect(await focused(page)).toBe('c:c_ask');
    await page.context().close();
  });

  test('on a phone rows are stacked and nothing is wider than the screen', async () => {
    const page = await open('', { width: 390, height: 844, touch: true });
    const widths = await page
      .locator('[data-row]')
      .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect()));
    for (const { width, height } of widths) {
      expect(width).toBeLessThanOrEqual(390);
      expect(height).toBeGreaterThanOrEqual(44);
    }
    await page.context().close();
  });
});
