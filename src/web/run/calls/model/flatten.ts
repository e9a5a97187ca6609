import type { CallEntry } from './call-entry.ts';
import type { CallSite } from './call-site.ts';
import type { CallTree } from './call-tree.ts';
import type { ChildItem } from './child-list.ts';
import { type OpenMode, type Openness, runRowId } from './openness.ts';
import { noRows, type RowNode, type Rows } from './rows.ts';

/** A group lists this many exceptions when it has more than `LIST_AT_MOST`. */
const LISTED = 20;
const LIST_AT_MOST = 50;

export interface FlattenOptions {
  tree: CallTree;
  openness: Openness;
  /** The call that is shown whatever folds around it. */
  kept: CallEntry | undefined;
}

/** The tree as rows: the run, and below it what is open. Works at any depth. */
export function flatten({ tree, openness, kept }: FlattenOptions): Rows {
  const rows = noRows();
  const { isFiltered } = tree;
  push(rows, { kind: 'run', id: runRowId }, 0, 1, 1, openness.isRunOpen() ? 'all' : 'closed');
  if (!openness.isRunOpen()) return rows;
  const levels: { items: readonly RowNode[]; next: number }[] = [];
  const enter = (items: readonly RowNode[]): void => {
    if (items.length > 0) levels.push({ items, next: 0 });
  };
  enter(itemsOf(tree.top.items, isFiltered));
  // A stack of its own: the program decides how deep calls nest.
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const node = level.items[level.next];
    if (node === undefined) {
      levels.pop();
      continue;
    }
    level.next += 1;
    const depth = levels.length;
    const size = level.items.length;
    if (node.kind === 'call') {
      const children = itemsOf(node.children?.items ?? [], isFiltered);
      const mode = children.length > 0 ? openness.ofCall(node, depth) : undefined;
      push(rows, node, depth, level.next, size, mode);
      if (mode !== undefined && mode !== 'closed') enter(children);
    } else if (node.kind === 'site') {
      const mode = openness.ofSite(node, depth, isFiltered);
      const members = membersOf(node, mode, isFiltered, kept);
      push(
        rows,
        node,
        depth,
        level.next,
        size,
        mode === 'some' && members.length === 0 ? 'closed' : mode,
      );
      enter(members);
    } else {
      push(rows, node, depth, level.next, size, undefined);
    }
  }
  return rows;
}

/**
 * Adds calls that became the last of their lists, where they come last of all rows too. Returns
 * false, with nothing changed, when the rows have to be made anew.
 */
export function appendRows(
  rows: Rows,
  added: readonly CallEntry[],
  options: FlattenOptions,
): boolean {
  const { tree, openness } = options;
  if (tree.isFiltered || !openness.isRunOpen()) return false;
  const plan: { entry: CallEntry; depth: number; place: number }[] = [];
  let last: RowNode | undefined = rows.nodes.at(-1);
  let lastDepth = rows.depths.at(-1) ?? 0;
  for (const entry of added) {
    const items = (entry.parent?.children ?? tree.top).items;
    // Its list got several calls: each is at its own place only when the last one is taken alone.
    const place = items.lastIndexOf(entry) + 1;
    const before = items[place - 2];
    const above = before ?? entry.parent;
    const depth = depthBelow(above, last, lastDepth);
    if (depth === undefined || last?.kind === 'more') return false;
    const own = before === undefined ? depth + 1 : depth;
    if (before === undefined && entry.parent !== undefined) {
      if (openness.ofCall(entry.parent, depth) === 'closed') return false;
    }
    plan.push({ entry, depth: own, place });
    last = entry;
    lastDepth = own;
  }
  for (const { entry, depth, place } of plan) {
    if (place === 1) rows.modes[rows.nodes.length - 1] = 'all';
    push(rows, entry, depth, place, place, undefined);
  }
  return true;
}

/** The depth of `wanted` when it is the last row or one the last row lies under. */
function depthBelow(
  wanted: ChildItem | undefined,
  last: RowNode | undefined,
  lastDepth: number,
): number | undefined {
  let node: RowNode | undefined = last;
  let depth = lastDepth;
  while (node !== undefined && node.kind !== 'run' && node.kind !== 'more') {
    if (node === wanted) return depth;
    depth -= 1;
    const site: CallSite | undefined = node.kind === 'call' ? node.site : undefined;
    node = site?.isGroup ? site : node.parent;
  }
  return wanted === undefined ? 0 : undefined;
}

function itemsOf(items: readonly ChildItem[], isFiltered: boolean): readonly ChildItem[] {
  if (!isFiltered) return items;
  return items.filter((item) =>
    item.kind === 'site' ? item.matches.size > 0 : item.matchParts > 0,
  );
}

function membersOf(
  site: CallSite,
  mode: OpenMode,
  isFiltered: boolean,
  kept: CallEntry | undefined,
): readonly RowNode[] {
  if (mode === 'closed') return [];
  if (isFiltered) return site.members.filter((entry) => entry.matchParts > 0);
  if (mode === 'all') return site.members;
  const found = site.exceptionsInOrder;
  const isCut = mode === 'some' && found.length > LIST_AT_MOST;
  const listed = isCut ? found.slice(0, LISTED) : found;
  const withKept = kept?.site === site && !listed.includes(kept) ? insert(listed, kept) : listed;
  return isCut ? [...withKept, { kind: 'more', id: `m:${site.id}`, site }] : withKept;
}

function insert(entries: readonly CallEntry[], kept: CallEntry): CallEntry[] {
  const at = entries.findIndex((entry) => entry.call.position > kept.call.position);
  return entries.toSpliced(at < 0 ? entries.length : at, 0, kept);
}

function push(
  rows: Rows,
  node: RowNode,
  depth: number,
  place: number,
  size: number,
  mode: OpenMode | undefined,
): void {
  rows.nodes.push(node);
  rows.depths.push(depth);
  rows.places.push(place);
  rows.sizes.push(size);
  rows.modes.push(mode);
}
