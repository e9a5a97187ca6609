import type { Locator, Page } from 'playwright-core';

/** The list's lines as they are seen, from top to bottom: each as its text on one line. */
export async function seenRows(page: Page): Promise<string[]> {
  return page.getByRole('row').evaluateAll((rows) =>
    rows
      .map((row) => ({ top: row.getBoundingClientRect().top, text: row.textContent ?? '' }))
      .sort((one, other) => one.top - other.top)
      .map(({ text }) => text.replace(/\s+/g, ' ').trim()),
  );
}

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
