import type { ApprovalDecision } from '../protocol/events/approval.ts';
import type { FollowedFile } from '../protocol/events/log.ts';
import type { OutputStream } from '../protocol/events/output.ts';
import type { Outcome, RunError, RunKind, RunStarted } from '../protocol/events/run.ts';
import type { UnknownEvent } from '../protocol/events/unknown.ts';
import type { RecordedValue } from '../protocol/recorded-value.ts';
import type { CallApplied, CallNode, CallState } from './call-node.ts';

/** How a run stands. `pending`: nothing is recorded so far. */
export type RunState = 'pending' | 'running' | Outcome;

/** What is known of the run itself. Times are milliseconds since the epoch. */
export interface RunFacts {
  readonly state: RunState;
  readonly kind?: RunKind;
  readonly title?: string;
  readonly parent?: RunStarted['parent'];
  readonly source?: RunStarted['source'];
  readonly host?: string;
  readonly limits?: Record<string, number>;
  /** How well the sandbox was closed, where the run had one. */
  readonly isolation?: string;
  readonly tags?: Record<string, string>;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** The last percentage that was reported, 0 to 100. */
  readonly percent?: number;
  readonly message?: string;
  readonly summary?: string;
  readonly value?: RecordedValue;
  /** The Python type of a value that is not JSON; `value` is then the text that `repr` gives. */
  readonly preview?: string;
  readonly error?: RunError;
  /** What ended a run that was stopped from outside. */
  readonly stoppedBy?: 'interrupt' | 'kill';
  /** Who asked it to end, the first one. */
  readonly cancelRequest?: { readonly by: string; readonly at: number; readonly reason?: string };
  /** Facts to know, one sentence each. */
  readonly notes: readonly string[];
}

/** What is known of an agent program and of the machine it runs on. */
export interface AgentFacts {
  readonly command?: readonly string[];
  /** Absolute on its host. */
  readonly workdir?: string;
  /** Relative to the workdir. */
  readonly logFile?: string;
  readonly preset?: string;
  /** What finds its process again on its host. */
  readonly process?: Readonly<Record<string, string | number>>;
  readonly connection?: 'connected' | 'broken';
  /** What does the work on the machine. */
  readonly helper?: string;
  /** Why the connection is broken. */
  readonly brokenBecause?: string;
  /** What it said of its work as a whole: that it has finished, or cannot go on. */
  readonly conclusion?: {
    readonly at: number;
    readonly verdict: 'done' | 'error';
    readonly message?: string;
  };
  /** Since when it has been silent, as long as it is: milliseconds since the epoch. */
  readonly quietSince?: number;
  readonly exit?: { readonly at: number; readonly exitCode?: number; readonly signal?: string };
  /** Deliverables that were announced and neither captured nor refused so far, in order. */
  readonly awaited: readonly string[];
  /** How far its log and its output have become events. */
  readonly positions: Readonly<Partial<Record<FollowedFile, ReadPosition>>>;
  readonly disturbances: readonly Disturbance[];
  readonly hints: readonly Hint[];
  readonly inbox: readonly InboxLine[];
}

/** How far a followed file has become events. */
export interface ReadPosition {
  readonly generation: number;
  readonly offset: number;
  /** What was read, as the file's host remembers it. */
  readonly mark?: string;
}

export interface Disturbance {
  readonly seq: number;
  readonly at: number;
  readonly file: FollowedFile;
  readonly change: string;
  readonly message: string;
}

export interface Hint {
  readonly seq: number;
  readonly at: number;
  readonly line: string;
  readonly hint: string;
}

/** A line that was written to the agent's inbox. */
export interface InboxLine {
  readonly seq: number;
  readonly at: number;
  readonly line: string;
  /** The request it is about. */
  readonly about?: string;
}

export interface OutputPiece {
  readonly seq: number;
  readonly at: number;
  readonly stream: OutputStream;
  readonly text: string;
}

/** A file the run announced: captured with its content, or refused with the reason. */
export type Deliverable = { readonly seq: number; readonly at: number; readonly path: string } & (
  | {
      readonly state: 'captured';
      readonly size: number;
      readonly sha256: string;
      readonly mediaType: string;
      readonly ref: string;
    }
  | { readonly state: 'refused'; readonly reason: string }
);

/** A request to a person. Open as long as `closed` is absent. */
export interface AttentionRequest {
  readonly id: string;
  /** Absent when only the closing was seen. */
  readonly kind?: 'attention' | 'browser';
  readonly reason?: string;
  readonly url?: string;
  readonly raisedAt?: number;
  readonly closed?: { readonly by: string; readonly at: number; readonly answer?: string };
}

/** A question whether a call may be made. Open as long as `given` is absent. */
export interface Approval {
  readonly id: string;
  /** Absent when only the decision was seen. */
  readonly callId?: string;
  readonly askedAt?: number;
  readonly given?: {
    readonly by: string;
    readonly at: number;
    readonly decision: ApprovalDecision;
    readonly args?: RecordedValue;
    readonly reason?: string;
  };
}

export interface DomainMessage {
  readonly seq: number;
  readonly at: number;
  readonly keyword: string;
  readonly data: RecordedValue;
}

/**
 * A run as its events tell it: what every viewer shows.
 *
 * A timeline is changed in place by `applyEvent`, and only by it. Copying on each event, as a view
 * library might like, makes 50,000 calls cost 50,000 copies of a growing tree; sharing structure
 * helps little, because one wide level of siblings is the common shape. A viewer that has to know
 * what changed compares `lastSeq`, and `revision` of a call: two numbers instead of two trees.
 */
export interface Timeline {
  /** Absent before the first event. */
  readonly runId?: string;
  /** `seq` of the last event that was applied; 0 before the first. */
  readonly lastSeq: number;
  /** `at` of the last event that was applied. */
  readonly lastAt?: number;
  /** How many positions were skipped: not 0 means that the picture has holes. */
  readonly missing: number;
  readonly run: RunFacts;
  /** Every call, in the order of its first event. */
  readonly calls: readonly CallNode[];
  readonly callsById: ReadonlyMap<string, CallNode>;
  /** The calls at the top of the tree, in the order of their begins. */
  readonly roots: ReadonlySet<CallNode>;
  /** Calls that are under way. */
  readonly running: ReadonlySet<CallNode>;
  /** Calls that ended otherwise than ok, or never ended, in the order in which that was seen. */
  readonly failed: ReadonlySet<CallNode>;
  /** How many calls stand how. */
  readonly counts: Readonly<Record<CallState, number>>;
  /** Whether calls had their effect; calls that are under way are counted nowhere here. */
  readonly applied: Readonly<Record<CallApplied, number>>;
  /** Names of the tools that were called, in the order of their UTF-16 units; the first 50. */
  readonly tools: readonly string[];
  readonly output: readonly OutputPiece[];
  readonly deliverables: readonly Deliverable[];
  /** How many deliverables were captured. */
  readonly captured: number;
  readonly attention: readonly AttentionRequest[];
  readonly openAttention: ReadonlySet<AttentionRequest>;
  readonly approvals: readonly Approval[];
  readonly openApprovals: ReadonlySet<Approval>;
  readonly messages: readonly DomainMessage[];
  /** Absent for a run that is no agent's, and before anything is known. */
  readonly agent?: AgentFacts;
  /** Events of types that this version does not know, as they are. */
  readonly unknown: readonly UnknownEvent[];
}
