import type { CallNode } from '../../../../timeline/call-node.ts';
import type { CallTone } from '../../store/selection.ts';
import type { CallSite } from './call-site.ts';
import type { ChildList } from './child-list.ts';

/** One call as the tree shows it, with what is computed once per change instead of per drawing. */
export interface CallEntry {
  readonly kind: 'call';
  /** Unique among the rows. */
  readonly id: string;
  readonly call: CallNode;
  tone: CallTone;
  /** The call's `revision` that `tone` and `bytes` were computed from. */
  revision: number;
  /** Of arguments and result, as JSON text in UTF-8. */
  bytes: number;
  /** The call it is listed under; undefined at the top and before it is placed. */
  parent: CallEntry | undefined;
  isPlaced: boolean;
  /** Calls with the same parent, tool and line, this one included; undefined without a tool. */
  site: CallSite | undefined;
  children: ChildList | undefined;
  /** For each flag: 1 for itself, and 1 for each child that has the flag somewhere below. */
  exceptionParts: number;
  matchParts: number;
  isException: boolean;
  isMatch: boolean;
  /** Whether the count of calls in flight has taken its begin and its end. */
  isBeginCounted: boolean;
  isEndCounted: boolean;
}

/** A new entry, which belongs nowhere so far. */
export function createEntry(call: CallNode): CallEntry {
  return {
    kind: 'call',
    id: `c:${call.callId}`,
    call,
    tone: 'running',
    revision: 0,
    bytes: 0,
    parent: undefined,
    isPlaced: false,
    site: undefined,
    children: undefined,
    exceptionParts: 0,
    matchParts: 0,
    isException: false,
    isMatch: false,
    isBeginCounted: false,
    isEndCounted: false,
  };
}
