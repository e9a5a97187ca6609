import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chromiumOfFile } from '../support/browser.ts';
import { exampleRuns } from '../support/example-runs.ts';
import { openPage } from '../support/open-page.ts';
import { rowOf, seenTitles } from '../support/run-rows.ts';
import { writeRun } from '../support/script-run.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;

beforeEach(async () => {
  served = await serveDashboard();
});
afterEach(async () => {
  for (const context of chromium.get().contexts()) await context.close();
  await served.close();
});

async function begin(runId: string, title: string): Promise<void> {
  await served.journal.append(runId, [{ type: 'run.started', kind: 'code', title }]);
}

async function end(runId: string): Promise<void> {
  await served.journal.append(runId, [{ type: 'run.ended', outcome: 'done' }]);
}

async function open(path = '/runs') {
  const opened = await openPage(chromium.get(), served.url + path);
  await opened.page.locator('[data-stream="live"]').waitFor();
  return opened;
}

describe('the list of runs', () => {
  test('shows a run as it begins, goes on and ends', async () => {
    const { page } = await open();
    await page.getByText('No runs yet').waitFor();
    await begin('run_1', 'Count the stars');
    const row = rowOf(page, 'Count the stars');
    await row.getByRole('img', { name: 'Running' }).waitFor();
    await served.journal.append('run_1', [
      { type: 'run.progressed', percent: 40, message: 'northern sky' },
    ]);
    await row.getByText('northern sky').waitFor();
    expect(await row.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('40');
    await end('run_1');
    await row.getByRole('img', { name: 'Done' }).waitFor();
    await page.getByRole('row', { name: /^Today 1$/ }).waitFor();
  });

  test('an empty list gives a command that starts a run', async () => {
    const { page } = await open();
    const command = (await page.locator('pre').textContent()) ?? '';
    const [, url = ''] = /(http:\S+)/.exec(command) ?? [];
    const [, body = ''] = /-d '(.*)'/.exec(command) ?? [];
    const [, type = ''] = /-H 'content-type: (.*?)'/.exec(command) ?? [];
    expect(command.split('\n')).toHaveLength(3);
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
    expect(answer.status).toBe(201);
    await rowOf(page, 'My first run').waitFor();
  });

  test('groups runs by day, with those that need a person first', async () => {
    const now = Date.now();
    for (const script of exampleRuns(now)) await writeRun(served.journal, served.setTime, script);
    const { page } = await open();
    await rowOf(page, 'Needs you').first().waitFor();
    const titles = await seenTitles(page);
    expect(titles.slice(0, 6)).toEqual([
      'Reconcile Q3 supplier invoices',
      'Release 4.2.0 notes and tag',
      'Migrate billing service to Node 24',
      'Summarise weekly incident reports',
      'Crawl partner price lists',
      'Backfill embeddings for the support archive',
    ]);
    expect(await page.title()).toBe('(4) Causeway');
    await rowOf(page, 'Crawl partner').getByText('No output for').waitFor();
  });

  test('a link to an http page is one that opens elsewhere; anything else is text', async () => {
    await begin('run_1', 'Agent');
    await served.journal.append('run_1', [
      { type: 'browser.requested', id: 'a_1', url: 'https://example.org/sign-in' },
      { type: 'browser.requested', id: 'a_2', url: 'javascript:alert(1)' },
    ]);
    const { page } = await open();
    const link = page.getByRole('link', { name: /^example\.org/ });
    await link.waitFor();
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await link.getAttribute('target')).toBe('_blank');
    await page.getByText('Blocked: javascript:').waitFor();
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
  });

  test('rows never move under the pointer: new runs wait behind a pill', async () => {
    for (let index = 1; index <= 5; index += 1) await begin(`run_${index}`, `Run ${index}`);
    const { page } = await open();
    await rowOf(page, 'Run 3').hover();
    const before = await seenTitles(page);
    await begin('run_6', 'Run 6');
    await end('run_2');
    await page.getByRole('button', { name: '1 new run' }).waitFor();
    await rowOf(page, 'Run 2').getByRole('img', { name: 'Done' }).waitFor();
    expect(await seenTitles(page)).toEqual(before);
    await served.journal.append('run_1', [
      { type: 'attention.raised', id: 'a_1', reason: 'Which one?' },
    ]);
    await page.getByRole('button', { name: '1 new request, 1 new run' }).waitFor();
    expect(await seenTitles(page)).toEqual(before);
    await served.journal.append('run_1', [{ type: 'attention.closed', id: 'a_1', by: 'somebody' }]);
    await page.getByRole('button', { name: '1 new run', exact: true }).click();
    await expect
      .poll(() => seenTitles(page))
      .toEqual(['Run 6', 'Run 5', 'Run 4', 'Run 3', 'Run 1', 'Run 2']);
  });

  test('at the top and with the pointer elsewhere, runs slide in by themselves', async () => {
    await begin('run_1', 'Run 1');
    const { page } = await open();
    await rowOf(page, 'Run 1').waitFor();
    await begin('run_2', 'Run 2');
    await expect.poll(() => seenTitles(page)).toEqual(['Run 2', 'Run 1']);
  });

  test('the server answers the filter, and the URL keeps it', async () => {
    await begin('run_1', 'Blue whale');
    await begin('run_2', 'Red fox');
    await end('run_2');
    const { page } = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('whale');
    await expect.poll(() => seenTitles(page)).toEqual(['Blue whale']);
    expect(new URL(page.url()).search).toBe('?q=whale');
    await page.keyboard.press('Escape');
    await expect.poll(() => seenTitles(page)).toEqual(['Blue whale', 'Red fox']);
    expect(new URL(page.url()).search).toBe('');
  });

  test('a filter that nothing matches says so and can be cleared', async () => {
    await begin('run_1', 'Blue whale');
    const { page } = await open('/runs?q=host%3Abuild-09');
    await page.getByText('No runs match host:build-09').waitFor();
    await page.getByRole('button', { name: /^Clear filter Esc/ }).click();
    await rowOf(page, 'Blue whale').waitFor();
  });

  test('a filter that cannot be understood is told what is wrong with it', async () => {
    await begin('run_1', 'Blue whale');
    const { page } = await openPage(chromium.get(), `${served.url}/runs?q=older%3Asoon`);
    await page.getByRole('alert').getByText('older:soon is not a duration').waitFor();
  });

  test('a view shows its own runs, and every view its number', async () => {
    await begin('run_1', 'Under way');
    await begin('run_2', 'Over');
    await end('run_2');
    const { page } = await open();
    await page.getByRole('link', { name: 'Live 1' }).click();
    await expect.poll(() => seenTitles(page)).toEqual(['Under way']);
    expect(new URL(page.url()).search).toBe('?view=live');
    await page.getByRole('link', { name: 'Failed 0' }).click();
    await page.getByText('No run has failed').waitFor();
  });

  test('keys move over the list, open a run and come back to the same line', async () => {
    for (let index = 1; index <= 3; index += 1) await begin(`run_${index}`, `Run ${index}`);
    const { page } = await open();
    await rowOf(page, 'Run 3').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const focused = page.locator('[role="row"]:focus');
    await focused.getByText('Run 2').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.locator('[role="row"]:focus').getByText('Live').waitFor();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => seenTitles(page)).toEqual([]);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    await page.locator('[role="row"]:focus').getByText('Run 1').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/runs/run_1');
    await page.goBack();
    await expect
      .poll(() => page.locator('[role="row"][tabindex="0"]').textContent())
      .toContain('Run 1');
  });

  test('a click anywhere on a row opens its run', async () => {
    await begin('run_1', 'Run 1');
    const { page } = await open();
    await rowOf(page, 'Run 1').click({ position: { x: 700, y: 18 } });
    await page.waitForURL('**/runs/run_1');
  });

  test('a deleted run leaves the list', async () => {
    await begin('run_1', 'Run 1');
    await begin('run_2', 'Run 2');
    await end('run_1');
    const { page } = await open();
    await rowOf(page, 'Run 1').waitFor();
    await served.journal.deleteRun('run_1');
    await expect.poll(() => seenTitles(page)).toEqual(['Run 2']);
  });
});
