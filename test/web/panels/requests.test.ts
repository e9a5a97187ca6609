import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumOfFile } from '../support/browser.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';
import { newRun, openRunPage } from './fixtures/open-run.ts';
import { reconcileEvents } from './fixtures/reconcile-run.ts';
import type { Timed } from './fixtures/write-events.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
});
afterAll(() => served.close());

const started: Timed = [0, { type: 'run.started', kind: 'external', title: 'Asks' }];
const question: Timed = [10, { type: 'attention.raised', id: 'at_1', reason: 'Which vendor?' }];

async function closings(runId: string): Promise<unknown[]> {
  const events = await served.journal.read(runId, {});
  return events
    .filter((event) => event.type === 'attention.closed')
    .map(({ id, answer }: { id?: unknown; answer?: unknown }) => ({ id, answer }));
}

describe('what waits for a person', () => {
  test('H-A17: an answer reaches the journal, tied to its question, and the card says so', async () => {
    const runId = await newRun(served, [started, question]);
    const page = await openRunPage(chromium.get(), served, runId);
    const card = page.getByRole('region', { name: 'Needs you' });
    await card.getByLabel('Answer').fill('Norrland Paper AB\nand nobody else');
    await card.getByRole('button', { name: /Send answer/ }).click();
    await card.getByText(/Answered by/).waitFor();
    expect(await closings(runId)).toEqual([
      { id: 'at_1', answer: 'Norrland Paper AB\nand nobody else' },
    ]);
    await page.context().close();
  });

  test('Ctrl and Enter send, the letter a is an answer’s letter inside of the field', async () => {
    const runId = await newRun(served, [started, question]);
    const page = await openRunPage(chromium.get(), served, runId);
    const field = page.getByLabel('Answer');
    await field.pressSequentially('a bank');
    await field.press('Control+Enter');
    await page.getByText(/Answered by/).waitFor();
    expect(await closings(runId)).toEqual([{ id: 'at_1', answer: 'a bank' }]);
    await page.context().close();
  });

  test('a request is acknowledged by the key A on its card', async () => {
    const runId = await newRun(served, [started, question]);
    const page = await openRunPage(chromium.get(), served, runId);
    await page.getByRole('button', { name: /Acknowledge/ }).press('a');
    await page.getByText(/Acknowledged by/).waitFor();
    expect(await closings(runId)).toEqual([{ id: 'at_1', answer: undefined }]);
    await page.context().close();
  });

  test('when somebody else was faster, the card turns into that fact', async () => {
    const runId = await newRun(served, [started, question]);
    const page = await openRunPage(chromium.get(), served, runId);
    await page.getByLabel('Answer').fill('too late');
    await served.journal.append(runId, [
      { type: 'attention.closed', id: 'at_1', by: 'Priya Raman', answer: 'the first one' },
    ]);
    await page.getByText('Answered by Priya Raman').waitFor();
    await page.getByText('the first one').waitFor();
    expect(await page.getByLabel('Answer').count()).toBe(0);
    await page.context().close();
  });

  test('an answer that the server refuses stays in the field, with the reason', async () => {
    const runId = await newRun(served, [started, question]);
    const page = await openRunPage(chromium.get(), served, runId);
    await page.getByLabel('Answer').fill('first try');
    await page.route('**/requests/*', (route) => route.abort());
    await page.getByRole('button', { name: /Send answer/ }).click();
    await page.getByRole('alert').filter({ hasText: 'could not be reached' }).waitFor();
    expect(await page.getByLabel('Answer').inputValue()).toBe('first try');
    await page.unroute('**/requests/*');
    await page.getByRole('button', { name: /Send answer/ }).click();
    await page.getByText(/Answered by/).waitFor();
    await page.context().close();
  });

  test('a later request raises the count and takes nobody’s place', async () => {
    const runId = await newRun(served, [started, question]);
    const page = await openRunPage(chromium.get(), served, runId);
    await page.getByLabel('Answer').fill('half an ans');
    await served.journal.append(runId, [
      { type: 'browser.requested', id: 'at_2', url: 'https://login.example/device' },
    ]);
    await page.getByText('1 of 2').waitFor();
    await page.getByText('The run needs you: 2 requests waiting.').waitFor({ state: 'attached' });
    expect(await page.getByLabel('Answer').inputValue()).toBe('half an ans');
    await page.getByRole('button', { name: 'Next request' }).click();
    await page.getByRole('link', { name: 'Open login.example' }).waitFor();
    await page.context().close();
  });

  test('a request that comes while the page is open does not open itself', async () => {
    const runId = await newRun(served, [started]);
    const page = await openRunPage(chromium.get(), served, runId);
    await page.getByText('Events').waitFor();
    await served.journal.append(runId, [{ type: 'attention.raised', id: 'at_1', reason: 'Well?' }]);
    await page.getByRole('button', { name: /One request waits/ }).waitFor();
    expect(await page.getByRole('heading', { name: 'Well?' }).count()).toBe(0);
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: 'Well?' }).waitFor();
    await page.context().close();
  });

  test('a call that waits is shown with all of its arguments and cannot be decided here', async () => {
    const runId = await newRun(served, reconcileEvents({ asks: 'approval' }));
    const page = await openRunPage(chromium.get(), served, runId);
    const card = page.getByRole('region', { name: 'Needs you' });
    await card.getByText('"Overpayment on PO-77120, Q3 reconciliation"').waitFor();
    expect(await card.getByRole('button', { name: /approve|reject/i }).count()).toBe(0);
    await expect.poll(() => new URL(page.url()).pathname).toBe(`/runs/${runId}/calls/c_refund`);
    await page.context().close();
  });

  test('on a phone it is a sheet at the bottom, its buttons 44 px high', async () => {
    const runId = await newRun(served, [started, question]);
    const page = await openRunPage(chromium.get(), served, runId, {
      width: 390,
      height: 844,
      touch: true,
    });
    const card = page.getByRole('region', { name: 'Needs you' });
    for (const name of [/Send answer/, /Acknowledge/, /Back to the call/]) {
      const box = await card.getByRole('button', { name }).boundingBox();
      expect(box?.height, String(name)).toBeGreaterThanOrEqual(44);
    }
    await page.getByRole('button', { name: 'Make the sheet larger' }).click();
    await card.getByLabel('Answer').fill('from a train');
    await card.getByRole('button', { name: /Send answer/ }).click();
    await card.getByText(/Answered by/).waitFor();
    await page.context().close();
  });
});
