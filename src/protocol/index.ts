export {
  type BeginEvent,
  beginEventSchema,
  type CallEvent,
  type EndEvent,
  endEventSchema,
} from './call-events/call-event.ts';
export { CallEventError, parseCallEvents } from './call-events/parse-call-events.ts';
export type { PublishedEvent } from './call-events/published-event.ts';
export type { ReceivedEvent } from './call-events/received-event.ts';
export { CausewayError, ERROR_CODES, type ErrorCode } from './error-codes.ts';
export type { ApprovalAsked, ApprovalDecision, ApprovalGiven } from './events/approval.ts';
export type { AttentionClosed, AttentionRaised, BrowserRequested } from './events/attention.ts';
export type {
  Applied,
  CallBegan,
  CallEnded,
  CallError,
  CallProgressed,
  CallStatus,
  Road,
} from './events/call.ts';
export type { DeliverableCaptured, DeliverableRefused } from './events/deliverable.ts';
export type { DomainSent } from './events/domain.ts';
export {
  eventSchemas,
  type KnownEvent,
  parseEvent,
  type RunEvent,
  type RunEventBody,
  type RunEventType,
} from './events/event.ts';
export { type EventHeader, eventHeaderSchema } from './events/header.ts';
export { type InvalidEventCode, InvalidEventError } from './events/invalid-event.ts';
export { isKnownEvent } from './events/known-event.ts';
export type { OutputStream, OutputWritten } from './events/output.ts';
export type {
  Outcome,
  RunEnded,
  RunError,
  RunKind,
  RunProgressed,
  RunStarted,
} from './events/run.ts';
export type { UnknownEvent, UnknownEventBody, UnknownEventType } from './events/unknown.ts';
export { type EncodeOptions, encodeJson, parseJson, UnencodableValueError } from './exact-json.ts';
export {
  ACK_LINE,
  type AckMessage,
  type CancelMessage,
  type HostCallMessage,
  type HostCallResultMessage,
  type HostCapabilities,
  LONGEST_LINE_BYTES,
  type ReplyMessage,
  type RequestMessage,
} from './host/messages.ts';
export type { HostMethod, HostParams, HostResults } from './host/methods.ts';
export { DEFAULT_LIMITS, type GivenLimits, type Limits, resolveLimits } from './limits.ts';
export {
  DELIVERABLE_QUEUE_BOUND,
  DELIVERABLES_FOLDER,
  relativizeDeliverablePath,
  validateDeliverablePath,
} from './log-channel/deliverable-path.ts';
export { formatInboxLine } from './log-channel/format-inbox-line.ts';
export { formatLogLine, type WritableLine } from './log-channel/format-log-line.ts';
export type { InboxLine, InboxMessage } from './log-channel/inbox-line.ts';
export {
  LOG_CHANNEL_PROMPT,
  LOG_LINE_BYTES,
  type LogChannelPromptOptions,
  type LogKeyword,
  logChannelPrompt,
} from './log-channel/log-channel-prompt.ts';
export type {
  AttentionLine,
  BrowserLine,
  DeliverableLine,
  DomainLine,
  DoneLine,
  ErrorLine,
  KeywordLine,
  LogLine,
  StatusLine,
  UnknownLine,
} from './log-channel/log-line.ts';
export { parseInboxLine } from './log-channel/parse-inbox-line.ts';
export { parseLogLine } from './log-channel/parse-log-line.ts';
export {
  cutUtf8,
  PREVIEW_BYTES,
  type RecordOptions,
  recordJson,
  recordValue,
} from './record-json.ts';
export {
  type InlineValue,
  isInline,
  type RecordedValue,
  recordedValueSchema,
  type StoredValue,
} from './recorded-value.ts';
export { safeLink } from './safe-link.ts';
