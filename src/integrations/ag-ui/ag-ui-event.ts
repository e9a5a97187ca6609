/** What every event of AG-UI may carry. */
interface Common {
  /** Milliseconds since the epoch: when the journal recorded it. */
  timestamp?: number;
  /** What AG-UI has no field for, under `causeway`. */
  metadata?: { causeway: Record<string, unknown> };
}

/** The events of AG-UI 1.0 that a run is told with, as they go over the wire. */
export type AgUiEvent = Common &
  (
    | {
        type: 'RUN_STARTED';
        threadId: string;
        runId: string;
        protocolVersion: '1.0';
        parentRunId?: string;
      }
    | {
        type: 'RUN_FINISHED';
        threadId: string;
        runId: string;
        result?: unknown;
        outcome: { type: 'success' | 'cancelled' };
      }
    | { type: 'RUN_ERROR'; message: string; code: string }
    | { type: 'TOOL_CALL_START'; toolCallId: string; toolCallName: string }
    | { type: 'TOOL_CALL_ARGS'; toolCallId: string; delta: string }
    | { type: 'TOOL_CALL_END'; toolCallId: string }
    | {
        type: 'TOOL_CALL_RESULT';
        messageId: string;
        toolCallId: string;
        content: string;
        role: 'tool';
      }
    | { type: 'TEXT_MESSAGE_START'; messageId: string; role: 'assistant'; name: string }
    | { type: 'TEXT_MESSAGE_CONTENT'; messageId: string; delta: string }
    | { type: 'TEXT_MESSAGE_END'; messageId: string }
    | {
        type: 'ACTIVITY_SNAPSHOT';
        messageId: string;
        activityType: string;
        content: Record<string, unknown>;
      }
    | { type: 'CUSTOM'; name: string; value: unknown }
  );
