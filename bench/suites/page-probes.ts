/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** Waits for an element to be painted; gives the time, in milliseconds since the epoch. */
export interface Painted {
  at(): Promise<number>;
}

/** Begins to wait for an element that is not there so far. */
export async function watchPaint(page: Page, selector: string): Promise<Painted> {
  const painted = await page.evaluateHandle((wanted) => {
    const waiting = new Promise<number>((resolve, reject) => {
      const look = (): void => {
        if (document.querySelector(wanted) === null) return;
        observer.disconnect();
        // Both pages write within a frame: a task of its own comes after that frame was painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
        port2.postMessage(undefined);
      };
      const observer = new MutationObserver(look);
      setTimeout(() => reject(new Error(`The page never showed ${wanted}`)), 30_000);
      observer.observe(document, { subtree: true, childList: true, attributes: true });
      look();
    });
    return { waiting };
  }, selector);
  return {
    async at() {
      const at = await painted.evaluate(({ waiting }) => waiting);
      await painted.dispose();
      return at;
    },
  };
}

/** What a page has to show before it counts as there. */
export interface Condition {
  selector: string;
  /** The least its treegrid counts as rows. */
  rows?: number;
  /** The least position of the last event that a bare page has read. */
  lastSeq?: number;
}

/** Resolves with the milliseconds from the start of the navigation until a condition holds. */
export async function timeUntil(page: Page, condition: Condition): Promise<number> {
  const handle = await page.waitForFunction(
    ({ selector, rows = 0, lastSeq = 0 }) => {
      const element = document.querySelector(selector);
      if (element === null) return undefined;
      if (Number(element.getAttribute('aria-rowcount')) < rows) return undefined;
      const read = (window as { lastSeq?: number }).lastSeq ?? Number.POSITIVE_INFINITY;
      return read < lastSeq ? undefined : performance.now();
    },
    condition,
    { polling: 'raf', timeout: 120_000 },
  );
  return (await handle.jsonValue()) ?? Number.NaN;
}

/** The 95th percentile of frame intervals while an element is scrolled by 400 pixels a frame. */
export function scrollFrames(page: Page, selector: string, frames: number): Promise<number> {
  return page.evaluate(
    async ({ wanted, count }) => {
      const element = document.querySelector(wanted) as HTMLElement;
      element.scrollTop = 0;
      const intervals: number[] = [];
      const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
      let last = await frame();
      while (intervals.length < count) {
        element.scrollTop += 400;
        const now = await frame();
        intervals.push(now - last);
        last = now;
      }
      intervals.sort((a, b) => a - b);
      return intervals[Math.floor(count * 0.95)] ?? Number.NaN;
    },
    { wanted: selector, count: frames },
  );
}

/** What JavaScript holds in a page after a collection, in MiB. */
export async function heapMebibytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1024 / 1024;
}
