import type { RunEvent, RunEventBody } from '../protocol/events/event.ts';
import type { EventHeader } from '../protocol/events/header.ts';
import type { RunEnded, RunStarted } from '../protocol/events/run.ts';
import type { UnknownEventBody } from '../protocol/events/unknown.ts';

/** What an event says; the journal adds the header. */
export type EventBody = RunEventBody | UnknownEventBody;

/** One run as the journal lists it: its first event, its last where it has ended. */
export interface JournaledRun {
  runId: string;
  started: EventHeader & RunStarted;
  /** Absent while the run is under way. */
  ended?: EventHeader & RunEnded;
  /** Position of the run's newest event. */
  lastSeq: number;
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
   * `journal_closed`.
   */
  append(runId: string, bodies: readonly EventBody[]): Promise<readonly RunEvent[]>;

  /** Events of a run in order, as far as there are any. Empty for a run that is not known. */
  read(runId: string, options?: ReadOptions): Promise<readonly RunEvent[]>;

  /**
   * Events of a run in order, first those that are there, then each as it comes, none lost and
   * none doubled. Ends after `run.ended`, on abort, and when the journal closes. A run that is not
   * known is waited for. A follower that is slow holds up nobody and is never skipped.
   */
  follow(runId: string, options?: FollowOptions): AsyncIterableIterator<RunEvent>;

  /** One run, or undefined when it is not known. */
  getRun(runId: string): Promise<JournaledRun | undefined>;

  /** Runs, the one started last first. */
  listRuns(options?: ListOptions): Promise<readonly JournaledRun[]>;

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
