import { setImmediate } from 'node:timers/promises';
import { fileError } from '../file-error.ts';
import { FollowControl } from '../follow/follow-control.ts';
import { FollowedText } from '../follow/followed-text.ts';
import type { DigestRange } from '../follow/prefix-mark.ts';
import type { FollowBatch, Follower, FollowOptions } from '../follower.ts';
import { DirectoryWatch } from './directory-watch.ts';
import { OpenedLog } from './opened-log.ts';

/** Pause after lines were read: a look for each of a thousand quick writes would slow their writer. */
const PAUSE_MS = 5;
/** Bytes after which a look at a growing file ends, so that its path is looked at too. */
const LOOK_BYTES = 4_194_304;
/** Bytes after which others in this process have their turn: some milliseconds of reading. */
const BREATH_BYTES = 524_288;
/** How long a file must be away to be told as missing: what replaces it comes by a rename. */
const MISSING_MS = 200;
/** Changes that are no appending that one look puts up with. */
const LOOK_CHANGES = 3;

type Batches = AsyncGenerator<FollowBatch, void, void>;
type Change = 'truncated' | 'replaced' | 'rewritten';

/** Follows a file of this machine. */
export function followFile(path: string, options: FollowOptions = {}): Follower {
  return new FileFollower(path, options);
}

class FileFollower implements Follower {
  readonly #path: string;
  readonly #signal: AbortSignal | undefined;
  readonly #control = new FollowControl();
  readonly #text: FollowedText;
  #file: OpenedLog | undefined;
  #missingSince: number | undefined;
  #told: 'missing' | 'unreadable' | undefined;

  constructor(path: string, { from, maxLineBytes, signal }: FollowOptions) {
    this.#path = path;
    this.#signal = signal;
    this.#text = new FollowedText(maxLineBytes, from);
  }

  drain(): Promise<void> {
    return this.#control.drain();
  }

  finish(): Promise<void> {
    return this.#control.finish();
  }

  stop(): void {
    this.#control.stop();
  }

  async *[Symbol.asyncIterator](): Batches {
    const control = this.#control;
    const watch = new DirectoryWatch(this.#path, () => control.notice());
    const stop = (): void => control.stop();
    if (this.#signal?.aborted) control.stop();
    this.#signal?.addEventListener('abort', stop);
    try {
      let most = watch.renew();
      while (!control.stopped) {
        const { finishing } = control;
        const before = this.#text.offset;
        const pass = control.beginPass();
        const more = yield* this.#look();
        control.reached(pass);
        if (finishing) {
          const rest = this.#text.rest();
          if (rest && !control.stopped) yield rest;
          return;
        }
        if (more) continue;
        const least = this.#text.offset === before ? 0 : PAUSE_MS;
        if (!(await control.wait(least, most))) most = watch.renew();
      }
    } catch (error) {
      throw fileError(error, 'follow', this.#path);
    } finally {
      control.stop();
      this.#signal?.removeEventListener('abort', stop);
      watch.close();
      await this.#file?.close();
      this.#file = undefined;
    }
  }

  /** Reads what is there; gives whether there is more to read at once. */
  async *#look(): AsyncGenerator<FollowBatch, boolean, void> {
    if (!this.#file) {
      const found = await OpenedLog.open(this.#path);
      if (!(found instanceof OpenedLog)) {
        yield* this.#missing(found);
        return false;
      }
      this.#file = found;
      if (this.#text.offset > 0) yield* this.#resync(found, await this.#changeSince(found));
    }
    const limit = await this.#limit(this.#file);
    yield* this.#readUpTo(this.#file, limit);
    if (this.#control.stopped) return false;
    const found = await OpenedLog.open(this.#path, this.#file);
    if (found instanceof OpenedLog) {
      yield* this.#turnTo(found, this.#file);
      return true;
    }
    yield* this.#missing(found);
    return this.#text.offset >= limit;
  }

  async *#turnTo(next: OpenedLog, old: OpenedLog): Batches {
    try {
      // Whoever has the old file open may have added to it until it was replaced.
      yield* this.#readUpTo(old, await old.size());
    } finally {
      this.#file = next;
      await old.close();
    }
    yield* this.#missing('same');
    if (this.#control.stopped) return;
    yield* this.#resync(next, 'replaced');
    yield* this.#readUpTo(next, await this.#limit(next));
  }

  /** How far to read in one look: what is there when somebody waits for that. */
  async #limit(file: OpenedLog): Promise<number> {
    return this.#control.awaited ? await file.size() : this.#text.offset + LOOK_BYTES;
  }

  async *#readUpTo(file: OpenedLog, limit: number): Batches {
    let pause = this.#text.offset + BREATH_BYTES;
    for (let changes = 0; !this.#control.stopped && changes < LOOK_CHANGES; ) {
      if (this.#text.offset >= pause) {
        pause = this.#text.offset + BREATH_BYTES;
        await setImmediate();
      }
      const bytes = file.read(this.#text.offset);
      if (typeof bytes === 'string') {
        changes += 1;
        yield* this.#resync(file, bytes);
      } else if (bytes.length === 0) {
        return;
      } else {
        const batch = this.#text.take(bytes);
        if (batch) yield batch;
        if (this.#text.offset >= limit) return;
      }
    }
  }

  /** Finds the place in a file that is not what was read, or begins with it again. */
  async *#resync(file: OpenedLog, change: Change): Batches {
    const text = this.#text;
    const isWanted = (): boolean => !this.#control.stopped;
    const digest: DigestRange = (start, end) => file.digestRange(start, end, isWanted);
    const isSame = (await file.size()) >= text.lineEnd && (await text.isSame(digest));
    if (this.#control.stopped) return;
    if (isSame) {
      text.rewind();
    } else {
      const rest = change === 'replaced' ? text.rest() : undefined;
      if (rest) yield rest;
      yield text.restart(change);
    }
    await file.anchorAt(text.offset);
  }

  async #changeSince(file: OpenedLog): Promise<Change> {
    return (await file.size()) < this.#text.offset ? 'truncated' : 'replaced';
  }

  /** Tells once that there is nothing to be read where there was, or is, something. */
  async *#missing(found: 'same' | 'absent' | 'irregular' | 'unreadable'): Batches {
    if (found === 'same') {
      this.#missingSince = undefined;
      this.#told = undefined;
      return;
    }
    this.#missingSince ??= performance.now();
    const expected = found !== 'absent' || this.#text.offset > 0 || this.#file;
    const change = found === 'unreadable' ? 'unreadable' : 'missing';
    if (this.#told === change || !expected) return;
    // At the end there is no later look that could tell it.
    const isLast = this.#control.awaited && change === 'unreadable';
    if (!isLast && performance.now() - this.#missingSince < MISSING_MS) return;
    this.#told = change;
    yield { type: 'disturbed', change, generation: this.#text.generation };
  }
}
