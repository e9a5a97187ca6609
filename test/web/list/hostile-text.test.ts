import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumOfFile } from '../support/browser.ts';
import { openPage } from '../support/open-page.ts';
import { type ServedDashboard, serveDashboard } from '../support/serve-dashboard.ts';

const chromium = chromiumOfFile();
let served: ServedDashboard;

const texts = [
  '<img src=x onerror="document.title=1">',
  '<script src="https://evil.example/x.js"></script>',
  '</title></style><svg onload=alert(1)>',
  '"><iframe srcdoc="<script>parent.alert(1)</script>">',
  'javascript:alert(1)',
  'invoice\u202efdp.exe',
  'zero\u200bwidth\u2060joined',
  '\u0000null\u001b[31mred\u0007bell',
  '{{constructor.constructor("alert(1)")()}}',
  '\ud83d\ude00 emoji, e\u0301 accents, \u0639\u0631\u0628\u064a, \u4e2d\u6587',
  `${'x'.repeat(1_000_000)}`,
  '\ud800 lone surrogate',
];

beforeAll(async () => {
  served = await serveDashboard();
  for (const [index, text] of texts.entries()) {
    await served.journal.append(`run_${index}`, [
      {
        type: 'run.started',
        kind: 'agent',
        title: text,
        host: text,
        tags: { by: text, source: text, [text.slice(0, 100)]: text },
      },
      { type: 'run.progressed', message: text },
      { type: 'attention.raised', id: 'a_1', reason: text },
      { type: 'browser.requested', id: 'a_2', url: text },
    ]);
    await served.journal.append(`ended_${index}`, [
      { type: 'run.started', kind: 'code', title: text },
      { type: 'run.ended', outcome: 'error', error: { name: text, message: text }, summary: text },
    ]);
  }
});
afterAll(() => served.close());

test('H-E4 hostile text in the list is text: no policy is broken, nothing is asked for elsewhere', async () => {
  const { page, breaches } = await openPage(chromium.get(), `${served.url}/runs`);
  await page.locator('[data-stream="live"]').waitFor();
  const grid = page.getByRole('treegrid');
  const seen = new Set<string>();
  await expect
    .poll(
      async () => {
        for (const text of await page.getByRole('row').allTextContents()) seen.add(text);
        return grid.evaluate((element) => {
          element.scrollBy({ top: 300 });
          return element.scrollTop + element.clientHeight >= element.scrollHeight - 1;
        });
      },
      { interval: 20, timeout: 30_000 },
    )
    .toBe(true);
  const all = [...seen].join('\n');
  expect(all).toContain('<img src=x onerror="document.title=1">');
  expect(all).toContain('<script src="https://evil.example/x.js"></script>');
  expect(all).toContain('invoice⟨U+202E⟩fdp.exe');
  expect(all).toContain('zero⟨U+200B⟩width⟨U+2060⟩joined');
  expect(all).toContain('⟨U+0000⟩null⟨U+001B⟩[31mred⟨U+0007⟩bell');
  expect(all).toContain('Blocked: javascript:');
  expect(all).not.toContain('\u202e');
  // Every text is cut long before it could fill the page.
  expect(Math.max(...[...seen].map((text) => text.length))).toBeLessThan(2000);
  expect(await page.title()).toBe('(24) Causeway');
  expect(await page.locator('main img, main iframe, main script').count()).toBe(0);
  expect(breaches).toEqual({ policy: [], elsewhere: [], errors: [] });
});

test('H-E4 hostile text in the inbox is text as well', async () => {
  for (let index = 0; index < texts.length; index += 1) {
    const { page, breaches } = await openPage(
      chromium.get(),
      `${served.url}/inbox/run_${index}~a_${1 + (index % 2)}`,
    );
    await page
      .getByRole('button', { name: /^(Acknowledge|Done)/ })
      .first()
      .waitFor();
    expect(await page.getByRole('listitem').count()).toBe(24);
    expect(await page.locator('main img, main iframe, main script').count()).toBe(0);
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
    expect(breaches).toEqual({ policy: [], elsewhere: [], errors: [] });
    await page.context().close();
  }
});

test('H-E4 hostile text in Go to and in a filter is text', async () => {
  const { page, breaches } = await openPage(chromium.get(), `${served.url}/runs`);
  await page.locator('[data-stream="live"]').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('onerror');
  await page
    .getByRole('option', { name: /<img src=x/ })
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  const filter = '<img src=x onerror=alert(1)>\u202e';
  await page.goto(`${served.url}/runs?q=${encodeURIComponent(filter)}`);
  await page.getByText('No runs match <img src=x onerror=alert(1)>⟨U+202E⟩').waitFor();
  expect(breaches).toEqual({ policy: [], elsewhere: [], errors: [] });
});

test('the page is served under a policy that allows no inline code and no other origin', async () => {
  const answer = await fetch(`${served.url}/runs`);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy.split('; ')).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]),
  );
  expect(policy).not.toContain('unsafe');
});

test('the watch for breaches sees one when there is one', async () => {
  const { page, breaches } = await openPage(chromium.get(), `${served.url}/runs`);
  await page.evaluate(() => {
    const image = document.createElement('img');
    image.src = 'https://elsewhere.example/pixel.png';
    document.body.append(image);
  });
  await expect.poll(() => breaches.policy.length).toBeGreaterThan(0);
});
