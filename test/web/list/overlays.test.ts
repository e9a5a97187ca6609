import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { chromiumOfFile } from '../support/browser.ts';
import { openPage } from '../support/open-page.ts';
import { rowOf } from '../support/run-rows.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
  let at = Date.now() - 10_000;
  for (const title of ['Blue whale', 'Red fox', 'Blue jay']) {
    at += 1000;
    served.setTime(at);
    const runId = `run_${title.replace(' ', '_')}`;
    await served.journal.append(runId, [{ type: 'run.started', kind: 'code', title }]);
  }
  served.setTime(undefined);
});
afterEach(async () => {
  for (const context of chromium.get().contexts()) await context.close();
});
afterAll(() => served.close());

async function openList() {
  const opened = await openPage(chromium.get(), served.url);
  await rowOf(opened.page, 'Red fox').waitFor();
  return opened;
}

describe('go to', () => {
  test('finds runs by words, by keyboard alone', async () => {
    const { page, breaches } = await openList();
    await page.keyboard.press('Control+k');
    const input = page.getByRole('combobox');
    await input.pressSequentially('blue');
    await page.getByRole('option', { name: /Blue jay/ }).waitFor();
    await expect.poll(() => page.getByRole('option', { name: /Red fox/ }).count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    const active = (await input.getAttribute('aria-activedescendant')) ?? '';
    const chosen = page.locator(`[id="${active}"]`);
    expect(await chosen.textContent()).toContain('Blue whale');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/runs/run_Blue_whale');
    expect(breaches).toEqual({ policy: [], elsewhere: [], errors: [] });
  });

  test('finds calls and files of the run that is open', async () => {
    const bodies = ['ship.load', 'ship.sail'].map((tool, index) => ({
      type: 'call.began' as const,
      callId: `c_${index}`,
      tool,
      args: { value: {}, bytes: 2 },
      line: index + 3,
      road: 'host-call' as const,
    }));
    await served.journal.append('run_Red_fox', bodies as never);
    const { page } = await openPage(chromium.get(), `${served.url}/runs/run_Red_fox`);
    await page.getByText('sail').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('sail');
    await page.getByRole('option', { name: /ship\.sail/ }).click();
    await page.waitForURL('**/runs/run_Red_fox/calls/c_1');
  });

  test('does actions: another theme', async () => {
    const { page } = await openList();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('theme dark');
    await page.getByRole('option', { name: 'Theme: dark' }).click();
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.reload();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  });

  test('gives the focus back when it is closed', async () => {
    const { page } = await openList();
    await page.keyboard.press('j');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => page.locator('[role="row"]:focus').count()).toBe(1);
  });
});

describe('keys', () => {
  test('are listed under ?', async () => {
    const { page, breaches } = await openList();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keys' });
    await dialog.getByText('Go to a run, a call, a file or an action').waitFor();
    // Headers of the list stay in place while it is scrolled, and must not come out on top.
    const covered = await dialog.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const steps = Array.from({ length: 40 }, (_, index) => top + 4 + (index * (height - 8)) / 39);
      return steps.filter((y) => !element.contains(document.elementFromPoint(left + width / 2, y)));
    });
    expect(covered).toEqual([]);
    expect(breaches).toEqual({ policy: [], elsewhere: [], errors: [] });
  });

  test('of one letter can be switched off, and stay off', async () => {
    const { page } = await openList();
    await page.keyboard.press('?');
    await page.getByRole('checkbox', { name: /^Keys without/ }).uncheck();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.reload();
    await rowOf(page, 'Red fox').waitFor();
    await page.keyboard.press('?');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    expect(await page.getByRole('dialog', { name: 'Keys' }).count()).toBe(0);
  });

  test('of one letter are letters in an input field', async () => {
    const { page } = await openList();
    await page.getByLabel('Filter runs').fill('');
    await page.getByLabel('Filter runs').pressSequentially('gi?');
    expect(await page.getByLabel('Filter runs').inputValue()).toBe('gi?');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('G I and G R go to the inbox and back, J and K from run to run', async () => {
    const { page } = await openList();
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.waitForURL('**/inbox');
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.waitForURL('**/runs');
    await page.getByRole('link', { name: 'Red fox' }).click();
    await page.waitForURL('**/runs/run_Red_fox');
    await page.keyboard.press('j');
    await page.waitForURL('**/runs/run_Blue_whale');
    await page.keyboard.press('k');
    await page.waitForURL('**/runs/run_Red_fox');
  });
});

test('the theme follows the system until somebody chooses one', async () => {
  const { page } = await openPage(chromium.get(), served.url, { theme: 'dark' });
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('light');
  await page.getByRole('button', { name: 'Use the dark theme' }).click();
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
});

test('an address that is no page says so', async () => {
  const { page } = await openPage(chromium.get(), `${served.url}/runs/run_1/other/1`);
  await page.getByText('There is no page at this address').waitFor();
  await page.getByRole('link', { name: 'All runs', exact: true }).click();
  await rowOf(page, 'Red fox').waitFor();
});
