import type { Database } from 'better-sqlite3';
import type { RunSummary } from '../../protocol/api/run-summary.ts';
import type { RunEvent } from '../../protocol/events/event.ts';
import { checkAppend, type RunPhase } from '../check-append.ts';
import { JournalError } from '../journal-error.ts';
import { BlobKeeper } from './blob-keeper.ts';
import { OpenRuns, summaryOf } from './open-runs.ts';
import type { ToldError, WriteAnswer, WriteReply, WriteRequest } from './requests.ts';
import { RunDeleter } from './run-deleter.ts';
import { storageError } from './storage-error.ts';
import { SummaryWriter } from './summary-writer.ts';

type Append = Extract<WriteRequest, { kind: 'append' }>;

/** Changes a journal's database: one transaction for each batch of requests. Synchronous. */
export class Writer {
  readonly #database: Database;
  readonly #directory: string;
  readonly #runs: OpenRuns;
  readonly #blobs: BlobKeeper;
  readonly #deleter: RunDeleter;
  readonly #summaries: SummaryWriter;
  readonly #insertEvent;
  readonly #begin;
  readonly #commit;
  /** Runs whose events are newer than their rows, in the transaction under way. */
  readonly #touched = new Set<string>();

  constructor(database: Database, directory: string) {
    this.#database = database;
    this.#directory = directory;
    this.#runs = new OpenRuns(database);
    this.#blobs = new BlobKeeper(database, directory);
    this.#summaries = new SummaryWriter(database);
    this.#deleter = new RunDeleter(database, this.#blobs, this.#summaries);
    this.#insertEvent = database.prepare<[number, number, number, string]>(
      'INSERT INTO events (run, seq, at, body) VALUES (?, ?, ?, ?)',
    );
    this.#begin = database.prepare('BEGIN IMMEDIATE');
    this.#commit = database.prepare('COMMIT');
  }

  /**
   * Carries out requests in order and makes all of it durable. One that breaks a rule is refused for
   * itself; when the disk refuses, nothing of the batch is done and each is told so.
   */
  write(requests: readonly WriteRequest[]): WriteReply {
    let reply: WriteReply;
    try {
      reply = this.#transact(requests);
    } catch (fault) {
      const { code, message } = storageError(fault, this.#directory);
      // SQLite has rolled back by itself after some faults, a full disk among them.
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
      this.#touched.clear();
      this.#runs.forgetAll();
      this.#blobs.undo();
      return { answers: requests.map(() => ({ error: { code, message } })), changed: [] };
    }
    this.#blobs.settle();
    this.#runs.trim();
    return reply;
  }

  /** Gives pages of deleted runs back to the disk, some at a time. */
  shrink(): void {
    try {
      this.#database.exec('PRAGMA incremental_vacuum(2000)');
    } catch {
      // Room to move pages may be what is missing; the next deletion tries again.
    }
  }

  #transact(requests: readonly WriteRequest[]): WriteReply {
    const changed = new Map<string, RunSummary | null>();
    this.#begin.run();
    const answers = requests.map((request) => this.#answer(request, changed));
    this.#saveSummaries(changed);
    this.#commit.run();
    return { answers, changed: [...changed] };
  }

  #answer(request: WriteRequest, changed: Map<string, RunSummary | null>): WriteAnswer {
    switch (request.kind) {
      case 'append':
        return this.#append(request);
      case 'put':
        this.#blobs.put(request.id, request.content, request.at);
        return { result: null };
      case 'delete':
        // What was appended in this transaction has to be in the rows that are now read.
        this.#saveSummaries(changed);
        return { result: this.#delete(request.runIds, request.at, changed) };
      case 'choose':
        this.#saveSummaries(changed);
        return { result: this.#deleter.choose(request.options) };
      case 'sweep':
        this.#blobs.sweep(request.before);
        return { result: null };
    }
  }

  #append({ runId, at, events }: Append): WriteAnswer {
    const run = this.#runs.get(runId);
    const next = nextPhase(runId, run.phase, events);
    if (typeof next !== 'string') return { error: next };
    run.lastAt = Math.max(run.lastAt, at);
    if (run.phase === 'absent') run.n = this.#summaries.insert(runId, run.lastAt);
    const firstSeq = run.lastSeq + 1;
    for (const { text, light, refs } of events) {
      run.lastSeq += 1;
      this.#insertEvent.run(run.n, run.lastSeq, run.lastAt, text);
      run.sketch?.add({ ...light, runId, seq: run.lastSeq, at: run.lastAt } as RunEvent);
      for (const id of refs) this.#blobs.use(id, run.n);
    }
    run.phase = next;
    this.#touched.add(runId);
    return { result: { firstSeq, at: run.lastAt } };
  }

  #saveSummaries(changed: Map<string, RunSummary | null>): void {
    for (const runId of this.#touched) {
      const run = this.#runs.get(runId);
      const summary = summaryOf(run);
      run.views = this.#summaries.update(run.n, run.views, summary);
      if (run.phase === 'ended') this.#runs.forget(runId);
      changed.set(runId, summary);
    }
    this.#touched.clear();
  }

  #delete(runIds: string[], at: number, changed: Map<string, RunSummary | null>): string[] {
    const deleted = this.#deleter.delete(runIds, at);
    for (const runId of deleted) changed.set(runId, null);
    return deleted;
  }
}

function nextPhase(runId: string, phase: RunPhase, events: Append['events']): RunPhase | ToldError {
  try {
    return checkAppend(runId, phase, events);
  } catch (fault) {
    if (!(fault instanceof JournalError)) throw fault;
    return { code: fault.code, message: fault.message };
  }
}
