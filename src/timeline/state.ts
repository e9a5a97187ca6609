import type { UnknownEvent } from '../protocol/events/unknown.ts';
import type { CallApplied, CallMark, CallNode, CallState } from './call-node.ts';
import type {
  AgentFacts,
  Approval,
  AttentionRequest,
  Deliverable,
  Disturbance,
  DomainMessage,
  Hint,
  InboxLine,
  OutputPiece,
  RunFacts,
  Timeline,
} from './timeline.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A call as the fold changes it. */
export interface MutableCall extends Mutable<Omit<CallNode, 'marks' | 'parent' | 'children'>> {
  marks: CallMark[];
  parent?: MutableCall;
  children: MutableCall[];
  /** When the call began by its emitter's clock, in milliseconds since the epoch. */
  emittedAt?: number;
  /** A call further up, to find the topmost one without walking every level each time. */
  shortcut?: MutableCall;
}

export interface MutableRun extends Mutable<Omit<RunFacts, 'notes'>> {
  notes: string[];
}

export interface MutableAgent
  extends Mutable<Omit<AgentFacts, 'positions' | 'awaited' | 'disturbances' | 'hints' | 'inbox'>> {
  positions: Mutable<AgentFacts['positions']>;
  awaited: string[];
  disturbances: Disturbance[];
  hints: Hint[];
  inbox: InboxLine[];
}

/** The timeline as the fold changes it, with what only the fold needs. */
export interface TimelineState extends Mutable<Omit<Timeline, 'run' | 'calls'>> {
  run: MutableRun;
  calls: MutableCall[];
  callsById: Map<string, MutableCall>;
  roots: Set<MutableCall>;
  running: Set<MutableCall>;
  failed: Set<MutableCall>;
  counts: Record<CallState, number>;
  applied: Record<CallApplied, number>;
  tools: string[];
  output: OutputPiece[];
  deliverables: Deliverable[];
  attention: Mutable<AttentionRequest>[];
  openAttention: Set<AttentionRequest>;
  approvals: Mutable<Approval>[];
  openApprovals: Set<Approval>;
  messages: DomainMessage[];
  agent?: MutableAgent;
  unknown: UnknownEvent[];
  /** Calls at the top that wait for a parent, by its id. */
  orphans: Map<string, MutableCall[]>;
  attentionById: Map<string, Mutable<AttentionRequest>>;
  approvalById: Map<string, Mutable<Approval>>;
  /** The approval asked last, by call. */
  approvalByCall: Map<string, Mutable<Approval>>;
}

export function createState(): TimelineState {
  return {
    lastSeq: 0,
    missing: 0,
    run: { state: 'pending', notes: [] },
    calls: [],
    callsById: new Map(),
    roots: new Set(),
    running: new Set(),
    failed: new Set(),
    counts: {
      running: 0,
      ok: 0,
      error: 0,
      refused: 0,
      cancelled: 0,
      timed_out: 0,
      unfinished: 0,
    },
    applied: { yes: 0, no: 0, unknown: 0, not_started: 0 },
    tools: [],
    output: [],
    deliverables: [],
    captured: 0,
    attention: [],
    openAttention: new Set(),
    approvals: [],
    openApprovals: new Set(),
    messages: [],
    unknown: [],
    orphans: new Map(),
    attentionById: new Map(),
    approvalById: new Map(),
    approvalByCall: new Map(),
  };
}
