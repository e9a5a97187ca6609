import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { INSTALLING } from '../../house/install-on-system.ts';
import { launchChromium } from './launch-chromium.ts';

/** One Chromium for a test file: call it at the top of the file, use `get()` inside tests. */
export function chromiumOfFile(): { get: () => Browser } {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  }, INSTALLING.timeout);
  afterAll(async () => {
    await browser?.close();
  });
  return {
    get: () => {
      if (browser === undefined) throw new Error('Chromium is started in beforeAll');
      return browser;
    },
  };
}
