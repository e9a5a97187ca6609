import type { KnownEvent, RunEvent, RunEventType } from './event.ts';

// Without the schemas: who folds events that were checked before need not load what checks them.
const types: Readonly<Record<RunEventType, true>> = {
  'run.started': true,
  'run.progressed': true,
  'run.cancel_requested': true,
  'run.ended': true,
  'call.began': true,
  'call.progressed': true,
  'call.ended': true,
  'output.written': true,
  'deliverable.announced': true,
  'deliverable.captured': true,
  'deliverable.refused': true,
  'attention.raised': true,
  'attention.closed': true,
  'browser.requested': true,
  'approval.asked': true,
  'approval.given': true,
  'domain.sent': true,
  'agent.concluded': true,
  'agent.exited': true,
  'agent.launched': true,
  'agent.stalled': true,
  'host.connected': true,
  'host.disconnected': true,
  'hint.given': true,
  'inbox.written': true,
  'log.disturbed': true,
  'log.read': true,
};

/** Tells an event of a known type from one that is only kept. */
export function isKnownEvent(event: RunEvent): event is KnownEvent {
  return Object.hasOwn(types, event.type);
}
