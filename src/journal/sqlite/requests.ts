import type { RunSummary } from '../../protocol/api/run-summary.ts';
import type { RunEvent } from '../../protocol/events/event.ts';
import type { PruneOptions } from '../journal.ts';
import type { JournalErrorCode } from '../journal-error.ts';

/** An event on its way into the database. */
export interface EventToAppend {
  type: string;
  /** What it says, as JSON. */
  text: string;
  /** The same without its values (`lightenEvent`); its header counts for nothing. */
  light: RunEvent;
  /** Ids of the blobs it refers to. */
  refs: string[];
}

/** What the writer is asked to do. Requests are carried out in the order in which they are made. */
export type WriteRequest =
  | { kind: 'append'; runId: string; at: number; events: EventToAppend[] }
  | { kind: 'put'; id: string; at: number; content: Uint8Array }
  | { kind: 'delete'; runIds: string[]; at: number }
  | { kind: 'choose'; options: PruneOptions }
  | { kind: 'sweep'; before: number };

export interface WriteResults {
  /** The position and the time of the first event; those after it follow without a gap. */
  append: { firstSeq: number; at: number };
  put: null;
  /** The runs that were there and had ended. */
  delete: string[];
  /** The runs that a pruning would delete, the one that ended first first. */
  choose: string[];
  sweep: null;
}

/** What became of one request. */
export type WriteAnswer = { result: WriteResults[WriteRequest['kind']] } | { error: ToldError };

/** A JournalError on its way between threads. */
export interface ToldError {
  code: JournalErrorCode;
  message: string;
}

/** What became of the requests of one transaction, and the runs that are different for it. */
export interface WriteReply {
  answers: WriteAnswer[];
  /** The newest state of each run that has changed; null for one that was deleted. */
  changed: [runId: string, summary: RunSummary | null][];
}

/** What the thread is asked: a batch of requests, or to end. */
export type ToWriter = { requests: WriteRequest[] } | { close: true };

/** What the thread says: that it is ready, an answer to a batch, or that it could not open. */
export type FromWriter = { ready: true } | { reply: WriteReply } | { failed: ToldError };
