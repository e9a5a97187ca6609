import type { RunEvent } from '../../protocol/events/event.ts';
import { shellWord } from '../../protocol/log-channel/shell-word.ts';
import { harmless } from '../tree/harmless.ts';
import type { AgentOptions } from './agent-options.ts';

/** Tells how a question of an agent is answered. */
export class AnswerHints {
  readonly #where: string[];
  readonly #answered = new Set<string>();

  constructor({ data, server }: Pick<AgentOptions, 'data' | 'server'>) {
    this.#where = [
      ...(data === undefined ? [] : ['--data', shellWord(data)]),
      ...(server === undefined ? [] : ['--server', shellWord(server)]),
    ];
  }

  /** Takes note of what happened before: what was answered then is no question any more. */
  take(events: readonly RunEvent[]): void {
    for (const event of events) if (event.type === 'attention.closed') this.#answered.add(event.id);
  }

  /** The command that answers what an event asks; undefined for any other event. */
  of(event: RunEvent): string | undefined {
    if (event.type !== 'attention.raised' || this.#answered.has(event.id)) return undefined;
    const words = ['causeway answer', event.runId, shellWord(event.id), '"…"', ...this.#where];
    return `Answer it: ${harmless(words.join(' '))}`;
  }
}
