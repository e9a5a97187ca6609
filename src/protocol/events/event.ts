import type * as z from 'zod/mini';
import {
  type AgentConcluded,
  type AgentExited,
  type AgentLaunched,
  type AgentStalled,
  agentConcludedSchema,
  agentExitedSchema,
  agentLaunchedSchema,
  agentStalledSchema,
} from './agent.ts';
import {
  type ApprovalAsked,
  type ApprovalGiven,
  approvalAskedSchema,
  approvalGivenSchema,
} from './approval.ts';
import {
  type AttentionClosed,
  type AttentionRaised,
  attentionClosedSchema,
  attentionRaisedSchema,
  type BrowserRequested,
  browserRequestedSchema,
} from './attention.ts';
import {
  type CallBegan,
  type CallEnded,
  type CallProgressed,
  callBeganSchema,
  callEndedSchema,
  callProgressedSchema,
} from './call.ts';
import {
  type DeliverableAnnounced,
  type DeliverableCaptured,
  type DeliverableRefused,
  deliverableAnnouncedSchema,
  deliverableCapturedSchema,
  deliverableRefusedSchema,
} from './deliverable.ts';
import { describeFault } from './describe-fault.ts';
import { type DomainSent, domainSentSchema } from './domain.ts';
import { type EventHeader, eventHeaderSchema } from './header.ts';
import {
  type HostConnected,
  type HostDisconnected,
  hostConnectedSchema,
  hostDisconnectedSchema,
} from './host.ts';
import { InvalidEventError } from './invalid-event.ts';
import {
  type HintGiven,
  hintGivenSchema,
  type InboxWritten,
  inboxWrittenSchema,
  type LogDisturbed,
  type LogRead,
  logDisturbedSchema,
  logReadSchema,
} from './log.ts';
import { type OutputWritten, outputWrittenSchema } from './output.ts';
import {
  type RunCancelRequested,
  type RunEnded,
  type RunProgressed,
  type RunStarted,
  runCancelRequestedSchema,
  runEndedSchema,
  runProgressedSchema,
  runStartedSchema,
} from './run.ts';
import type { UnknownEvent } from './unknown.ts';

/** What an event says, without the header that the journal adds. */
export type RunEventBody =
  | RunStarted
  | RunProgressed
  | RunCancelRequested
  | RunEnded
  | CallBegan
  | CallProgressed
  | CallEnded
  | OutputWritten
  | DeliverableAnnounced
  | DeliverableCaptured
  | DeliverableRefused
  | AttentionRaised
  | AttentionClosed
  | BrowserRequested
  | ApprovalAsked
  | ApprovalGiven
  | DomainSent
  | AgentConcluded
  | AgentExited
  | AgentLaunched
  | AgentStalled
  | HostConnected
  | HostDisconnected
  | HintGiven
  | InboxWritten
  | LogDisturbed
  | LogRead;

/** The name of an event type that this version knows. */
export type RunEventType = RunEventBody['type'];

/** An event of a type that this version knows, as it stands in a journal. */
export type KnownEvent = EventHeader & RunEventBody;

/** An event as it stands in a journal. */
export type RunEvent = KnownEvent | UnknownEvent;

/** One row per event type; the compiler refuses a missing one. */
export const eventSchemas: {
  readonly [T in RunEventType]: z.ZodMiniType<Extract<RunEventBody, { type: T }>>;
} = {
  'run.started': runStartedSchema,
  'run.progressed': runProgressedSchema,
  'run.cancel_requested': runCancelRequestedSchema,
  'run.ended': runEndedSchema,
  'call.began': callBeganSchema,
  'call.progressed': callProgressedSchema,
  'call.ended': callEndedSchema,
  'output.written': outputWrittenSchema,
  'deliverable.announced': deliverableAnnouncedSchema,
  'deliverable.captured': deliverableCapturedSchema,
  'deliverable.refused': deliverableRefusedSchema,
  'attention.raised': attentionRaisedSchema,
  'attention.closed': attentionClosedSchema,
  'browser.requested': browserRequestedSchema,
  'approval.asked': approvalAskedSchema,
  'approval.given': approvalGivenSchema,
  'domain.sent': domainSentSchema,
  'agent.concluded': agentConcludedSchema,
  'agent.exited': agentExitedSchema,
  'agent.launched': agentLaunchedSchema,
  'agent.stalled': agentStalledSchema,
  'host.connected': hostConnectedSchema,
  'host.disconnected': hostDisconnectedSchema,
  'hint.given': hintGivenSchema,
  'inbox.written': inboxWrittenSchema,
  'log.disturbed': logDisturbedSchema,
  'log.read': logReadSchema,
};

/**
 * Checks a value that came from outside and returns it, the same object, as an event. Fields that
 * a type does not define are kept, and so is a whole event of an unknown type, header checked.
 *
 * @throws InvalidEventError with the first fault: its code, and the path to it.
 */
export function parseEvent(input: unknown): RunEvent {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new InvalidEventError('not_an_event', [], 'an event is a JSON object');
  }
  const type = Object.hasOwn(input, 'type') ? (input as { type: unknown }).type : undefined;
  if (typeof type !== 'string' || type === '') {
    throw new InvalidEventError('not_an_event', ['type'], 'an event names its type');
  }
  check(eventHeaderSchema, input, type);
  if (Object.hasOwn(eventSchemas, type)) check(eventSchemas[type as RunEventType], input, type);
  return input as RunEvent;
}

function check(schema: z.ZodMiniType<unknown>, input: object, type: string): void {
  const checked = schema.safeParse(input, { error: describeFault });
  if (checked.success) return;
  const issue = checked.error.issues[0];
  const path = (issue?.path ?? []).map((key) => (typeof key === 'symbol' ? String(key) : key));
  throw new InvalidEventError('invalid_event', path, issue?.message ?? 'is not valid', type);
}
