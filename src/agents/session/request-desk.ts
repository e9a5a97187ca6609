import type { AttentionClosed } from '../../protocol/events/attention.ts';
import type { InboxMessage } from '../../protocol/log-channel/inbox-line.ts';
import type { PersonAnswer } from '../agent-channel.ts';
import type { SessionResume } from '../session-resume.ts';

interface Request {
  answer: Promise<PersonAnswer>;
  settle: (answer: PersonAnswer) => void;
  open: boolean;
}

/** The agent's requests to people: their ids, who waits for them, and what came of them. */
export class RequestDesk {
  readonly #requests = new Map<string, Request>();
  #closed = false;

  /** The requests of an earlier driver are there as before. */
  constructor(resume?: Pick<SessionResume, 'requests'>) {
    for (const { id, closed } of resume?.requests ?? []) {
      const request = this.#open(id);
      if (closed !== undefined) {
        request.open = false;
        request.settle(answerOf(closed));
      }
    }
  }

  /** The id of the next request; the same for every driver that reads the same lines. */
  get nextId(): string {
    return `r${this.#requests.size + 1}`;
  }

  /** Whether a person is being waited for. */
  get isWaiting(): boolean {
    return [...this.#requests.values()].some(({ open }) => open);
  }

  open(id: string): Promise<PersonAnswer> {
    return this.#open(id).answer;
  }

  wait(id: string): Promise<PersonAnswer> | undefined {
    return this.#requests.get(id)?.answer;
  }

  /** Takes what a person did; tells the agent's inbox line, unless it was told or is not ours. */
  close(event: Pick<AttentionClosed, 'id' | 'by' | 'answer'>): InboxMessage | undefined {
    const request = this.#requests.get(event.id);
    if (request === undefined || !request.open) return undefined;
    request.open = false;
    request.settle(answerOf(event));
    return answerLine(event);
  }

  /** The run is over: nobody answers any more. */
  closeAll(): void {
    this.#closed = true;
    for (const { settle } of this.#requests.values()) settle({ state: 'closed' });
  }

  #open(id: string): Request {
    let settle!: (answer: PersonAnswer) => void;
    const answer = new Promise<PersonAnswer>((resolve) => {
      settle = resolve;
    });
    const request = { answer, settle, open: true };
    this.#requests.set(id, request);
    if (this.#closed) settle({ state: 'closed' });
    return request;
  }
}

/** What the agent is told when a person has dealt with its request. */
export function answerLine({
  id,
  by,
  answer,
}: Pick<AttentionClosed, 'id' | 'by' | 'answer'>): InboxMessage {
  return answer === undefined
    ? { type: 'acknowledged', id, by }
    : { type: 'answer', id, by, answer };
}

function answerOf({ by, answer }: { by: string; answer?: string | undefined }): PersonAnswer {
  return answer === undefined ? { state: 'acknowledged', by } : { state: 'answered', by, answer };
}
