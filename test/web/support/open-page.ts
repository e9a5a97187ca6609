import type { Browser, Page } from 'playwright-core';

export interface PageOptions {
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
  /** Default true, so that pictures and conditions do not depend on an animation. */
  reducedMotion?: boolean;
  forcedColors?: boolean;
  /** A touch screen. */
  touch?: boolean;
  /** What the page takes for the time, in milliseconds since the epoch; timers run all the same. */
  now?: number;
}

/** What a page did that it must not do. */
export interface Breaches {
  /** Violations of the content security policy, as directive and what was blocked. */
  policy: string[];
  /** Requests to anywhere but the page's own server. */
  elsewhere: string[];
  /** Uncaught errors and messages on the console that are errors. */
  errors: string[];
}

/** Opens an address in a fresh browser context and watches what the page does from its first byte. */
export async function openPage(
  browser: Browser,
  url: string,
  options: PageOptions = {},
): Promise<{ page: Page; breaches: Breaches }> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.theme ?? 'light',
    reducedMotion: (options.reducedMotion ?? true) ? 'reduce' : 'no-preference',
    forcedColors: options.forcedColors ? 'active' : 'none',
    hasTouch: options.touch ?? false,
    isMobile: options.touch ?? false,
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const breaches: Breaches = { policy: [], elsewhere: [], errors: [] };
  const own = new URL(url).origin;
  page.on('request', (request) => {
    const asked = request.url();
    if (!asked.startsWith('blob:') && new URL(asked).origin !== own) breaches.elsewhere.push(asked);
  });
  page.on('pageerror', (error) => breaches.errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') breaches.errors.push(message.text());
  });
  await page.exposeFunction('tellBreach', (text: string) => breaches.policy.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const tell = (window as unknown as { tellBreach: (text: string) => void }).tellBreach;
      tell(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  if (options.now !== undefined) await page.clock.setFixedTime(options.now);
  await page.goto(url);
  return { page, breaches };
}
