import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventBody } from '../../../src/journal/journal.ts';
import { faultsOf } from '../support/axe.ts';
import { chromiumOfFile } from '../support/browser.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';
import { newRun, openRunPage } from './fixtures/open-run.ts';
import type { Timed } from './fixtures/write-events.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
});
afterAll(() => served.close());

const started: Timed = [0, { type: 'run.started', kind: 'external', title: 'Comes and goes' }];
const line = (text: string): EventBody => ({ type: 'output.written', stream: 'stdout', text });

describe('how fresh and whole a run’s page is', () => {
  test('H-E3: a page that lost its server says since when, and is whole again after a retry', async () => {
    const runId = await newRun(served, [started]);
    const page = await openRunPage(chromium.get(), served, runId);
    await page.clock.install();
    await page.reload();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.route('**/stream*', (route) => route.abort());
    // The page gives up a stream that is silent for 25 seconds, and calls itself stale after 60 more.
    await expect
      .poll(async () => {
        await page.clock.fastForward(30_000);
        return page.getByText(/Shown state may be old/).count();
      })
      .toBe(1);
    expect(await faultsOf(page)).toEqual([]);
    await served.journal.append(runId, [line('while it was away\n')]);
    await page.unroute('**/stream*');
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('while it was away').waitFor();
    await page.getByText(/Shown state may be old/).waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('H-E3: events that the stream left out are named and fetched, never skipped', async () => {
    const runId = await newRun(served, [started]);
    await served.journal.append(
      runId,
      [1, 2, 3, 4].map((number) => line(`line ${number}\n`)),
    );
    const events = await served.journal.read(runId, {});
    const frame = (from: number, to: number): string =>
      `event: events\nid: ${to}\ndata: ${JSON.stringify(events.slice(from - 1, to))}\n\n`;
    const page = await openRunPage(chromium.get(), served, 'nowhere');
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/stream*', (route) =>
      route.fulfill({ contentType: 'text/event-stream', body: frame(1, 2) + frame(5, 5) }),
    );
    await page.route('**/events?*', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${served.url}/runs/${runId}`);
    await page.getByText('Events 3–4 are missing here, loading.').waitFor();
    release();
    await page.getByText('line 4').waitFor();
    const shown = await page.getByRole('log', { name: 'Output of the program' }).innerText();
    expect(shown.match(/line \d/g)).toEqual(['line 1', 'line 2', 'line 3', 'line 4']);
    await page.context().close();
  });

  test('a run that is not there, and one that may not be seen, say so each in its way', async () => {
    const page = await openRunPage(chromium.get(), served, 'run_typo');
    await page.getByRole('heading', { name: 'There is no such run' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.route('**/stream*', (route) => route.fulfill({ status: 403, body: '{}' }));
    await page.reload();
    await page.getByRole('heading', { name: 'This run is not yours to see' }).waitFor();
    await page.context().close();
  });

  test('news is told to a screen reader: a request and the end at once', async () => {
    const runId = await newRun(served, [started]);
    const page = await openRunPage(chromium.get(), served, runId);
    await page.getByText('Live', { exact: true }).waitFor();
    const told = page.locator('[data-announcer]');
    await served.journal.append(runId, [{ type: 'attention.raised', id: 'at_1', reason: 'Well?' }]);
    await expect.poll(() => told.innerText()).toBe('The run needs you: 1 request waiting.');
    await served.journal.append(runId, [{ type: 'run.ended', outcome: 'done' }]);
    await expect.poll(() => told.innerText()).toBe('The run ended: Done.');
    await page.context().close();
  });
});
