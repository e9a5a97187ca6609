import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventBody } from '../../../src/journal/journal.ts';
import { chromiumOfFile } from '../support/browser.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';
import { crmSyncEvents } from './fixtures/crm-sync-run.ts';
import { newRun, openRunPage } from './fixtures/open-run.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;
let lost: string;

beforeAll(async () => {
  served = await serveDashboard();
  lost = await newRun(served, await crmSyncEvents(served), 600_000);
});
afterAll(() => served.close());

const line = (text: string): EventBody => ({ type: 'output.written', stream: 'stdout', text });

describe('output', () => {
  test('follows the end until somebody scrolls up, then tells how much is new', async () => {
    const runId = await newRun(served, [
      [0, { type: 'run.started', kind: 'external', title: 'Writes' }],
    ]);
    await served.journal.append(runId, [line('old\n'.repeat(5000))]);
    const page = await openRunPage(chromium.get(), served, runId);
    const output = page.getByRole('log', { name: 'Output of the program' });
    await output.getByText('old').first().waitFor();
    await served.journal.append(runId, [line('first news\n')]);
    await output.getByText('first news').waitFor();
    await output.evaluate((box) => box.scrollTo(0, 0));
    await page.getByRole('button', { name: 'Jump to latest' }).waitFor();
    await served.journal.append(runId, [line('second\nthird\n')]);
    await page.getByRole('button', { name: 'Jump to latest (2 new)' }).click();
    await output.getByText('third').waitFor();
    expect(await output.locator('[data-index]').count()).toBeLessThan(60);
    await page.context().close();
  });

  test('a text is found in lines that the browser does not have', async () => {
    const runId = await newRun(served, [
      [0, { type: 'run.started', kind: 'external', title: 'Writes' }],
    ]);
    await served.journal.append(runId, [
      line(`${'hay\n'.repeat(3000)}a needle\n${'hay\n'.repeat(3000)}`),
    ]);
    const page = await openRunPage(chromium.get(), served, runId);
    const output = page.getByRole('log', { name: 'Output of the program' });
    await output.press('Control+f');
    await page.getByPlaceholder('Find in output').fill('NEEDLE');
    await page.keyboard.press('Enter');
    await page.getByText('Line 3,001 of 6,001').waitFor();
    await output.getByText('a needle').waitFor();
    await page.getByPlaceholder('Find in output').fill('pitchfork');
    await page.keyboard.press('Enter');
    await page.getByText('Not found').waitFor();
    await page.keyboard.press('Escape');
    await page.getByPlaceholder('Find in output').waitFor({ state: 'detached' });
    await page.context().close();
  });
});

describe('files', () => {
  test('a table is shown from a link to its file, with the hash of what was fetched checked', async () => {
    const events = await served.journal.read(lost, {});
    const file = events.find((event) => event.type === 'deliverable.captured');
    const page = await openRunPage(chromium.get(), served, `${lost}/files/${file?.seq}`);
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.getByText('Verified: the content has its sha256.').waitFor();
    await preview.getByRole('cell', { name: 'Aino Virtanen' }).waitFor();
    await preview.getByRole('cell', { name: '=HYPERLINK("http://evil.example")' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      preview.getByRole('link', { name: /Download/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('changes.csv');
    await page.context().close();
  });

  test('a file that was not taken over says why', async () => {
    const page = await openRunPage(chromium.get(), served, `${lost}?tab=files`);
    await page.getByText('Not taken over: It does not lie inside').waitFor();
    await page.context().close();
  });
});

describe('the journal', () => {
  test('a link to an event opens it, in the middle of a long journal', async () => {
    const runId = await newRun(served, [
      [0, { type: 'run.started', kind: 'external', title: 'Long' }],
    ]);
    const many = Array.from({ length: 3000 }, (_, index) => line(`line ${index}\n`));
    await served.journal.append(runId, many);
    const page = await openRunPage(chromium.get(), served, `${runId}/journal/2000`);
    await page.getByRole('region', { name: 'Event 2000' }).getByText('"line 1998\\n"').waitFor();
    const list = page.getByRole('region', { name: 'Events of the journal' });
    await list.locator('[aria-current="true"]').filter({ hasText: '2,000' }).waitFor();
    expect(await list.locator('[data-index]').count()).toBeLessThan(80);
    await page.context().close();
  });

  test('one type is found through the whole journal, and further as it grows', async () => {
    const runId = await newRun(served, [
      [0, { type: 'run.started', kind: 'external', title: 'Long' }],
    ]);
    await served.journal.append(
      runId,
      Array.from({ length: 4500 }, (_, index) => line(`${index}\n`)),
    );
    await served.journal.append(runId, [{ type: 'run.progressed', message: 'nearly' }]);
    const page = await openRunPage(chromium.get(), served, `${runId}?tab=journal`);
    await page.getByLabel('Type').selectOption('run.progressed');
    await page.getByText('1 of 4,502 events read').waitFor();
    await served.journal.append(runId, [{ type: 'run.progressed', message: 'very nearly' }]);
    await page.getByText('2 of 4,503 events read').waitFor();
    await page.getByRole('button', { name: /very nearly/ }).waitFor();
    await page.context().close();
  });
});
