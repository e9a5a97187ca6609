import type { RunEventBody } from '../protocol/events/event.ts';
import type { Outcome } from '../protocol/events/run.ts';

/** What an agent session needs of whoever records it. */
export interface SessionRecord {
  /**
   * Adds events, all or none, in order; resolves when they are durable. A rejection ends the session:
   * what is not recorded did not happen. One with the code `run_taken_over` leaves the agent alone:
   * another driver has it.
   */
  append(bodies: readonly RunEventBody[]): Promise<void>;
  /** Keeps a file's bytes and resolves with what refers to them. */
  putBlob(content: Uint8Array): Promise<string>;
  /** Bytes that were kept; undefined when nothing is kept under that name. */
  getBlob(ref: string): Promise<Uint8Array | undefined>;
}

/** How a session with an agent ended. */
export interface SessionEnd {
  outcome: Outcome;
  /** What DONE or ERROR said. */
  summary?: string;
  /** One sentence: what the outcome rests on. */
  reason: string;
  /** Of the agent's process, beside what it said. */
  exitCode?: number;
  signal?: string;
  /** Set when the agent's processes had to be ended: asked first, `kill` when that did not help. */
  stoppedBy?: 'interrupt' | 'kill';
  /** What else a reader should know, one sentence each: what failed, what was left behind. */
  notes: string[];
}
