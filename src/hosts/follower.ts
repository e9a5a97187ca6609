/** A place in a followed file. */
export interface FollowPosition {
  /** Counts the files that were at the path, from 1. */
  generation: number;
  /** Bytes of that file before the place. */
  offset: number;
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
  /** Set for a last line without a line end, handed out by `finish`. */
  unterminated?: true;
}

/** Lines that were read at once, or a change of the file that is no appending. */
export type FollowBatch =
  | { type: 'lines'; generation: number; lines: readonly FollowedLine[] }
  | {
      type: 'disturbed';
      change: 'truncated' | 'replaced' | 'rewritten' | 'missing';
      /** The generation of what is read from now on. */
      generation: number;
    };

/**
 * Follows one file. Iterate it once. It survives broken connections by itself; the iteration throws
 * only what can't be mended, as a HostError.
 */
export interface Follower extends AsyncIterable<FollowBatch> {
  /** Resolves when all lines that were complete in the file at the call have been handed out. */
  drain(): Promise<void>;
  /**
   * Reads to the end of the file, hands out the unterminated rest as a line, and ends the iteration.
   * For when whoever writes has ended. Resolves when the iteration has taken the last line.
   */
  finish(): Promise<void>;
  /** Ends the iteration where it is. May be called from inside it, and twice. */
  stop(): void;
}
