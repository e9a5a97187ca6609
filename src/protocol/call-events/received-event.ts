/** A begin in either shape, as the receiver goes on with it. */
export interface ReceivedBegin {
  type: 'begin';
  callId: string;
  tool: string;
  /** JSON text of the arguments, as they were sent. */
  argsJson: string;
  assetId?: string;
  parentCallId?: string;
  /** By the emitter's clock, in milliseconds since the epoch. */
  emittedAt: number;
  /** The event as it was sent: the same text is the same event. */
  text: string;
}

/** An end in either shape. */
export interface ReceivedEnd {
  type: 'end';
  callId: string;
  tool: string;
  result: unknown;
  /** JSON text of the result, as it was sent. */
  resultJson: string;
  isError: boolean;
  emittedAt: number;
  text: string;
}

export type ReceivedEvent = ReceivedBegin | ReceivedEnd;
