import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { programFile } from './programs.ts';

/** Length of the line that is F2's question and answer, its line feed included. */
export const SHORT_LINE = 38;

/** A Node process that answers lines: what a call to another process costs at the very least. */
export class LinePartner {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #question: Buffer;
  readonly #answerBytes: number;
  #received = 0;
  #onAnswer: () => void = () => {};

  /** Lengths of the line it is sent and of the line it sends back, in bytes. */
  constructor(questionBytes: number, answerBytes: number) {
    this.#question = Buffer.alloc(questionBytes, 'x');
    this.#question[questionBytes - 1] = 10;
    this.#answerBytes = answerBytes;
    this.#child = spawn(process.execPath, [programFile('answer-lines.cjs'), String(answerBytes)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#ended = once(this.#child, 'exit');
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#received += chunk.length;
      if (this.#received < this.#answerBytes) return;
      this.#received = 0;
      this.#onAnswer();
    });
  }

  /** Sends so many lines, each when the one before has been answered. */
  async ask(times: number): Promise<void> {
    const answered = new Promise<void>((resolve) => {
      let left = times;
      const send = (): unknown => this.#child.stdin?.write(this.#question);
      this.#onAnswer = () => {
        left -= 1;
        if (left > 0) send();
        else resolve();
      };
      send();
    });
    const ended = this.#ended.then(() => {
      throw new Error('The process that answers lines has ended');
    });
    await Promise.race([answered, ended]);
  }

  async close(): Promise<void> {
    this.#child.stdin?.end();
    await this.#ended;
  }
}
