import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chromiumOfFile } from '../support/browser.ts';
import { openPage } from '../support/open-page.ts';
import { writeRun } from '../support/script-run.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;

beforeEach(async () => {
  served = await serveDashboard();
  await writeRun(served.journal, served.setTime, {
    runId: 'run_1',
    started: { kind: 'agent', title: 'Reconcile invoices' },
    requests: [
      { reason: 'Which vendor is right?' },
      { url: 'https://example.org/device' },
      { tool: 'payments.refund' },
    ],
  });
});
afterEach(async () => {
  for (const context of chromium.get().contexts()) await context.close();
  await served.close();
});

describe('the inbox', () => {
  test('lists what waits, opens the first, and its badge is the number of its lines', async () => {
    const { page } = await openPage(chromium.get(), `${served.url}/inbox`);
    await page.waitForURL('**/inbox/run_1~a_1');
    await page.getByRole('heading', { name: 'Which vendor is right?' }).waitFor();
    expect(await page.getByRole('listitem').count()).toBe(3);
    await page.getByRole('link', { name: 'Inbox 3 waiting' }).waitFor();
    expect(await page.title()).toBe('(3) Causeway');
  });

  test('takes an answer, which reaches the journal and takes the request off the list', async () => {
    const { page } = await openPage(chromium.get(), `${served.url}/inbox/run_1~a_1`);
    await page.getByLabel('Answer').fill('The second one');
    await page.getByRole('button', { name: 'Send answer' }).click();
    await page.getByText(/^Answered by/).waitFor();
    await expect.poll(() => page.getByRole('listitem').count()).toBe(2);
    const events = await served.journal.read('run_1');
    expect(events.at(-1)).toMatchObject({
      type: 'attention.closed',
      id: 'a_1',
      answer: 'The second one',
    });
  });

  test('of two people who look at one request, the slower one sees what became of it', async () => {
    const one = await openPage(chromium.get(), `${served.url}/inbox/run_1~a_1`);
    const other = await openPage(chromium.get(), `${served.url}/inbox/run_1~a_1`);
    await other.page.getByLabel('Answer').fill('Mine');
    await one.page.getByRole('button', { name: 'Acknowledge' }).click();
    await other.page.getByText(/^Acknowledged by/).waitFor();
    expect(await other.page.getByLabel('Answer').count()).toBe(0);
    expect((await served.journal.read('run_1')).at(-1)).not.toHaveProperty('answer');
  });

  test('a page to open is shown as text with its host, and as a link that opens elsewhere', async () => {
    const { page } = await openPage(chromium.get(), `${served.url}/inbox/run_1~a_2`);
    const link = page.getByRole('link', { name: 'Open example.org' });
    await link.waitFor();
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    await page.getByText('https://example.org/device').first().waitFor();
  });

  test('an approval is shown and says that it is decided elsewhere', async () => {
    const { page } = await openPage(chromium.get(), `${served.url}/inbox/run_1~a_3`);
    await page.getByText('Decide it where the host takes decisions').waitFor();
    expect(await page.getByRole('button', { name: /approve/i }).count()).toBe(0);
  });

  test('keys go from one request to the next', async () => {
    const { page } = await openPage(chromium.get(), `${served.url}/inbox`);
    await page.waitForURL('**/inbox/run_1~a_1');
    await page.keyboard.press('j');
    await page.waitForURL('**/inbox/run_1~a_2');
    await page.keyboard.press('ArrowDown');
    await page.waitForURL('**/inbox/run_1~a_3');
    await page.keyboard.press('k');
    await page.waitForURL('**/inbox/run_1~a_2');
  });

  test('a request that comes later raises the count and leaves the page as it is', async () => {
    const { page } = await openPage(chromium.get(), `${served.url}/inbox/run_1~a_1`);
    await page.getByLabel('Answer').fill('half an ans');
    await served.journal.append('run_1', [
      { type: 'attention.raised', id: 'a_9', reason: 'And this?' },
    ]);
    await page.getByRole('link', { name: 'Inbox 4 waiting' }).waitFor();
    expect(await page.getByLabel('Answer').inputValue()).toBe('half an ans');
    expect(new URL(page.url()).pathname).toBe('/inbox/run_1~a_1');
  });

  test('a request that does not exist, and a run that does not, are told apart', async () => {
    const one = await openPage(chromium.get(), `${served.url}/inbox/run_1~a_77`);
    await one.page.getByText('The run has no such request').waitFor();
    const other = await openPage(chromium.get(), `${served.url}/inbox/run_77~a_1`);
    await other.page.getByText('There is no such run on this server').waitFor();
  });

  test('on a phone a request in the list of runs keeps its kind on one line', async () => {
    await writeRun(served.journal, served.setTime, {
      runId: 'run_2',
      started: {
        kind: 'agent',
        title: 'Nightly import of the sales of all the shops in the north',
      },
      requests: [{ url: 'https://example.org/authorise' }],
    });
    const { page } = await openPage(chromium.get(), `${served.url}/runs`, {
      width: 390,
      height: 844,
      touch: true,
    });
    await page.getByRole('link', { name: 'Needs you 4', exact: true }).waitFor();
    const words = page.getByText('Open page', { exact: true });
    await words.last().waitFor();
    for (const word of await words.all()) {
      expect((await word.boundingBox())?.height).toBeLessThan(24);
    }
  });

  test('on a phone a request has the screen, with a way back', async () => {
    const { page } = await openPage(chromium.get(), `${served.url}/inbox`, {
      width: 390,
      height: 844,
      touch: true,
    });
    await page.getByRole('link', { name: /Which vendor/ }).tap();
    await page.getByLabel('Answer').waitFor();
    expect(await page.getByRole('listitem').first().isVisible()).toBe(false);
    await page.getByRole('link', { name: 'Back to the inbox' }).tap();
    await page.getByRole('listitem').first().waitFor();
  });
});
