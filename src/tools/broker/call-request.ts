import type { Applied, CallError, CallStatus, Road } from '../../protocol/events/call.ts';

/** A call that somebody wants made. */
export interface CallRequest {
  /** Unique within the run; 1 to 256 characters. */
  callId: string;
  /** The call this one is made inside of. */
  parentCallId?: string;
  /** Name of the tool, in Python or as its author wrote it. */
  tool: string;
  /** The arguments as JSON text of an object. */
  argsJson?: string;
  /** The arguments as a value, where there is no text; a copy of it is made. */
  args?: Readonly<Record<string, unknown>>;
  /** Line of the program that makes the call, from 1. */
  line?: number;
  road: Road;
  /** Aborting cancels this call. */
  signal?: AbortSignal;
}

/** What came of a call. */
export type CallOutcome =
  | {
      callId: string;
      status: 'ok';
      /** The result as exact JSON text. */
      resultJson: string;
      applied: 'yes';
    }
  | {
      callId: string;
      status: Exclude<CallStatus, 'ok'>;
      error: CallError;
      applied: Applied;
    };

/** A call that is under way. */
export interface OpenCallInfo {
  callId: string;
  parentCallId?: string;
  tool: string;
  line?: number;
  road: Road;
}
