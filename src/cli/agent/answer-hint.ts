import type { RunEvent } from '../../protocol/events/event.ts';
import { harmless } from '../tree/harmless.ts';
import type { AgentOptions } from './agent-options.ts';

/** How to answer what an event asks of a person; undefined for any other. */
export function answerHint(
  event: RunEvent,
  { data, server }: Pick<AgentOptions, 'data' | 'server'>,
): string | undefined {
  if (event.type !== 'attention.raised') return undefined;
  const where = [
    ...(data === undefined ? [] : [`--data ${quoted(data)}`]),
    ...(server === undefined ? [] : [`--server ${quoted(server)}`]),
  ];
  const words = ['causeway answer', event.runId, quoted(event.id), '"…"', ...where];
  return `Answer it: ${harmless(words.join(' '))}`;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
