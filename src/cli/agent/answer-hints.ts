import type { RunEvent } from '../../protocol/events/event.ts';
import { harmless } from '../tree/harmless.ts';
import type { AgentOptions } from './agent-options.ts';

/** Tells how a question of an agent is answered. */
export class AnswerHints {
  readonly #where: string[];
  readonly #answered = new Set<string>();

  constructor({ data, server }: Pick<AgentOptions, 'data' | 'server'>) {
    this.#where = [
      ...(data === undefined ? [] : ['--data', quoted(data)]),
      ...(server === undefined ? [] : ['--server', quoted(server)]),
    ];
  }

  /** Takes note of what happened before: what was answered then is no question any more. */
  take(events: readonly RunEvent[]): void {
    for (const event of events) if (event.type === 'attention.closed') this.#answered.add(event.id);
  }

  /** The command that answers what an event asks; undefined for any other event. */
  of(event: RunEvent): string | undefined {
    if (event.type !== 'attention.raised' || this.#answered.has(event.id)) return undefined;
    const words = ['causeway answer', event.runId, quoted(event.id), '"…"', ...this.#where];
    return `Answer it: ${harmless(words.join(' '))}`;
  }
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
