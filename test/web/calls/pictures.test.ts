import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumOfFile } from '../support/browser.ts';
import { openPage } from '../support/open-page.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';
import { takePicture } from '../support/take-picture.ts';
import { writeInvoicesRun } from './invoices-run.ts';

const chromium = chromiumOfFile();
const now = Date.now();
let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
  await writeInvoicesRun(served, 'run_pictures', now - 84_000);
});
afterAll(() => served.close());

test.each([
  ['light', 1440, 900],
  ['dark', 1440, 900],
  ['light', 390, 844],
  ['dark', 390, 844],
] as const)('pictures of the calls, %s, %i wide', async (theme, width, height) => {
  const { page, breaches } = await openPage(
    chromium.get(),
    `${served.url}/runs/run_pictures/calls/c_a7`,
    { theme, width, height, touch: width < 640, now },
  );
  await page.locator('[data-row="c:c_a7"]').press('Enter');
  await page.locator('[data-card]').waitFor();
  await takePicture(page, `calls-${theme}-${width}`);
  expect(breaches).toEqual({ policy: [], elsewhere: [], errors: [] });
  await page.context().close();
});
