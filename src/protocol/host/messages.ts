import { anObject, aString, objectOf, type Shape } from '../shape.ts';

/**
 * The host protocol: one JSON object a line on a host process's standard input and output. A host
 * keeps one session; whoever started it is its client. docs/host-protocol.md is the whole of it.
 */

/** What a host can do beyond requests and replies, by name; `host_call: 'v1'` is the one in use. */
export type HostCapabilities = Readonly<Record<string, unknown>>;

/** Host to client: its first line, written before it has read anything. */
export interface AckMessage {
  type: 'ack';
  capabilities: HostCapabilities;
}

/** Client to host. */
export interface RequestMessage {
  /** Any JSON value; the reply carries it unchanged, and a later request may use it again. */
  id: unknown;
  method: string;
  /** Default: none. */
  params: object;
}

/** Host to client: the answer to one request. */
export type ReplyMessage =
  | { id: unknown; ok: true; result: unknown }
  | { id: unknown; ok: false; error: string };

/** Host to client, while a `runPtc` is under way: the program calls a tool. */
export interface HostCallMessage {
  type: 'host_call';
  /** `hc_<number>`, unique in the life of the host process. */
  id: string;
  tool: string;
  args: Record<string, unknown>;
}

/** Client to host, exactly once for each `host_call`. */
export type HostCallResultMessage =
  | { type: 'host_call_result'; id: string; ok: true; value?: unknown }
  | {
      type: 'host_call_result';
      id: string;
      ok: false;
      /** Class name: Python raises a ToolError subclass of that name. */
      error?: string;
      message?: string;
      /** Stable code of the failure, for the program's `except`. */
      code?: string;
      /** For people; the program is not shown it. */
      stack?: string;
    };

/** Either way: the program under way ends, and nobody waits for answers to its calls any more. */
export interface CancelMessage {
  type: 'cancel';
  reason?: string;
}

/** The first line of a host, exactly. */
export const ACK_LINE: string = '{"type":"ack","capabilities":{"host_call":"v1"}}';

/** Longest line that is read, in bytes without its end: 128 MiB as base64, with room around it. */
export const LONGEST_LINE_BYTES: number = 192 * 1024 * 1024;

export const ackShape: Shape = objectOf({ capabilities: anObject });

export const hostCallShape: Shape = objectOf({ id: aString, tool: aString, args: anObject });
