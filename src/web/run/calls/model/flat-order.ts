import type { CallEntry } from './call-entry.ts';
import { noRows, type Rows } from './rows.ts';

/** What a flat list can be sorted by. */
export const flatOrders = ['start', 'time', 'bytes', 'tool'] as const;

export type FlatOrder = (typeof flatOrders)[number];

/** Start and tool ascend; time and bytes have the largest first. */
export function flatRows(
  all: readonly CallEntry[],
  order: FlatOrder,
  isFiltered: boolean,
  now: number,
): Rows {
  const entries = isFiltered ? all.filter(({ isMatch }) => isMatch) : [...all];
  entries.sort(compare(order, now));
  const rows = noRows();
  rows.nodes = entries;
  rows.depths = new Array<number>(entries.length).fill(0);
  rows.places = entries.map((_, index) => index + 1);
  rows.sizes = new Array<number>(entries.length).fill(entries.length);
  rows.modes = new Array<undefined>(entries.length).fill(undefined);
  return rows;
}

/**
 * Adds the calls that are new to a flat list in the order of starts that holds all the others.
 * Returns false, with nothing changed, when one of them does not belong at the end.
 */
export function appendFlatRows(rows: Rows, all: readonly CallEntry[]): boolean {
  const added = all.slice(rows.nodes.length);
  let last = all[rows.nodes.length - 1]?.call.position ?? 0;
  for (const { call } of added) {
    if (call.position <= last) return false;
    last = call.position;
  }
  for (const entry of added) {
    rows.nodes.push(entry);
    rows.depths.push(0);
    rows.places.push(rows.nodes.length);
    rows.sizes.push(rows.nodes.length);
    rows.modes.push(undefined);
  }
  return true;
}

function compare(order: FlatOrder, now: number): (a: CallEntry, b: CallEntry) => number {
  const byStart = (a: CallEntry, b: CallEntry): number => a.call.position - b.call.position;
  switch (order) {
    case 'start':
      return byStart;
    case 'time':
      return (a, b) => timeOf(b, now) - timeOf(a, now) || byStart(a, b);
    case 'bytes':
      return (a, b) => b.bytes - a.bytes || byStart(a, b);
    case 'tool':
      return (a, b) => compareText(a.call.tool ?? '', b.call.tool ?? '') || byStart(a, b);
  }
}

function timeOf({ call }: CallEntry, now: number): number {
  if (call.durationMs !== undefined) return call.durationMs;
  return call.beganAt === undefined || call.state !== 'running' ? 0 : now - call.beganAt;
}

/** By code units: the order of a locale costs ten times as much, and tools are identifiers. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
