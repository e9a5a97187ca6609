import type { RunEventBody } from '../protocol/events/event.ts';
import type { Outcome } from '../protocol/events/run.ts';

/** What an agent session needs of whoever records it. */
export interface SessionRecord {
  /** Adds events, all or none, in order; resolves when they are durable. */
  append(bodies: readonly RunEventBody[]): Promise<void>;
  /** Keeps a file's bytes and resolves with what refers to them. */
  putBlob(content: Uint8Array): Promise<string>;
}

/** How a session with an agent ended. */
export interface SessionEnd {
  outcome: Outcome;
  /** What DONE or ERROR said. */
  summary?: string;
  /** One sentence: what the outcome rests on. */
  reason: string;
  exitCode?: number;
  signal?: string;
}
