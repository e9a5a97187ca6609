import type { RunView } from '../protocol/api/run-pages.ts';
import type { RunSummary } from '../protocol/api/run-summary.ts';
import type { RunEvent, RunEventBody } from '../protocol/events/event.ts';
import type { EventHeader } from '../protocol/events/header.ts';
import type { RunEnded, RunStarted } from '../protocol/events/run.ts';
import type { UnknownEventBody } from '../protocol/events/unknown.ts';
import type { RunChange } from './run-changes.ts';
import type { DeletedRun } from './tombstone.ts';

/** What an event says; the journal adds the header. */
export type EventBody = RunEventBody | UnknownEventBody;

/** One run: its first event, its last where it has ended, and what a list shows of it. */
export interface JournaledRun {
  runId: string;
  started: EventHeader & RunStarted;
  /** Absent while the run is under way. */
  ended?: EventHeader & RunEnded;
  /** Position of the run's newest event. */
  lastSeq: number;
  summary: RunSummary;
}

export interface ReadOptions {
  /** First position to return. Default 1. */
  fromSeq?: number;
  /** Most events to return. Default: all. */
  limit?: number;
}

export interface FollowOptions {
  /** First position to return. Default 1. */
  fromSeq?: number;
  /** Aborting ends the iteration without an error, also while it waits. */
  signal?: AbortSignal;
}

export interface ListOptions {
  /** Most runs to return. Default 100. */
  limit?: number;
  /** Continue after this run, the last one of the page before. */
  after?: string;
  /** Default `all`. */
  view?: RunView;
  /** What the runs must match (`parseRunFilter`). Default: anything. */
  text?: string;
}

/** A page of the list of runs. */
export interface ListedRuns {
  runs: RunSummary[];
  /** Give it as `after` to get the next page; absent on the last one. */
  next?: string;
}

/** Which ended runs to delete: those to which every given rule applies; none when none is given. */
export interface PruneOptions {
  /** Runs that ended before this time, in milliseconds since the epoch. */
  endedBefore?: number;
  /** All but so many, those that ended last. */
  keep?: number;
  /** Only tells which would go. Default false. */
  dryRun?: boolean;
}

/**
 * The append-only store of runs. Whatever a run does is an event in its journal, and no other
 * state exists that cannot be folded from it.
 *
 * One process writes a run. Calls to `append` take effect in the order in which they are made, also
 * when nobody waits for their promises.
 */
export interface Journal {
  /**
   * Adds a batch of events to a run, all or none, and resolves with them once they are durable.
   * Positions are gapless from 1; `at` never goes back within a run. The first event of a run is
   * `run.started`, the last `run.ended`. Bodies become part of the journal: do not change them.
   *
   * Rejects with a JournalError: `run_not_started`, `run_already_started`, `run_ended`,
   * `journal_closed`, and where it is on disk `journal_disk_full` and the like.
   */
  append(runId: string, bodies: readonly EventBody[]): Promise<readonly RunEvent[]>;

  /** Events of a run in order, as far as there are any. Empty for a run that is not known. */
  read(runId: string, options?: ReadOptions): Promise<readonly RunEvent[]>;

  /**
   * Events of a run in order, first those that are there, then each as it comes, none lost and
   * none doubled. Ends after `run.ended`, on abort, when the run is deleted, and when the journal
   * closes. A run that is not known is waited for. A follower that is slow holds up nobody and is
   * never skipped.
   */
  follow(runId: string, options?: FollowOptions): AsyncIterableIterator<RunEvent>;

  /** One run, or undefined when it is not known. */
  getRun(runId: string): Promise<JournaledRun | undefined>;

  /**
   * What a list shows of the runs, the one started last first. Rejects with a JournalError
   * `invalid_filter` for a text that cannot be understood, and `unknown_cursor` for an `after` that
   * is no run, or one whose deletion has been forgotten.
   */
  listRuns(options?: ListOptions): Promise<ListedRuns>;

  /** How many runs each view has. */
  countRuns(): Promise<Record<RunView, number>>;

  /**
   * Changes of the list from the time of the call on. Several changes of a run that nobody has
   * asked for in between come as one. Ends on abort and when the journal closes.
   */
  followRuns(options?: { signal?: AbortSignal }): AsyncIterableIterator<RunChange>;

  /**
   * Deletes an ended run with the blobs that no other run refers to, and resolves with whether it
   * was there. Its id is not given to another run as long as `getDeletedRun` knows it. Rejects with a
   * JournalError `run_not_ended` while the run is under way.
   */
  deleteRun(runId: string): Promise<boolean>;

  /** Deletes ended runs and resolves with their ids, the one that ended first first. */
  prune(options: PruneOptions): Promise<string[]>;

  /** What is still known of a deleted run; of the 1,000 that were deleted last. */
  getDeletedRun(runId: string): Promise<DeletedRun | undefined>;

  /**
   * Keeps bytes and resolves with their id (`blobId`); the same bytes are kept once. Bytes given
   * before an `append` are durable no later than its events.
   */
  putBlob(content: Uint8Array): Promise<string>;

  /** Bytes kept under an id, as a copy, or undefined when there are none. */
  getBlob(id: string): Promise<Uint8Array | undefined>;

  /** Ends all followers; later calls reject with `journal_closed`. May be called twice. */
  close(): Promise<void>;
}
