import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { programFile } from './programs.ts';

/** Length of the line that is F2's question and answer, its line feed included. */
export const SHORT_LINE = 38;

/** A Node process that answers lines: what a call to another process costs at the very least. */
export class LinePartner {
  readonly #child: ChildProcess;
  readonly #question: Buffer;
  readonly #answerBytes: number;
  #received = 0;
  #onAnswer: () => void = () => {};

  constructor(questionBytes: number, answerBytes: number) {
    this.#question = Buffer.alloc(questionBytes, 'x');
    this.#question[questionBytes - 1] = 10;
    this.#answerBytes = answerBytes;
    this.#child = spawn(process.execPath, [programFile('answer-lines.cjs'), String(answerBytes)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    (this.#child.stdout as Readable).on('data', (chunk: Buffer) => {
      this.#received += chunk.length;
      if (this.#received < this.#answerBytes) return;
      this.#received = 0;
      this.#onAnswer();
    });
  }

  /** Asks so many times, one after another. */
  ask(times: number): Promise<void> {
    const input = this.#child.stdin as Writable;
    return new Promise((resolve, reject) => {
      let left = times;
      const onExit = (): void => reject(new Error('The process that answers lines has ended'));
      this.#child.once('exit', onExit);
      this.#onAnswer = () => {
        left -= 1;
        if (left > 0) {
          input.write(this.#question);
          return;
        }
        this.#child.off('exit', onExit);
        resolve();
      };
      input.write(this.#question);
    });
  }

  async close(): Promise<void> {
    const { stdin } = this.#child;
    stdin?.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }
}
