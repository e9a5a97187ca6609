import type {
  AgentChannel,
  DeliverAnswer,
  PersonAnswer,
} from '../../../src/agents/agent-channel.ts';

/** A channel that keeps what was said, and lets a test play the person. */
export class MemoryChannel implements AgentChannel {
  readonly said: unknown[] = [];
  readonly #questions = new Map<
    string,
    { answer: Promise<PersonAnswer>; settle: (answer: PersonAnswer) => void }
  >();
  /** What `deliver` answers. */
  capture: (path: string) => Promise<DeliverAnswer> = async (path) => ({
    ok: true,
    path,
    size: 3,
    sha256: 'ab'.repeat(32),
  });

  async reportProgress(progress: { percent?: number; message?: string }): Promise<void> {
    this.said.push({ type: 'progress', ...progress });
  }

  async deliver(path: string): Promise<DeliverAnswer> {
    this.said.push({ type: 'deliver', path });
    return await this.capture(path);
  }

  async askPerson(reason: string): Promise<{ id: string; answer: Promise<PersonAnswer> }> {
    const id = `question-${this.#questions.size + 1}`;
    this.said.push({ type: 'ask', id, reason });
    let settle = (_: PersonAnswer): void => {};
    const answer = new Promise<PersonAnswer>((resolve) => {
      settle = resolve;
    });
    this.#questions.set(id, { answer, settle });
    return { id, answer };
  }

  waitForPerson(id: string): Promise<PersonAnswer> | undefined {
    return this.#questions.get(id)?.answer;
  }

  settle(id: string, answer: PersonAnswer): void {
    this.#questions.get(id)?.settle(answer);
  }

  async requestBrowser(url: string): Promise<void> {
    this.said.push({ type: 'browser', url });
  }

  async sendDomainMessage(keyword: string, data: unknown): Promise<void> {
    this.said.push({ type: 'domain', keyword, data });
  }

  async done(summary?: string): Promise<void> {
    this.said.push({ type: 'done', summary });
  }

  async fail(message?: string): Promise<void> {
    this.said.push({ type: 'fail', message });
  }
}
