import type { CallEntry } from '../model/call-entry.ts';
import type { CallsModel } from '../model/calls-model.ts';
import type { OpenMode } from '../model/openness.ts';
import { indexOfRow, parentIndex, type RowNode } from '../model/rows.ts';

/** Opens a row one step: a group shows its exceptions first, then everything. Returns whether it did. */
export function openFurther(model: CallsModel, index: number): boolean {
  const node = model.rows.nodes[index];
  const mode = model.rows.modes[index];
  if (node === undefined || mode === undefined || mode === 'all') return false;
  setMode(model, node, mode === 'closed' && hasExceptions(model, node) ? 'some' : 'all');
  return true;
}

/** Closes a row. Returns whether it was open. */
export function close(model: CallsModel, index: number): boolean {
  const node = model.rows.nodes[index];
  const mode = model.rows.modes[index];
  if (node === undefined || mode === undefined || mode === 'closed') return false;
  setMode(model, node, 'closed');
  return true;
}

/** The next step of a row's twisty: closed, exceptions where it has some, all, closed. */
export function turnTwisty(model: CallsModel, index: number): void {
  if (!openFurther(model, index)) close(model, index);
}

/** Opens or closes a row with everything below it that is there now. */
export function setBelow(model: CallsModel, index: number, mode: 'all' | 'closed'): void {
  const node = model.rows.nodes[index];
  if (node === undefined || node.kind === 'more') return;
  const waiting: RowNode[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    model.openness.set(next.id, mode);
    const below: readonly RowNode[] =
      next.kind === 'run'
        ? model.tree.top.items
        : next.kind === 'site'
          ? next.members
          : next.kind === 'call'
            ? (next.children?.items ?? [])
            : [];
    for (const child of below) {
      if (child.kind === 'site' || (child.kind === 'call' && child.children)) waiting.push(child);
    }
  }
  model.restructure();
}

/** Opens the row and all others below the same parent. */
export function openSiblings(model: CallsModel, index: number): void {
  const { rows } = model;
  const parent = parentIndex(rows, index);
  const depth = rows.depths[index];
  for (let at = parent + 1; at < rows.nodes.length; at += 1) {
    const there = rows.depths[at] ?? 0;
    if (there < (depth ?? 0)) break;
    const node = rows.nodes[at];
    if (there === depth && node !== undefined && rows.modes[at] !== undefined) {
      model.openness.set(node.id, 'all');
    }
  }
  model.restructure();
}

/** The next or previous call, in the order of rows, that is an error, unknown or never started. */
export function nextException(
  model: CallsModel,
  fromId: string | undefined,
  by: -1 | 1,
): CallEntry | undefined {
  const from = fromId?.startsWith('c:') ? model.tree.entry(fromId.slice(2)) : undefined;
  const start = from?.call.position ?? (by > 0 ? 0 : Number.POSITIVE_INFINITY);
  let best: CallEntry | undefined;
  for (const entry of model.tree.exceptions) {
    if (entry.tone === 'waiting') continue;
    const { position } = entry.call;
    if (by > 0 ? position <= start : position >= start) continue;
    if (
      best === undefined ||
      (by > 0 ? position < best.call.position : position > best.call.position)
    ) {
      best = entry;
    }
  }
  return best;
}

/** Where the focus is: its row, or the nearest one above that is shown, or the first. */
export function focusedIndex(model: CallsModel): number {
  const { rows, focusedId } = model;
  const index = indexOfRow(rows, focusedId);
  if (index >= 0 || focusedId === undefined) return Math.max(0, index);
  let entry = focusedId.startsWith('c:') ? model.tree.entry(focusedId.slice(2)) : undefined;
  for (; entry !== undefined; entry = entry.parent) {
    const own = indexOfRow(rows, entry.id);
    if (own >= 0) return own;
    const group = indexOfRow(rows, entry.site?.id);
    if (group >= 0) return group;
  }
  return 0;
}

function setMode(model: CallsModel, node: RowNode, mode: OpenMode): void {
  model.openness.set(node.id, mode);
  model.restructure();
}

function hasExceptions(model: CallsModel, node: RowNode): boolean {
  return node.kind === 'site' && node.exceptions.size > 0 && !model.tree.isFiltered;
}
