import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { findOrInstall, INSTALLING } from '../../house/install-on-system.ts';
import { SYSTEM_REQUIREMENTS } from '../../house/system-requirements.ts';

/** The system's Chromium, without a window; it asks the network for nothing by itself. */
export async function launchChromium(): Promise<Browser> {
  const [command = ''] = findOrInstall(SYSTEM_REQUIREMENTS.chromium);
  return chromium.launch({
    executablePath: onPath(command),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

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

/** Playwright wants a file, not a command. */
function onPath(command: string): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, command)).find(existsSync) ?? command;
}
