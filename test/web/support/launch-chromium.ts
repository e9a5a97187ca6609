import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { findOrInstall } from '../../house/install-on-system.ts';
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

/** Playwright wants a file, not a command. */
function onPath(command: string): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, command)).find(existsSync) ?? command;
}
