import type { Page } from 'playwright-core';

/** A row as a person and a screen reader get it. */
export interface ShownRow {
  id: string;
  level: string | null;
  place: string | null;
  size: string | null;
  index: string | null;
  expanded: string | null;
  state: string | null;
  text: string;
}

/** The rows that are mounted, in order. */
export function shownRows(page: Page): Promise<ShownRow[]> {
  return page.locator('[data-row]').evaluateAll((rows) =>
    rows
      .map((row) => ({
        id: row.getAttribute('data-row') ?? '',
        level: row.getAttribute('aria-level'),
        place: row.getAttribute('aria-posinset'),
        size: row.getAttribute('aria-setsize'),
        index: row.getAttribute('aria-rowindex'),
        expanded: row.getAttribute('aria-expanded'),
        state: row.querySelector('[data-state]')?.getAttribute('data-state') ?? null,
        text: row.textContent ?? '',
      }))
      .sort((a, b) => Number(a.index) - Number(b.index)),
  );
}

/** Ids of the rows that are mounted, in order. */
export async function shownIds(page: Page): Promise<string[]> {
  return (await shownRows(page)).map(({ id }) => id);
}
