import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { chromiumOfFile } from '../web/support/browser.ts';
import { serve, type TestServer } from './support.ts';

const chromium = chromiumOfFile();
const page = readFileSync(new URL('./fixtures/other-site.html', import.meta.url));

/** A site of its own, on a port of this machine. */
async function serveOtherSite(): Promise<number> {
  const site = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(page);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void site.close());
  return (site.address() as AddressInfo).port;
}

async function openRun({ journal }: TestServer): Promise<void> {
  await journal.append('known', [
    { type: 'run.started', kind: 'external', title: 'Secret title' },
    { type: 'output.written', stream: 'stdout', text: 'window.stolen = 1' },
  ]);
}

/** Lets the page try everything it can. */
async function attack(tab: Page): Promise<{ tried: string[]; learned: string[] }> {
  return await tab.evaluate('attack()');
}

// `localhost` is another site than 127.0.0.1; another port of 127.0.0.1 is the same site.
test.each(['127.0.0.1', 'localhost'])(
  'a page of another site at %s can neither change nor learn anything through a browser',
  async (host) => {
    const server = await serve();
    await openRun(server);
    const context = await chromium.get().newContext();
    const tab = await context.newPage();
    const target = encodeURIComponent(server.url);
    await tab.goto(`http://${host}:${await serveOtherSite()}/?target=${target}`);
    const { tried, learned } = await attack(tab);
    await context.close();
    expect(tried).toHaveLength(11);
    expect(learned).toEqual([]);
    expect((await server.journal.listRuns()).runs.map((run) => run.runId)).toEqual(['known']);
    expect(await server.journal.read('known')).toHaveLength(2);
  },
);

test('a browser that is signed in brings its session to no request of another site', async () => {
  const server = await serve({ token: 'the-token-of-this-test' });
  await openRun(server);
  const context = await chromium.get().newContext();
  const tab = await context.newPage();
  await tab.goto(server.link('/runs/known'));
  await tab.waitForURL(`${server.url}/runs/known`);
  const own = await tab.evaluate(async () => (await fetch('/api/runs')).status);
  expect(own).toBe(200);
  const cookie = (await context.cookies()).find(({ name }) => name.startsWith('causeway_session_'));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(await tab.evaluate('document.cookie')).toBe('');

  const target = encodeURIComponent(server.url);
  for (const host of ['127.0.0.1', 'localhost']) {
    await tab.goto(`http://${host}:${await serveOtherSite()}/?target=${target}`);
    expect((await attack(tab)).learned).toEqual([]);
  }
  await context.close();
  expect((await server.journal.listRuns()).runs).toHaveLength(1);
  expect(await server.journal.read('known')).toHaveLength(2);
});
