import type { Database } from 'better-sqlite3';
import { BlobFiles, INLINE_BYTES } from './blob-files.ts';

const BLOB_ID = /^sha256-[0-9a-f]{64}$/;

/** The writer's side of the blobs: which there are, which runs refer to them, which can go. */
export class BlobKeeper {
  readonly #files: BlobFiles;
  /** How often a blob was put for an event that has not come so far. */
  readonly #awaited = new Map<string, number>();
  /** What the transaction under way has counted; taken back when it fails. */
  #counted: [id: string, step: number][] = [];
  /** Files of blobs that go when the transaction is durable. */
  readonly #going = new Set<string>();
  readonly #insert;
  readonly #insertUser;
  readonly #has;
  readonly #usedBy;
  readonly #dropUser;
  readonly #isUsed;
  readonly #drop;
  readonly #unused;

  constructor(database: Database, directory: string) {
    this.#files = new BlobFiles(directory);
    this.#insert = database.prepare<[string, number, number, Uint8Array | null]>(
      'INSERT OR IGNORE INTO blobs (id, put_at, bytes, content) VALUES (?, ?, ?, ?)',
    );
    this.#insertUser = database.prepare<[number, string]>(
      'INSERT OR IGNORE INTO blob_users (run, blob) VALUES (?, ?)',
    );
    this.#has = database.prepare<[string]>('SELECT 1 FROM blobs WHERE id = ?').pluck();
    this.#usedBy = database
      .prepare<[number], string>('SELECT blob FROM blob_users WHERE run = ?')
      .pluck();
    this.#dropUser = database.prepare<[number]>('DELETE FROM blob_users WHERE run = ?');
    this.#isUsed = database.prepare<[string]>('SELECT 1 FROM blob_users WHERE blob = ?').pluck();
    this.#drop = database.prepare<[string]>('DELETE FROM blobs WHERE id = ?');
    this.#unused = database
      .prepare<[number], string>(
        `SELECT id FROM blobs WHERE put_at < ?
           AND NOT EXISTS (SELECT 1 FROM blob_users WHERE blob = blobs.id)`,
      )
      .pluck();
  }

  put(id: string, content: Uint8Array, at: number): void {
    const inline = content.length <= INLINE_BYTES;
    if (!inline) this.#files.write(id, content);
    this.#insert.run(id, at, content.length, inline ? content : null);
    this.#going.delete(id);
    this.#count(id, 1);
  }

  /** Takes note of a blob that an event of a run refers to. */
  use(id: string, run: number): void {
    if (!BLOB_ID.test(id)) return;
    this.#insertUser.run(run, id);
    this.#count(id, -1);
  }

  /** Lets go of a run's blobs. */
  release(run: number): void {
    const used = this.#usedBy.all(run);
    this.#dropUser.run(run);
    for (const id of used) {
      if (this.#isUsed.get(id) === undefined) this.#dropUnlessAwaited(id);
    }
  }

  /**
   * Drops what nobody refers to and was put before a time, in milliseconds since the epoch: what was
   * left by a process that ended between a blob and its event, files without an entry included.
   */
  sweep(before: number): void {
    for (const id of this.#unused.all(before)) this.#dropUnlessAwaited(id);
    for (const name of this.#files.names()) {
      if (this.#has.get(name) === undefined) this.#going.add(name);
    }
  }

  /** To be called when the transaction is durable. */
  settle(): void {
    this.#counted = [];
    for (const id of this.#going) {
      try {
        this.#files.remove(id);
      } catch {
        // The database has let go of it: a later sweep finds a file without an entry.
      }
    }
    this.#going.clear();
  }

  /** To be called when the transaction has failed. */
  undo(): void {
    const counted = this.#counted;
    for (const [id, step] of counted) this.#count(id, -step);
    this.#counted = [];
    this.#going.clear();
  }

  #dropUnlessAwaited(id: string): void {
    if (this.#awaited.has(id)) return;
    this.#drop.run(id);
    this.#going.add(id);
  }

  #count(id: string, step: number): void {
    const before = this.#awaited.get(id) ?? 0;
    const after = Math.max(0, before + step);
    if (after > 0) this.#awaited.set(id, after);
    else this.#awaited.delete(id);
    if (after !== before) this.#counted.push([id, after - before]);
  }
}
