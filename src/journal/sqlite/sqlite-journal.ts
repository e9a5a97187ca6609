import type { Database } from 'better-sqlite3';
import type { RunView } from '../../protocol/api/run-pages.ts';
import type { RunEvent } from '../../protocol/events/event.ts';
import { lightenEvent } from '../../timeline/lighten-event.ts';
import { blobId } from '../blob-id.ts';
import { blobRefs } from '../blob-refs.ts';
import type {
  EventBody,
  FollowOptions,
  Journal,
  JournaledRun,
  ListedRuns,
  ListOptions,
  PruneOptions,
  ReadOptions,
} from '../journal.ts';
import { JournalError } from '../journal-error.ts';
import { type RunChange, RunChanges } from '../run-changes.ts';
import type { DeletedRun } from '../tombstone.ts';
import { BlobFiles } from './blob-files.ts';
import { Reader } from './reader.ts';
import type { EventToAppend, WriteReply } from './requests.ts';
import { RunFeeds } from './run-feeds.ts';
import { RunList } from './run-list.ts';
import { storageError } from './storage-error.ts';
import type { WriterThread } from './writer-thread.ts';

/** Runs that one transaction deletes: between two, appends have their turn. */
const DELETED_AT_ONCE = 20;

/** How long bytes may wait for the event that refers to them, in milliseconds: a day. */
const UNUSED_MS = 86_400_000;

/** What a journal on disk is made of. */
export interface JournalParts {
  directory: string;
  database: Database;
  /** Absent when the journal was opened for reading. */
  writer?: WriterThread;
  now: () => number;
}

/** A journal in a folder: this side reads, and hands what is to be written to the writer. */
export class SqliteJournal implements Journal {
  readonly #parts: JournalParts;
  readonly #reader: Reader;
  readonly #list: RunList;
  readonly #feeds: RunFeeds;
  readonly #files: BlobFiles;
  readonly #changes = new RunChanges();
  #closing: Promise<void> | undefined;

  constructor(parts: JournalParts) {
    this.#parts = parts;
    this.#reader = new Reader(parts.database);
    this.#list = new RunList(parts.database);
    this.#files = new BlobFiles(parts.directory);
    this.#feeds = new RunFeeds(
      this.#reader,
      (read) => this.#guard(read),
      () => this.#closing !== undefined,
      parts.writer === undefined,
    );
  }

  /** Tells followers what a batch has changed. */
  tell(changed: WriteReply['changed']): void {
    for (const [runId, summary] of changed) {
      this.#feeds.wake(runId);
      this.#changes.tell(runId, summary === null ? { gone: runId } : { changed: summary });
    }
  }

  // An async method runs up to its first await at once: appends keep the order of their calls.
  async append(runId: string, bodies: readonly EventBody[]): Promise<readonly RunEvent[]> {
    const writer = this.#writer();
    if (bodies.length === 0) return [];
    const events = bodies.map(prepareEvent);
    const request = { kind: 'append', runId, at: this.#parts.now(), events } as const;
    const { firstSeq, at } = await writer.write<'append'>(request);
    return bodies.map((body, index) => ({ ...body, runId, seq: firstSeq + index, at }) as RunEvent);
  }

  async read(runId: string, options: ReadOptions = {}): Promise<readonly RunEvent[]> {
    return this.#guard(() => this.#reader.events(runId, options));
  }

  follow(runId: string, options: FollowOptions = {}): AsyncIterableIterator<RunEvent> {
    return this.#feeds.follow(runId, options);
  }

  async getRun(runId: string): Promise<JournaledRun | undefined> {
    return this.#guard(() => this.#reader.run(runId));
  }

  async listRuns(options: ListOptions = {}): Promise<ListedRuns> {
    this.#refuseWhenClosed();
    try {
      return await this.#list.list(options, this.#parts.now());
    } catch (fault) {
      this.#refuseWhenClosed();
      throw storageError(fault, this.#parts.directory);
    }
  }

  async countRuns(): Promise<Record<RunView, number>> {
    return this.#guard(() => this.#reader.totals());
  }

  followRuns(options: { signal?: AbortSignal } = {}): AsyncIterableIterator<RunChange> {
    return this.#changes.follow(options.signal);
  }

  async deleteRun(runId: string): Promise<boolean> {
    const writer = this.#writer();
    const at = this.#parts.now();
    const deleted = await writer.write<'delete'>({ kind: 'delete', runIds: [runId], at });
    if (deleted.length > 0) return true;
    const run = await this.getRun(runId);
    if (run === undefined) return false;
    throw new JournalError(
      'run_not_ended',
      `Run ${runId} is under way; end or cancel it before you delete it`,
    );
  }

  async prune(options: PruneOptions): Promise<string[]> {
    const writer = this.#writer();
    const chosen = await writer.write<'choose'>({ kind: 'choose', options });
    if (options.dryRun === true) return chosen;
    const deleted: string[] = [];
    for (let start = 0; start < chosen.length; start += DELETED_AT_ONCE) {
      const runIds = chosen.slice(start, start + DELETED_AT_ONCE);
      const at = this.#parts.now();
      deleted.push(...(await writer.write<'delete'>({ kind: 'delete', runIds, at })));
    }
    await writer.write<'sweep'>({ kind: 'sweep', before: this.#parts.now() - UNUSED_MS });
    return deleted;
  }

  async getDeletedRun(runId: string): Promise<DeletedRun | undefined> {
    return this.#guard(() => this.#reader.deleted(runId));
  }

  async putBlob(content: Uint8Array): Promise<string> {
    const writer = this.#writer();
    const id = blobId(content);
    // A copy of these bytes alone: the given ones may change, or be a view of something larger.
    const copy = Uint8Array.from(content);
    await writer.write<'put'>({ kind: 'put', id, at: this.#parts.now(), content: copy });
    return id;
  }

  async getBlob(id: string): Promise<Uint8Array | undefined> {
    const content = this.#guard(() => this.#reader.blob(id));
    if (content !== null) return content;
    try {
      return new Uint8Array(await this.#files.read(id));
    } catch (fault) {
      // Deleted in between, or else it should be there.
      if (this.#guard(() => this.#reader.blob(id)) === undefined) return undefined;
      if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') {
        throw storageError(fault, this.#parts.directory);
      }
      throw new JournalError(
        'journal_corrupt',
        `The file of blob ${id} is missing in ${this.#parts.directory}; put back a copy`,
        { cause: fault },
      );
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.resolve();
    this.#changes.close();
    this.#feeds.close();
    // The writer closes last, so that it can move the whole log into the database.
    this.#parts.database.close();
    await this.#parts.writer?.close();
  }

  #writer(): WriterThread {
    this.#refuseWhenClosed();
    const { writer, directory } = this.#parts;
    if (writer !== undefined) return writer;
    throw new JournalError(
      'journal_read_only',
      `The journal in ${directory} was opened for reading; open it without readOnly`,
    );
  }

  #guard<T>(read: () => T): T {
    this.#refuseWhenClosed();
    try {
      return read();
    } catch (fault) {
      throw storageError(fault, this.#parts.directory);
    }
  }

  #refuseWhenClosed(): void {
    if (this.#closing === undefined) return;
    throw new JournalError('journal_closed', 'The journal has been closed');
  }
}

function prepareEvent(body: EventBody): EventToAppend {
  const light = lightenEvent({ ...body, runId: '', seq: 0, at: 0 } as RunEvent);
  return { type: body.type, text: JSON.stringify(body), light, refs: [...blobRefs(body)] };
}
