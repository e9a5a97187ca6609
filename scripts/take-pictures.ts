// Takes the pictures of the readme: the example's run in the dashboard while it is under way. Needs
// the built package and Chromium.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { launchChromium } from '../test/web/support/launch-chromium.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs/images');
const data = mkdtempSync(join(tmpdir(), 'causeway-pictures-'));
const server = spawn(
  process.execPath,
  [
    'dist/cli/main.js',
    'serve',
    ...['--port', '0', '--data', data, '--json'],
    ...['--tools', 'examples/flight-delays/tools.ts'],
    ...['--run', 'examples/flight-delays/report.py', '--title', 'Flight delays'],
  ],
  { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
);
const browser = await launchChromium();
try {
  const { value: line } = await createInterface(server.stdout)[Symbol.asyncIterator]().next();
  const { url } = JSON.parse(line ?? '') as { url: string };
  const themes = ['light', 'dark'] as const;
  const pages = await Promise.all(
    themes.map((colorScheme) =>
      browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme }),
    ),
  );
  for (const page of pages) {
    await page.goto(`${url}/runs`);
    await page.getByText('Flight delays').first().click();
  }
  await untilSomeAreDone(url);
  mkdirSync(folder, { recursive: true });
  for (const [index, page] of pages.entries()) {
    await page.getByRole('row', { name: /estimate_interval 24/ }).click();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    // A frame for the rows, one for the lanes behind them.
    await page.evaluate('new Promise((seen) => requestAnimationFrame(() => setTimeout(seen, 50)))');
    await page.screenshot({ path: join(folder, `dashboard-${themes[index]}.png`) });
  }
} finally {
  await browser.close();
  server.kill('SIGINT');
  rmSync(data, { recursive: true, force: true });
}

/** Waits for a picture with calls of every kind: some done, some under way. */
async function untilSomeAreDone(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/api/runs`);
    const { runs } = (await answer.json()) as { runs: { calls: { ok: number } }[] };
    if ((runs[0]?.calls.ok ?? 0) >= 36) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
