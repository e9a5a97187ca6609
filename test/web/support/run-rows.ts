import type { Locator, Page } from 'playwright-core';

/** Titles of the runs that are seen, from top to bottom. */
export async function seenTitles(page: Page): Promise<string[]> {
  return page.locator('[role="rowheader"] a').evaluateAll((links) =>
    links
      .map((link) => ({ top: link.getBoundingClientRect().top, text: link.textContent ?? '' }))
      .sort((one, other) => one.top - other.top)
      .map(({ text }) => text),
  );
}

/** The line of a run. */
export function rowOf(page: Page, title: string): Locator {
  return page.getByRole('row').filter({ hasText: title });
}
