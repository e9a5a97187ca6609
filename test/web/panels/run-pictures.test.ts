import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsOf } from '../support/axe.ts';
import { chromiumOfFile } from '../support/browser.ts';
import { openPage } from '../support/open-page.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';
import { takePicture } from '../support/take-picture.ts';
import { crmSyncEvents } from './fixtures/crm-sync-run.ts';
import { reconcileEvents } from './fixtures/reconcile-run.ts';
import { writeEvents } from './fixtures/write-events.ts';

// The page goes by the server's clock, so a run that is under way has to have begun just before.
const now = Date.now();
const start = now - 84_000;
const chromium = chromiumOfFile();
let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
  await writeEvents(served, 'run_live', start, reconcileEvents());
  await writeEvents(served, 'run_approval', start, reconcileEvents({ asks: 'approval' }));
  await writeEvents(served, 'run_question', start, reconcileEvents({ asks: 'question' }));
  await writeEvents(served, 'run_lost', now - 600_000, await crmSyncEvents(served));
});
afterAll(() => served.close());

const places = [
  { name: 'run-live', path: '/runs/run_live', waitFor: '312 of 480' },
  { name: 'run-approval', path: '/runs/run_approval', waitFor: 'asks a person' },
  {
    name: 'run-question',
    path: '/runs/run_question',
    waitFor: '1 of 2',
    click: 'Next request',
    after: 'matches two vendors',
  },
  { name: 'run-lost', path: '/runs/run_lost', waitFor: 'did not come back' },
  {
    name: 'run-files',
    path: '/runs/run_lost?tab=files',
    waitFor: 'changes.csv',
    click: 'changes.csv',
    after: 'nothing is evaluated',
  },
];
const screens = [
  { name: 'desktop', width: 1440, height: 900, touch: false, themes: ['light', 'dark'] as const },
  { name: 'tablet', width: 900, height: 800, touch: false, themes: ['light'] as const },
  { name: 'phone', width: 390, height: 844, touch: true, themes: ['light', 'dark'] as const },
];

describe.each(places)(
  'a picture of $name, in which axe finds no fault,',
  ({ name, path, waitFor, click, after = '' }) => {
    test.each(
      screens.flatMap(({ themes, name: screen, ...size }) =>
        themes.map((theme) => ({ screen, theme, size })),
      ),
    )('is written for a $screen in the $theme theme', async ({ screen, theme, size }) => {
      const { page, breaches } = await openPage(chromium.get(), served.url + path, {
        ...size,
        theme,
      });
      await page.getByText(waitFor).first().waitFor();
      if (click !== undefined) {
        await page.getByText(click).or(page.getByLabel(click)).first().click();
        await page.getByText(after).first().waitFor();
      }
      await expect(takePicture(page, `${name}-${screen}-${theme}`)).resolves.toContain('.png');
      expect(await faultsOf(page)).toEqual([]);
      expect(breaches).toEqual({ policy: [], elsewhere: [], errors: [] });
      await page.context().close();
    });
  },
);
