import type { AgUiEvent } from '../../src/integrations/ag-ui/ag-ui-event.ts';

/**
 * Breaches of the order that AG-UI 1.0 asks of a producer: a run first and nothing after its end;
 * messages and calls opened once at a time, continued while open, closed before the run finishes.
 */
export function breachesOfOrder(events: readonly AgUiEvent[]): string[] {
  const breaches: string[] = [];
  const open = new Set<string>();
  let state: 'before' | 'active' | 'over' = 'before';
  for (const [index, event] of events.entries()) {
    const say = (what: string): void => void breaches.push(`${index} ${event.type}: ${what}`);
    if (state === 'before' && !event.type.startsWith('RUN_')) say('nothing has started');
    if (state === 'over') say('the run is over');
    const id = idOf(event);
    switch (event.type) {
      case 'RUN_STARTED':
        if (state !== 'before') say('a run is under way');
        state = 'active';
        break;
      case 'TEXT_MESSAGE_START':
      case 'TOOL_CALL_START':
        if (open.has(id)) say(`${id} is open`);
        open.add(id);
        break;
      case 'TEXT_MESSAGE_CONTENT':
      case 'TOOL_CALL_ARGS':
        if (!open.has(id)) say(`${id} is not open`);
        break;
      case 'TEXT_MESSAGE_END':
      case 'TOOL_CALL_END':
        if (!open.delete(id)) say(`${id} is not open`);
        break;
      case 'RUN_FINISHED':
      case 'RUN_ERROR':
        for (const left of open) say(`${left} is still open`);
        state = 'over';
        break;
      default:
        break;
    }
  }
  return breaches;
}

function idOf(event: AgUiEvent): string {
  if ('toolCallId' in event) return `call ${event.toolCallId}`;
  return 'messageId' in event ? `message ${event.messageId}` : '';
}
