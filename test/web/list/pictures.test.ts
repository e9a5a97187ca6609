import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumOfFile } from '../support/browser.ts';
import { exampleRuns } from '../support/example-runs.ts';
import { openPage } from '../support/open-page.ts';
import { writeRun } from '../support/script-run.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';
import { takePicture } from '../support/take-picture.ts';

// The page's clock stands still at the moment that the runs were made for.
const now = Date.now();
const chromium = chromiumOfFile();
let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
  for (const script of exampleRuns(now)) await writeRun(served.journal, served.setTime, script);
});
afterAll(() => served.close());

const screens = [
  { name: 'desktop', width: 1440, height: 900, touch: false },
  { name: 'phone', width: 390, height: 844, touch: true },
];
const places = [
  { name: 'runs', path: '/runs', waitFor: 'Reconcile Q3 supplier invoices' },
  { name: 'inbox', path: '/inbox', waitFor: 'INV-20931 matches two vendors' },
];

describe.each(places)('a picture of $name', ({ name, path, waitFor }) => {
  test.each(
    screens.flatMap((screen) =>
      (['light', 'dark'] as const).map((theme) => ({ ...screen, theme, screen: screen.name })),
    ),
  )('is written for a $screen in the $theme theme', async ({ screen, theme, ...size }) => {
    const { page } = await openPage(chromium.get(), served.url + path, { ...size, theme, now });
    await page.getByText(waitFor).first().waitFor();
    if (name === 'inbox' && screen === 'desktop') {
      await page.getByRole('button', { name: 'Acknowledge' }).waitFor();
    }
    await expect(takePicture(page, `${name}-${screen}-${theme}`)).resolves.toContain('.png');
    await page.context().close();
  });
});
