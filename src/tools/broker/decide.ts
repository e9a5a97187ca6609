import type { CallError } from '../../protocol/events/call.ts';
import type { Tool } from '../tool.ts';

/** A call whose arguments fit and for which there is budget: all but made. */
export interface CallToDecide {
  callId: string;
  tool: Tool;
  args: unknown;
  /** Aborted when the call is cancelled while it waits. */
  signal: AbortSignal;
}

/** Decides on a call before it begins: undefined lets it through, an error refuses it. */
export type Decide = (call: CallToDecide) => CallError | undefined | Promise<CallError | undefined>;

/** Lets every call through. */
export const allowEveryCall: Decide = () => undefined;
