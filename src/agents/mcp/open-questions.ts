import type { AgentChannel, PersonAnswer } from '../agent-channel.ts';

/** The longest that one call waits for a person, in seconds. */
export const LONGEST_WAIT_SECONDS = 3600;

/** What a call that asked a person is told. */
export interface QuestionResult {
  id: string;
  state: PersonAnswer['state'] | 'waiting';
  answer?: string;
  by?: string;
  next?: string;
}

/** A question that a person was asked before. */
export interface RaisedQuestion {
  id: string;
  text: string;
}

interface Question {
  id: string;
  answer: Promise<PersonAnswer>;
}

/** Questions of one agent whose answers it has not been given. */
export class OpenQuestions {
  readonly #channel: AgentChannel;
  /** By their text, so that a client that gave up waiting and asks again does not raise it twice. */
  readonly #byText = new Map<string, Promise<Question>>();

  /** `raised` are those of an earlier driver, for an agent that asks again what it was not answered. */
  constructor(channel: AgentChannel, raised: readonly RaisedQuestion[] = []) {
    this.#channel = channel;
    for (const { id, text } of raised) {
      const answer = channel.waitForPerson(id);
      if (answer !== undefined) this.#byText.set(text, Promise.resolve({ id, answer }));
    }
  }

  /** Raises a question, if it is not open, and waits for the answer. Rejects when `signal` aborts. */
  async ask(text: string, seconds: number, signal: AbortSignal): Promise<QuestionResult> {
    let raised = this.#byText.get(text);
    if (raised === undefined) {
      raised = this.#channel.askPerson(text);
      this.#byText.set(text, raised);
      raised.catch(() => this.#byText.delete(text));
    }
    const question = await raised;
    const result = await waitFor(question, seconds, signal);
    if (result.state !== 'waiting') this.#byText.delete(text);
    return result;
  }

  /** Waits for the answer to a question that was raised. Rejects for an id that nothing has. */
  async waitAgain(id: string, seconds: number, signal: AbortSignal): Promise<QuestionResult> {
    const answer = this.#channel.waitForPerson(id);
    if (answer === undefined) {
      throw new Error(`No question has the id ${JSON.stringify(id)}; give the question itself`);
    }
    return await waitFor({ id, answer }, seconds, signal);
  }
}

const NEXT = {
  waiting: 'Nobody has answered yet. Call ask_person again with this id.',
  acknowledged: 'A person has seen it and gave no answer. Go on as you think best.',
  closed: 'Nobody will answer. Go on as you think best, or call fail.',
} as const;

async function waitFor(
  { id, answer }: Question,
  seconds: number,
  signal: AbortSignal,
): Promise<QuestionResult> {
  signal.throwIfAborted();
  let end = (): void => {};
  const given = new Promise<{ state: 'waiting' }>((resolve, reject) => {
    const timer = setTimeout(() => resolve({ state: 'waiting' }), seconds * 1000);
    const left = (): void => reject(signal.reason);
    signal.addEventListener('abort', left, { once: true });
    end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', left);
    };
  });
  try {
    const result = await Promise.race([answer, given]);
    if (result.state === 'answered') return { id, ...result };
    return { id, ...result, next: NEXT[result.state] };
  } finally {
    end();
  }
}
