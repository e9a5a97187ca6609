import type { CallNode } from './call-node.ts';
import type { Timeline } from './timeline.ts';

/** One line of a tree view. */
export interface CallRow {
  readonly call: CallNode;
  /** 0 at the top. */
  readonly depth: number;
  /** Whether its children are left out of the rows. */
  readonly collapsed: boolean;
}

/**
 * The tree as a list of rows, each call followed by its children. `isCollapsed` says whose
 * children to leave out; by default nobody's. Works at any depth.
 */
export function visibleRows(
  timeline: Timeline,
  isCollapsed: (call: CallNode) => boolean = () => false,
): CallRow[] {
  const rows: CallRow[] = [];
  const stack = [...timeline.roots].reverse().map((call) => ({ call, depth: 0 }));
  // A stack of our own: the program decides how deep calls nest.
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { call, depth } = next;
    const collapsed = call.children.length > 0 && isCollapsed(call);
    rows.push({ call, depth, collapsed });
    if (collapsed) continue;
    for (let index = call.children.length - 1; index >= 0; index -= 1) {
      const child = call.children[index];
      if (child !== undefined) stack.push({ call: child, depth: depth + 1 });
    }
  }
  return rows;
}
