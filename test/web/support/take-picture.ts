import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from '../../house/source-files.ts';

const folder = join(root, 'test-output');

/** Writes a picture of what is seen into `test-output/`, and gives its path. */
export async function takePicture(page: Page, name: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path });
  return path;
}
