/** A place in a followed file. */
export interface FollowPosition {
  /** Counts the files that were at the path, from 1. */
  generation: number;
  /** Bytes of that file before the place. */
  offset: number;
  /**
   * What those bytes were, as their host remembers it: with it a file that was replaced while nobody
   * followed is noticed, and one that begins with the same bytes goes on without a line doubled.
   */
  mark?: string;
}

export interface FollowOptions {
  /** Default: the beginning of what is there. */
  from?: FollowPosition;
  /** Bytes of a line that are kept; the rest is dropped and told. Default 1 MiB. */
  maxLineBytes?: number;
  signal?: AbortSignal;
}

export interface FollowedLine {
  /** Decoded as UTF-8, bytes that are none as U+FFFD; without the line end. */
  text: string;
  /** The place behind the line end. */
  end: number;
  /** Set when the line was longer than is kept. */
  cut?: true;
  /** Set when zero bytes before the text were dropped: it was written behind a truncation. */
  hole?: true;
  /**
   * Set for a last line without a line end: handed out by `finish`, or left behind in a file that
   * another one replaced. Its writer may not have ended it.
   */
  unterminated?: true;
}

/** Lines that were read at once, or a change of the file that is no appending. */
export type FollowBatch =
  | {
      type: 'lines';
      generation: number;
      lines: readonly FollowedLine[];
      /**
       * The place behind the last of the lines: `from` of a follower that goes on there. Has a mark
       * when it is first asked for before the next batch is.
       */
      position: FollowPosition;
    }
  | {
      type: 'disturbed';
      /**
       * `missing`: no regular file is at the path (links are not followed); waits for one.
       * `unreadable`: what is there may not be read; waits until it may, or is another file.
       */
      change: 'truncated' | 'replaced' | 'rewritten' | 'missing' | 'unreadable';
      /** The generation of what is read from here on. */
      generation: number;
    };

/**
 * Follows one file. Iterate it once. It survives broken connections by itself; the iteration throws
 * only what can't be mended, as a HostError.
 */
export interface Follower extends AsyncIterable<FollowBatch> {
  /**
   * Resolves when all lines that were complete in the file at the call have been handed out and the
   * iteration has come back for more. Not to be awaited inside the iteration.
   */
  drain(): Promise<void>;
  /**
   * Reads to the end of the file, hands out the unterminated rest as a line, and ends the iteration.
   * For when whoever writes has ended: what is written after the call is not waited for. Resolves
   * when the iteration has come back after the last line. Not to be awaited inside the iteration.
   */
  finish(): Promise<void>;
  /** Ends the iteration where it is. May be called from inside it, and twice. */
  stop(): void;
}
