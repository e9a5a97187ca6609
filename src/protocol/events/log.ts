import * as z from 'zod/mini';

/** A file that a driver follows while an agent program runs. */
export type FollowedFile = 'log' | 'stdout' | 'stderr';

/**
 * How far a followed file has been read. Stands in one batch with the events that its lines became,
 * so that a driver that takes over goes on exactly behind them.
 */
export interface LogRead {
  type: 'log.read';
  file: FollowedFile;
  /** Counts the files that were at this path: 1, and one more each time it was replaced. */
  generation: number;
  /** Bytes of that file that have become events. */
  offset: number;
  /** What those bytes were; only a host reads it (`hosts/follower.ts`). */
  mark?: string;
}

/** A followed file was not only appended to, so that lines may be missing or be there twice. */
export interface LogDisturbed {
  type: 'log.disturbed';
  file: FollowedFile;
  /**
   * `truncated`: it got shorter. `replaced`: another file is at its path. `rewritten`: its bytes
   * changed. `missing`: it is not there. `unreadable`: the user who follows it may not read it. `cut`: a line was longer than is read.
   */
  change: 'truncated' | 'replaced' | 'rewritten' | 'missing' | 'unreadable' | 'cut';
  /** One sentence: what that means for what was read. */
  message: string;
}

/** A line of the log nearly was a keyword line. It counts as text; the hint says the right form. */
export interface HintGiven {
  type: 'hint.given';
  /** The line, bounded. */
  line: string;
  /** One sentence with the right form. */
  hint: string;
}

/** A line was written to the agent's inbox. */
export interface InboxWritten {
  type: 'inbox.written';
  /** Without the line end. */
  line: string;
  /** The id of the `attention.raised` or `browser.requested` it is about. */
  about?: string;
}

export const logReadSchema: z.ZodMiniType<LogRead> = z.looseObject({
  type: z.literal('log.read'),
  file: z.enum(['log', 'stdout', 'stderr']),
  generation: z.int().check(z.positive()),
  offset: z.int().check(z.nonnegative()),
  mark: z.optional(z.string()),
}) as z.ZodMiniType<LogRead>;

export const logDisturbedSchema: z.ZodMiniType<LogDisturbed> = z.looseObject({
  type: z.literal('log.disturbed'),
  file: z.enum(['log', 'stdout', 'stderr']),
  change: z.enum(['truncated', 'replaced', 'rewritten', 'missing', 'unreadable', 'cut']),
  message: z.string(),
}) as z.ZodMiniType<LogDisturbed>;

export const hintGivenSchema: z.ZodMiniType<HintGiven> = z.looseObject({
  type: z.literal('hint.given'),
  line: z.string(),
  hint: z.string(),
}) as z.ZodMiniType<HintGiven>;

export const inboxWrittenSchema: z.ZodMiniType<InboxWritten> = z.looseObject({
  type: z.literal('inbox.written'),
  line: z.string(),
  about: z.optional(z.string()),
}) as z.ZodMiniType<InboxWritten>;
