import type { CallNode, CallState } from '../../timeline/call-node.ts';
import { type CallRow, visibleRows } from '../../timeline/rows.ts';
import type { Timeline } from '../../timeline/timeline.ts';

export interface ChosenCalls {
  /** In the order of the tree. */
  rows: Pick<CallRow, 'call' | 'depth'>[];
  /** How many calls are not among the rows, by state. */
  hidden: Record<CallState, number>;
}

// Deeper ancestors add nothing that a person could place.
const MAX_ANCESTORS = 64;

/**
 * Picks the calls that deserve one of `lines` lines: those under way, the failures seen last, those
 * begun last; each with the calls it was made in while there is room. One line is kept free for
 * telling of the others. The work grows with the lines, not with the calls: a live view draws often.
 */
export function chooseCalls(timeline: Timeline, lines: number): ChosenCalls {
  if (timeline.calls.length <= lines) {
    return { rows: visibleRows(timeline), hidden: countHidden(timeline, timeline.calls) };
  }
  const chosen = new Set<CallNode>();
  const most = Math.max(0, lines - 1);
  // Failures get a third, so that many calls under way can't hide them.
  const forFailed = Math.min(timeline.failed.size, Math.ceil(most / 3));
  add(chosen, timeline.running, most - forFailed);
  add(chosen, [...timeline.failed].reverse(), most);
  add(chosen, timeline.running, most);
  add(chosen, backwards(timeline.calls), most);
  return { rows: inTreeOrder(chosen), hidden: countHidden(timeline, chosen) };
}

function add(chosen: Set<CallNode>, candidates: Iterable<CallNode>, most: number): void {
  for (const call of candidates) {
    if (chosen.size >= most) return;
    if (chosen.has(call)) continue;
    const missing = [call];
    let above = call.parent;
    while (above !== undefined && !chosen.has(above) && missing.length <= MAX_ANCESTORS) {
      missing.push(above);
      above = above.parent;
    }
    if (chosen.size + missing.length > most) chosen.add(call);
    else for (const one of missing) chosen.add(one);
  }
}

function inTreeOrder(chosen: ReadonlySet<CallNode>): Pick<CallRow, 'call' | 'depth'>[] {
  const placed = [...chosen].map((call) => ({ call, path: pathOf(call) }));
  placed.sort((a, b) => comparePaths(a.path, b.path));
  return placed.map(({ call, path }) => ({ call, depth: path.length - 1 }));
}

/** Positions from the top down to a call: comparing them gives the order of the tree. */
function pathOf(call: CallNode): number[] {
  const path: number[] = [];
  for (let at: CallNode | undefined = call; at !== undefined; at = at.parent) {
    path.push(at.position);
  }
  return path.reverse();
}

function comparePaths(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; ; index += 1) {
    const left = a[index] ?? -1;
    const right = b[index] ?? -1;
    if (left !== right) return left - right;
    if (left === -1) return 0;
  }
}

function countHidden(timeline: Timeline, shown: Iterable<CallNode>): Record<CallState, number> {
  const hidden = { ...timeline.counts };
  for (const call of shown) hidden[call.state] -= 1;
  return hidden;
}

function* backwards(calls: readonly CallNode[]): Generator<CallNode> {
  for (let index = calls.length - 1; index >= 0; index -= 1) {
    const call = calls[index];
    if (call !== undefined) yield call;
  }
}
