import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../../test/web/support/launch-chromium.ts';
import {
  type Condition,
  heapMebibytes,
  scrollFrames,
  timeUntil,
  watchPaint,
} from './page-probes.ts';
import { canReadMemory, privateMebibytes } from './process-memory.ts';
import { programFile } from './programs.ts';
import type { OpenSuite, Suite } from './suite.ts';

/** What a person waits for, beside a page that reads the same stream and paints one line. ms, MiB. */
export const dashboardSuite: Suite = {
  once: false,
  async open(_wanted, quick): Promise<OpenSuite> {
    const calls = quick ? 2000 : 50_000;
    const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-dashboard-'));
    const server = await BenchServer.start(folder, calls);
    const browser = await launchChromium();
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const bare = readFileSync(programFile('bare-page.html'), 'utf8');
    await context.route('**/bare*', (route) =>
      route.fulfill({ contentType: 'text/html', body: bare }),
    );
    const open = async (path: string): Promise<Page> => {
      const page = await context.newPage();
      await page.goto(server.url + path);
      return page;
    };
    const pages = {
      bare: await open('/bare?run=small'),
      small: await open('/runs/small'),
      big: await open('/runs/big?flat=1'),
    };
    const isAllThere: Condition = { selector: '[role=treegrid]', rows: calls + 1 };
    await timeUntil(pages.big, isAllThere);
    // The newest rows stay in sight.
    for (const page of [pages.small, pages.big]) {
      await page.bringToFront();
      await page.keyboard.press('.');
    }
    const idle = spawn(process.execPath, [programFile('idle.cjs')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(idle.stdout, 'data');
    const repeats = quick ? 2 : 20;
    const scrolled = quick ? 20 : 240;
    const toPixels = (page: Page, runId: string) => async () => {
      // A page behind another one draws a frame a second, and in time closes its stream.
      await page.bringToFront();
      await server.beginToPixels(page, runId);
      return medianOf(repeats, () => server.beginToPixels(page, runId));
    };
    const load = (path: string, isThere: Condition) => () =>
      timeToLoad(context, server.url + path, isThere);
    return {
      measures: {
        'bare pixels': toPixels(pages.bare, 'small'),
        'small pixels': toPixels(pages.small, 'small'),
        'big pixels': toPixels(pages.big, 'big'),
        'bare first': load('/bare', { selector: '#line' }),
        'big first': load('/runs/big', { selector: '[data-row^="c:"]' }),
        'bare all': load('/bare?run=big', { selector: '#line', lastSeq: 2 * calls + 1 }),
        'big all': load('/runs/big?flat=1', isAllThere),
        'bare frames': async () => {
          await pages.bare.bringToFront();
          return scrollFrames(pages.bare, '#scroller', scrolled);
        },
        'big frames': async () => {
          await pages.big.bringToFront();
          // Scrolling by hand ends following.
          await pages.big.locator('[data-row]').first().press('Home');
          const taken = await scrollFrames(pages.big, ':has(> [role=treegrid])', scrolled);
          await pages.big.keyboard.press('.');
          return taken;
        },
        'bare heap': () => heapMebibytes(pages.bare),
        'big heap': () => heapMebibytes(pages.big),
        'idle node': async () => memoryOf(idle),
        'server memory': async () => memoryOf(server.process),
      },
      async close() {
        await browser.close();
        idle.stdin.end();
        await server.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
};

/** The server in a process of its own, and what it is asked to append. */
class BenchServer {
  readonly url: string;
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #calls = 0;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, url: string) {
    this.process = child;
    this.#lines = lines;
    this.url = url;
  }

  static async start(folder: string, calls: number): Promise<BenchServer> {
    const program = programFile('dashboard-server.mjs');
    const child = spawn(process.execPath, [program, folder, String(calls)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { url } = JSON.parse((await lines.next()).value ?? '') as { url: string };
    return new BenchServer(child, lines, url);
  }

  /** Milliseconds from an append of `call.began` until the call is painted. */
  async beginToPixels(page: Page, runId: string): Promise<number> {
    this.#calls += 1;
    const callId = `bench-${this.#calls}`;
    const painted = await watchPaint(page, `[data-row="c:${callId}"]`);
    this.process.stdin?.write(`${JSON.stringify({ runId, callId })}\n`);
    const { at } = JSON.parse((await this.#lines.next()).value ?? '') as { at: number };
    return (await painted.at()) - at;
  }

  async close(): Promise<void> {
    const gone = once(this.process, 'exit');
    this.process.stdin?.end();
    await gone;
  }
}

async function timeToLoad(
  context: BrowserContext,
  url: string,
  isThere: Condition,
): Promise<number> {
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'commit' });
  const taken = await timeUntil(page, isThere);
  await page.close();
  return taken;
}

async function medianOf(count: number, measure: () => Promise<number>): Promise<number> {
  const figures: number[] = [];
  while (figures.length < count) figures.push(await measure());
  return figures.sort((a, b) => a - b)[Math.floor((count - 1) / 2)] ?? Number.NaN;
}

/** Where the system does not tell, the row is one of equal figures. */
function memoryOf({ pid }: ChildProcess): number {
  return canReadMemory() && pid !== undefined ? privateMebibytes(pid) : 1;
}
