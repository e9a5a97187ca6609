import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsOf } from '../support/axe.ts';
import { chromiumOfFile } from '../support/browser.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';
import { takePicture } from '../support/take-picture.ts';
import { crmSyncEvents } from './fixtures/crm-sync-run.ts';
import { newRun, openRunPage } from './fixtures/open-run.ts';
import { reconcileEvents } from './fixtures/reconcile-run.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
});
afterAll(() => served.close());

describe('a run at 320 pixels', () => {
  test.each(['calls', 'source', 'output', 'files', 'messages', 'journal'])(
    'its %s can be read without scrolling the page sideways',
    async (tab) => {
      const events =
        tab === 'files' ? await crmSyncEvents(served) : reconcileEvents({ asks: 'question' });
      const runId = await newRun(served, events, tab === 'files' ? 600_000 : 84_000);
      const page = await openRunPage(chromium.get(), served, `${runId}?tab=${tab}`, {
        width: 320,
        height: 640,
        touch: true,
      });
      await page.getByRole('tabpanel').waitFor();
      const wide = await page.evaluate(() => ({
        page: document.documentElement.scrollWidth,
        // What sticks out of the window without anything around it that scrolls.
        out: [...document.querySelectorAll('main > *, header, [class*="sheet"]')]
          .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
          .map((element) => element.className),
      }));
      expect(wide).toEqual({ page: 320, out: [] });
      const selected = await page.getByRole('tab', { selected: true }).boundingBox();
      expect((selected?.x ?? 320) + (selected?.width ?? 0)).toBeLessThanOrEqual(321);
      expect(await faultsOf(page)).toEqual([]);
      await expect(takePicture(page, `run-narrow-${tab}`)).resolves.toContain('.png');
      await page.context().close();
    },
  );
});

describe('a run in forced colours', () => {
  test('keeps its words and has no fault', async () => {
    const runId = await newRun(served, await crmSyncEvents(served), 600_000);
    const page = await openRunPage(chromium.get(), served, runId, { forcedColors: true });
    await page.getByText('outcome unknown').first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await expect(takePicture(page, 'run-forced-colours')).resolves.toContain('.png');
    await page.context().close();
  });
});
