import type { CallApplied, CallNode, CallState } from './call-node.ts';
import { visibleRows } from './rows.ts';
import type { MutableCall } from './state.ts';
import type { Timeline } from './timeline.ts';

/** A call in a snapshot: its place in the tree is its place in the list and its depth. */
export type CallSnapshot = Omit<CallNode, 'parent' | 'children'> & {
  /** 0 at the top; a call stands under the nearest earlier one with a smaller depth. */
  readonly depth: number;
};

/** A timeline as plain JSON data: nothing in it refers to anything else in it. */
export interface TimelineSnapshot
  extends Pick<
    Timeline,
    | 'runId'
    | 'lastSeq'
    | 'lastAt'
    | 'missing'
    | 'run'
    | 'output'
    | 'deliverables'
    | 'attention'
    | 'approvals'
    | 'messages'
    | 'agent'
    | 'unknown'
  > {
  readonly counts: Readonly<Record<CallState, number>>;
  readonly applied: Readonly<Record<CallApplied, number>>;
  /** Each call followed by those made inside it, siblings in the order of their begins. */
  readonly calls: readonly CallSnapshot[];
}

/** Copies a timeline into plain JSON data, which later events do not change. */
export function snapshot(timeline: Timeline): TimelineSnapshot {
  const { runId, lastSeq, lastAt, missing, run, counts, applied } = timeline;
  return {
    ...(runId === undefined ? {} : { runId }),
    lastSeq,
    ...(lastAt === undefined ? {} : { lastAt }),
    missing,
    run: { ...run, notes: [...run.notes] },
    counts: { ...counts },
    applied: { ...applied },
    calls: visibleRows(timeline).map(({ call, depth }) => snapshotCall(call, depth)),
    output: [...timeline.output],
    deliverables: [...timeline.deliverables],
    attention: timeline.attention.map((request) => ({ ...request })),
    approvals: timeline.approvals.map((approval) => ({ ...approval })),
    messages: [...timeline.messages],
    ...(timeline.agent !== undefined && { agent: structuredClone(timeline.agent) }),
    unknown: [...timeline.unknown],
  };
}

function snapshotCall(call: CallNode, depth: number): CallSnapshot {
  // `shortcut` and `emittedAt` are what the fold keeps for itself.
  const { parent, children, shortcut, emittedAt, ...facts } = call as MutableCall;
  return { depth, ...facts, marks: [...call.marks] };
}
