import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventBody } from '../../../src/journal/journal.ts';
import { chromiumOfFile } from '../support/browser.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';
import { crmSyncEvents } from './fixtures/crm-sync-run.ts';
import { newRun, openRunPage } from './fixtures/open-run.ts';
import { reconcileEvents } from './fixtures/reconcile-run.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;
let live: string;
let lost: string;

beforeAll(async () => {
  served = await serveDashboard();
  live = await newRun(served, reconcileEvents());
  lost = await newRun(served, await crmSyncEvents(served), 600_000);
});
afterAll(() => served.close());

const widthOf = async (page: Page, name: string): Promise<number> =>
  Math.round((await page.getByRole('region', { name, exact: true }).boundingBox())?.width ?? 0);

describe('the regions of a run', () => {
  test('splitters move by keys, and their places are remembered', async () => {
    const page = await openRunPage(chromium.get(), served, live);
    const before = await widthOf(page, 'Program');
    const splitter = page.getByRole('separator', { name: 'Width of the right column' });
    await splitter.press('ArrowLeft');
    await splitter.press('Shift+ArrowLeft');
    expect(await widthOf(page, 'Program')).toBe(before + 112);
    expect(await splitter.getAttribute('aria-valuenow')).toBe(String(before + 112));
    await page.reload();
    await page.getByText('reconcile.py').first().waitFor();
    expect(await widthOf(page, 'Program')).toBe(before + 112);
    await page.context().close();
  });

  test('a call shows its progress until it is done, and the minimap its words beside its marks', async () => {
    const args = { value: {}, bytes: 2 };
    const began = (callId: string): EventBody => ({
      type: 'call.began',
      callId,
      tool: callId,
      args,
      road: 'host-call',
    });
    const error = { name: 'KeyError', message: 'id' };
    const runId = await newRun(served, [
      [0, { type: 'run.started', kind: 'code', title: 'Progress', limits: { callsInFlight: 32 } }],
      [2000, began('failed')],
      [2500, { type: 'call.ended', callId: 'failed', status: 'error', error, applied: 'no' }],
      [3000, began('done')],
      [3100, { type: 'call.progressed', callId: 'done', percent: 98 }],
      [4000, { type: 'call.ended', callId: 'done', status: 'ok', result: args, applied: 'yes' }],
      [4100, began('going')],
      [4200, { type: 'call.progressed', callId: 'going', percent: 40 }],
    ]);
    const page = await openRunPage(chromium.get(), served, `${runId}/calls/going`);
    const progress = page.getByRole('progressbar', { name: 'Progress of the call' });
    await progress.waitFor();
    const words = await page.getByText('In flight, limit 32').boundingBox();
    const mark = await page.locator('[class*=minimap] [class*=mark]').first().boundingBox();
    expect((mark?.y ?? 0) + (mark?.height ?? 0)).toBeLessThanOrEqual(words?.y ?? 0);
    await page.goto(`${served.url}/runs/${runId}/calls/done`);
    await page.getByText('Applied: it had its effect.').waitFor();
    expect(await progress.count()).toBe(0);
    await page.context().close();
  });

  test('arrow keys move in the calls when nothing has the focus, as after a run was opened by a key', async () => {
    const page = await openRunPage(chromium.get(), served, live);
    const calls = page.getByRole('region', { name: 'Calls' });
    await calls.getByRole('row').nth(2).waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('ArrowDown');
    await calls.locator('[data-row]:focus').waitFor();
    await page.context().close();
  });

  test('the brackets hide and show the right column and the dock', async () => {
    const page = await openRunPage(chromium.get(), served, live);
    await page.getByRole('region', { name: 'Program', exact: true }).waitFor();
    await page.keyboard.press('[');
    await page.keyboard.press(']');
    await page.getByRole('region', { name: 'Program', exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'Dock' }).waitFor({ state: 'detached' });
    await page.keyboard.press(']');
    await page.getByRole('button', { name: 'Show the right column' }).click();
    await page.getByRole('region', { name: 'Program', exact: true }).waitFor();
    await page.getByRole('region', { name: 'Dock' }).waitFor();
    await page.context().close();
  });

  test('in a narrower window the right column lies over the calls when it is opened', async () => {
    const page = await openRunPage(chromium.get(), served, live, { width: 900, height: 700 });
    await page.getByRole('region', { name: 'Calls' }).waitFor();
    expect(await page.getByRole('region', { name: 'Program', exact: true }).count()).toBe(0);
    const width = await widthOf(page, 'Calls');
    await page.keyboard.press('[');
    await page.getByRole('region', { name: 'Program', exact: true }).waitFor();
    expect(await widthOf(page, 'Calls')).toBe(width);
    await page.context().close();
  });

  test('a region that breaks says so in its place, and the others live on', async () => {
    const page = await openRunPage(chromium.get(), served, `${lost}?tab=files`);
    await page.route('**/csv-table*.js', (route) => route.abort());
    await page.getByRole('button', { name: 'out/changes.csv' }).click();
    await page.getByText('Files could not be shown.').waitFor();
    await page.getByRole('button', { name: 'Copy details' }).waitFor();
    await page.getByRole('tab', { name: /Output/ }).click();
    await page.getByText('updating C-8841').waitFor();
    await page.context().close();
  });
});

describe('the program', () => {
  test('the statement of the selected call is tinted, all its lines', async () => {
    const page = await openRunPage(chromium.get(), served, `${live}/calls/c_refund`);
    const program = page.getByRole('region', { name: 'Program', exact: true });
    const tinted = program.locator('[class*="tinted"]');
    await expect.poll(() => tinted.count()).toBe(3);
    expect(await tinted.first().innerText()).toContain('payments.refund');
    await page.context().close();
  });

  test('a count in the gutter filters the calls of its line, by pointer and by key', async () => {
    const page = await openRunPage(chromium.get(), served, `${live}/calls/c_adj`);
    await page.getByRole('button', { name: 'Calls of line 21: 24' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('line')).toBe('21');
    await page.keyboard.press('s');
    await page.keyboard.press('Escape');
    await expect.poll(() => new URL(page.url()).searchParams.get('line')).toBe(null);
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).searchParams.get('line')).toBe('21');
    await page.context().close();
  });
});

describe('a run that was lost', () => {
  test('H-E6: every call that is not simply applied has its reason', async () => {
    const page = await openRunPage(chromium.get(), served, lost);
    const end = page.getByRole('region', { name: 'How the run ended' });
    await end.getByText('The channel to build-02 closed and did not come back').waitFor();
    expect(await end.getByRole('list', { name: 'What was applied' }).innerText()).toMatch(
      /55\s+applied\s+1\s+outcome unknown\s+1\s+not started/,
    );
    const rows = end.getByRole('list', { name: 'Calls that are not simply applied' });
    expect(await rows.getByRole('listitem').count()).toBe(2);
    await rows.getByText(/^Sent at .*, no reply before contact was lost\.$/).waitFor();
    await rows.getByText('Waited for a person’s decision and was never sent.').waitFor();
    await rows.getByRole('button', { name: 'Show call' }).last().click();
    await page.getByText('Not started: its tool never ran.').waitFor();
    await page.context().close();
  });
});

describe('cancelling a run', () => {
  test('asks once, says what happens to calls under way, and ends the run', async () => {
    const runId = await newRun(served, [
      [0, { type: 'run.started', kind: 'external', title: 'To be cancelled' }],
      [1, { type: 'call.began', callId: 'c_1', tool: 'slow', args: { value: {} }, road: 'event' }],
    ]);
    const page = await openRunPage(chromium.get(), served, runId);
    await page.getByRole('button', { name: 'Cancel run' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this run?' });
    await dialog.getByText('1 call under way will be told to stop').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Cancel run' }).click();
    await dialog.getByRole('button', { name: 'Cancel run' }).click();
    await page.getByText('The run was cancelled', { exact: true }).waitFor();
    await page.getByText('Journal complete').waitFor();
    const events = await served.journal.read(runId, {});
    expect(events.at(-1)).toMatchObject({ type: 'run.ended', outcome: 'cancelled' });
    await page.context().close();
  });
});
