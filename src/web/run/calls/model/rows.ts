import type { CallEntry } from './call-entry.ts';
import type { CallSite } from './call-site.ts';
import type { OpenMode } from './openness.ts';

/** Stands below a group for exceptions that are not listed. */
export interface MoreRow {
  readonly kind: 'more';
  readonly id: string;
  readonly site: CallSite;
}

export interface RunRow {
  readonly kind: 'run';
  readonly id: string;
}

/** One line of the tree. */
export type RowNode = RunRow | CallEntry | CallSite | MoreRow;

/** The visible rows: columns of equal length, so that a hundred thousand of them cost no objects. */
export interface Rows {
  nodes: RowNode[];
  /** 0 at the top. */
  depths: number[];
  /** Place among its siblings, from 1, and how many there are. */
  places: number[];
  sizes: number[];
  modes: (OpenMode | undefined)[];
}

export function noRows(): Rows {
  return { nodes: [], depths: [], places: [], sizes: [], modes: [] };
}

/** Where a row is; -1 when it is not visible. */
export function indexOfRow(rows: Rows, id: string | undefined): number {
  if (id === undefined) return -1;
  return rows.nodes.findIndex((node) => node.id === id);
}

/** The row that a row lies under; -1 at the top. */
export function parentIndex(rows: Rows, index: number): number {
  const depth = rows.depths[index] ?? 0;
  for (let above = index - 1; above >= 0; above -= 1) {
    if ((rows.depths[above] ?? 0) < depth) return above;
  }
  return -1;
}
