import { setImmediate } from 'node:timers/promises';
import { SHELL_FRAME } from '../messages.ts';
import type { HostLink } from './host-link.ts';

export type OutputStream = 'stdout' | 'stderr';

/** So long the shell may go on without looking whether the host has something to say. */
const LONGEST_WITHOUT_LOOK_MS = 10;

/** Sends a run's output as it is written, up to its limit, and counts the rest. */
export class OutputSink {
  readonly #link: HostLink;
  #left = 0;
  #dropped = 0;
  #looked = 0;

  constructor(link: HostLink) {
    this.#link = link;
  }

  begin(outputBytes: number): void {
    this.#left = outputBytes;
    this.#dropped = 0;
  }

  async write(stream: OutputStream, bytes: Uint8Array): Promise<void> {
    const kept = bytes.subarray(0, this.#left);
    this.#left -= kept.length;
    this.#dropped += bytes.length - kept.length;
    if (kept.length > 0) this.#link.write(SHELL_FRAME[stream], kept);
    await this.#link.drained();
    await this.look();
  }

  end(): void {
    if (this.#dropped > 0) this.#link.tell(SHELL_FRAME.outputCut, { dropped: this.#dropped });
  }

  /** Lets the process read from the host now and then: a loop of shell commands never would. */
  async look(): Promise<void> {
    const now = performance.now();
    if (now - this.#looked < LONGEST_WITHOUT_LOOK_MS) return;
    await setImmediate();
    this.#looked = performance.now();
  }
}
