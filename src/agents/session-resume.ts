import type { FollowPosition } from '../hosts/follower.ts';
import type { ProcessExit, ProcessRecord } from '../hosts/process.ts';
import type { FollowedFile } from '../protocol/events/log.ts';

/** A request to a person that an earlier driver raised. */
export interface ResumedRequest {
  id: string;
  /** The question or the URL. */
  text: string;
  closed?: { by: string; answer?: string };
}

/** A deliverable that an earlier driver captured. */
export interface ResumedFile {
  path: string;
  size: number;
  sha256: string;
  mediaType: string;
  ref: string;
}

/** What a driver that takes over has to know, all of it from the journal. */
export interface SessionResume {
  /** Absent when the agent was not started. */
  process?: ProcessRecord;
  /** How the agent's process ended, where that is recorded. */
  exit?: ProcessExit;
  /** How far the files were read. */
  positions: Readonly<Partial<Record<FollowedFile, FollowPosition>>>;
  /** Paths that were announced and neither captured nor refused, in order. */
  awaited: readonly string[];
  captured: readonly ResumedFile[];
  requests: readonly ResumedRequest[];
  /** The lines of the inbox that are recorded as written. */
  inbox: readonly { line: string; about?: string }[];
  /** What the agent said of its work as a whole. */
  conclusion?: { verdict: 'done' | 'error'; message?: string };
  cancelRequest?: { by: string; reason?: string };
  /** When the run began, in milliseconds since the epoch; its time limit counts from there. */
  startedAt?: number;
}
