import type { RunEvent } from '../protocol/events/event.ts';
import { isKnownEvent } from '../protocol/events/known-event.ts';
import type { RecordedValue } from '../protocol/recorded-value.ts';

const nothing: RecordedValue = { value: null };

/**
 * The event without what no summary tells: values, output, sources, tracebacks. Folding such events
 * gives a timeline with the same calls and the same summary that costs a fraction of the memory.
 */
export function lightenEvent(event: RunEvent): RunEvent {
  const { runId, seq, at } = event;
  const header = { runId, seq, at };
  if (!isKnownEvent(event)) return { ...header, type: 'run.progressed' };
  switch (event.type) {
    case 'run.started': {
      const { type, kind, title, parent, source, host, tags } = event;
      return {
        ...header,
        type,
        kind,
        title,
        ...(parent !== undefined && { parent }),
        ...(source !== undefined && { source: { language: source.language, code: '' } }),
        ...(host !== undefined && { host }),
        ...(tags !== undefined && { tags }),
      };
    }
    case 'run.ended': {
      const { type, outcome, summary, error } = event;
      return {
        ...header,
        type,
        outcome,
        ...(summary !== undefined && { summary }),
        ...(error !== undefined && { error: { name: error.name, message: error.message } }),
      };
    }
    case 'call.began': {
      const { type, callId, parentCallId, tool, road } = event;
      const parent = parentCallId === undefined ? {} : { parentCallId };
      return { ...header, type, callId, ...parent, tool, args: nothing, road };
    }
    case 'call.ended': {
      const { type, callId, status, applied } = event;
      return { ...header, type, callId, status, applied };
    }
    case 'call.progressed':
      return { ...header, type: event.type, callId: event.callId };
    case 'deliverable.captured': {
      const { type, size, sha256, ref } = event;
      return { ...header, type, path: '', size, sha256, mediaType: '', ref };
    }
    case 'attention.closed': {
      const { type, id, by } = event;
      return { ...header, type, id, by };
    }
    case 'approval.given': {
      const { type, id, by, decision } = event;
      return { ...header, type, id, by, decision };
    }
    // Progress without a percentage or a message takes a position and says nothing.
    case 'output.written':
    case 'deliverable.announced':
    case 'deliverable.refused':
    case 'domain.sent':
    case 'run.cancel_requested':
    case 'agent.launched':
    case 'agent.concluded':
    case 'agent.exited':
    case 'agent.stalled':
    case 'log.read':
    case 'log.disturbed':
    case 'hint.given':
    case 'inbox.written':
      return { ...header, type: 'run.progressed' };
    default:
      return event;
  }
}
