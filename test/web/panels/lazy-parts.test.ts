import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumOfFile } from '../support/browser.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';
import { crmSyncEvents } from './fixtures/crm-sync-run.ts';
import { newRun, openRunPage } from './fixtures/open-run.ts';
import { reconcileEvents } from './fixtures/reconcile-run.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
});
afterAll(() => served.close());

/** Names of the scripts that a page has fetched so far, without their hashes. */
function scriptsOf(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => /\/assets\/([\w-]+)-[\w-]{8}\.js$/.exec(name)?.[1] ?? '')
      .filter((name) => name !== ''),
  );
}

describe('what is large is fetched when it is needed', () => {
  test('a run without a program or open files fetches no parser, table, markdown or dialog', async () => {
    const runId = await newRun(served, await crmSyncEvents(served), 600_000);
    const page = await openRunPage(chromium.get(), served, `${runId}?tab=files`);
    await page.getByRole('button', { name: 'out/changes.csv' }).waitFor();
    const large = ['python', 'csv-table', 'markdown', 'run-menu-items', 'cancel-dialog'];
    expect((await scriptsOf(page)).filter((name) => large.includes(name))).toEqual([]);
    await page.getByRole('button', { name: 'out/changes.csv' }).click();
    await expect.poll(() => scriptsOf(page)).toContain('csv-table');
    await page.getByRole('button', { name: 'out/summary.md' }).click();
    await expect.poll(() => scriptsOf(page)).toContain('markdown');
    await page.getByRole('button', { name: 'More of this run' }).click();
    await page.getByRole('menuitem', { name: 'Download journal (NDJSON)' }).waitFor();
    expect(await scriptsOf(page)).toContain('run-menu-items');
    await page.context().close();
  });

  test('the program is there before its colours are, and without them where they do not come', async () => {
    const runId = await newRun(served, reconcileEvents());
    const page = await openRunPage(chromium.get(), served, runId);
    await page
      .getByRole('region', { name: 'Program', exact: true })
      .locator('[data-kind="keyword"]')
      .first()
      .waitFor();
    expect(await scriptsOf(page)).toContain('python');
    await page.route('**/python-*.js', (route) => route.abort());
    await page.reload();
    await page.getByText('async def settle').first().waitFor();
    await page.context().close();
  });
});
