import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsOf } from '../support/axe.ts';
import { chromiumOfFile } from '../support/browser.ts';
import { type Breaches, openPage } from '../support/open-page.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';
import { hostileEnd, hostileEvents } from './fixtures/hostile-run.ts';
import { writeEvents } from './fixtures/write-events.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
  const start = Date.now() - 1000;
  const events = await hostileEvents(served);
  await writeEvents(served, 'run_hostile', start, events);
  await writeEvents(served, 'run_over', start, [...events, hostileEnd]);
});
afterAll(() => served.close());

async function open(path: string): Promise<{ page: Page; breaches: Breaches }> {
  const opened = await openPage(chromium.get(), served.url + path);
  opened.page.setDefaultTimeout(20_000);
  return opened;
}

/** Nothing ran, nothing was asked of anybody else, and only the web's addresses are links. */
async function expectHarmless(page: Page, breaches: Breaches): Promise<void> {
  const found = await page.evaluate(() => ({
    hit: (window as unknown as { hit?: number }).hit,
    elements: document.querySelectorAll(
      'iframe, object, embed, img[src="x"], svg script, body script',
    ).length,
    links: [...document.querySelectorAll('a[href]')]
      .map((link) => (link as HTMLAnchorElement).protocol)
      .filter((protocol) => protocol !== 'http:' && protocol !== 'https:'),
    // A character that turns the order of text round must never reach the page.
    turned: [...document.querySelectorAll('body *')]
      .filter((element) =>
        [...element.childNodes].some(
          (node) =>
            node.nodeType === 3 && /[\u202A-\u202E\u2066-\u2069]/.test(node.textContent ?? ''),
        ),
      )
      .map((element) => element.parentElement?.outerHTML.slice(0, 200)),
  }));
  expect(found).toEqual({ hit: undefined, elements: 0, links: [], turned: [] });
  expect(breaches).toEqual({ policy: [], elsewhere: [], errors: [] });
}

describe('a run in which everything is hostile', () => {
  test('H-E4: its titles, names and values are text, with what is hidden in sight', async () => {
    const { page, breaches } = await open('/runs/run_hostile/calls/c_1');
    await page.getByText('Not applied: it changed nothing.').waitFor();
    const shown = await page.locator('body').innerText();
    expect(shown).toContain('<img src=x onerror="window.hit=1">');
    expect(shown).toContain('⟨U+202E⟩gnp.exe⟨U+0000⟩⟨U+200B⟩');
    await expectHarmless(page, breaches);
    expect(await faultsOf(page)).toEqual([]);
    await page.context().close();
  });

  test('H-E4: JSON of 200 levels is a tree, of 10,000 levels and of 400 KB it is text', async () => {
    const { page, breaches } = await open('/runs/run_hostile/calls/c_2');
    const selected = page.getByRole('region', { name: 'Selected call' });
    await selected.getByRole('button', { name: '1 item' }).first().waitFor();
    await page.goto(`${served.url}/runs/run_hostile/calls/c_3?tab=journal`);
    await page.getByText('Nested too deeply for a tree.').first().waitFor();
    await page.goto(`${served.url}/runs/run_hostile/calls/c_4`);
    await page.getByText('The beginning of 400 KB.').first().waitFor();
    await expectHarmless(page, breaches);
    await page.context().close();
  });

  test('H-E4: output of 10 MB on one line scrolls by, links of a terminal lose their target', async () => {
    const { page, breaches } = await open('/runs/run_hostile');
    const output = page.getByRole('log', { name: 'Output of the program' });
    await output.getByText('the end').waitFor();
    expect(await output.locator('[data-index]').count()).toBeLessThan(60);
    await output.press('Home');
    await output.evaluate((box) => box.scrollTo(0, 0));
    await output.getByText('link', { exact: false }).first().waitFor();
    expect(await output.locator('[data-colour="red"]').innerText()).toBe('red');
    expect(await output.locator('a').count()).toBe(0);
    await page.getByRole('button', { name: /Jump to latest/ }).click();
    await output.getByText('the end').waitFor();
    await expectHarmless(page, breaches);
    await page.context().close();
  });

  test('H-A9 H-E4: an address that is not of the web is text, and the host is the real one', async () => {
    const { page, breaches } = await open('/runs/run_hostile');
    const card = page.getByRole('region', { name: 'Needs you' });
    await card.getByText('1 of 4').waitFor();
    await card.getByRole('button', { name: 'Next request' }).click();
    await card.getByText('Blocked: javascript:').waitFor();
    expect(await card.getByRole('link').count()).toBe(0);
    await card.getByRole('button', { name: 'Next request' }).click();
    const link = card.getByRole('link', { name: 'Open evil.example' });
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await link.getAttribute('href')).toBe('https://bank.example@evil.example/%E2%80%AE');
    expect(await card.locator('b').filter({ hasText: 'evil.example' }).first().innerText()).toBe(
      'evil.example',
    );
    await card.getByText('is a user name').waitFor();
    await card.getByText('with hidden characters').waitFor();
    await expectHarmless(page, breaches);
    await page.context().close();
  });

  test('H-E4: files are shown as text, table or not at all, and never run or fetch anything', async () => {
    const { page, breaches } = await open('/runs/run_hostile?tab=files');
    const files = page.getByRole('region', { name: 'Dock' });
    for (const [name, shown] of [
      ['drawing.svg', 'onload="window.hit=1"'],
      ['page.html', '<!doctype html>'],
      ['notes.md', 'named ⟨U+202E⟩gnp.exe'],
      ['table.md', '|a|a|a'],
      ['levels.md', '> > >'],
      ['cells.csv', 'look like formulas'],
      ['deep.json', '[[[['],
      ['fake.png', 'not an image at all'],
      ['invoice⟨U+202E⟩fdp.exe', '<img src=x'],
    ] as const) {
      await files.getByRole('button', { name }).click();
      await files.getByRole('region', { name: 'Preview' }).getByText(shown).first().waitFor();
      await files.getByText('Verified').waitFor();
      await expectHarmless(page, breaches);
    }
    await files.getByRole('button', { name: 'notes.md' }).click();
    await files.getByRole('link', { name: 'two (evil.example)' }).waitFor();
    await files.getByText('image: pixel').waitFor();
    await files.getByText('image: pi⟨U+202E⟩xel').waitFor();
    expect(await files.getByRole('link', { name: /one|three/ }).count()).toBe(0);
    await expectHarmless(page, breaches);
    await page.context().close();
  });

  test('H-E4: messages and the raw journal are text', async () => {
    const { page, breaches } = await open('/runs/run_hostile?tab=messages');
    const dock = page.getByRole('region', { name: 'Dock' });
    await dock.getByText('<script>window.hit=1</script>').first().waitFor();
    await dock.getByRole('tab', { name: /Journal/ }).click();
    await dock.getByRole('button', { name: /run\.started/ }).waitFor();
    await expectHarmless(page, breaches);
    await page.context().close();
  });

  test('H-E4 H-E6: how it ended is text as well, with every call that is not simply applied', async () => {
    const { page, breaches } = await open('/runs/run_over');
    const end = page.getByRole('region', { name: 'How the run ended' });
    await end.getByText('The program stopped with an error').waitFor();
    await end.getByText('Traceback').click();
    await end.getByRole('listitem').filter({ hasText: 'Waited for a person’s decision' }).waitFor();
    await end.getByRole('listitem').filter({ hasText: 'no reply before the run ended' }).waitFor();
    await expectHarmless(page, breaches);
    await page.context().close();
  });
});
