import { TextDecoder } from 'node:util';
import { callViewer } from './call-viewer.ts';

type Stream = 'stdout' | 'stderr';

/** Gathers a run's output as text and hands it on as it comes. Invalid UTF-8 becomes U+FFFD. */
export class OutputCollector {
  readonly #limit: number;
  readonly #onText: ((stream: Stream, text: string) => void) | undefined;
  readonly #decoders: Record<Stream, TextDecoder> = {
    stdout: new TextDecoder(),
    stderr: new TextDecoder(),
  };
  readonly #texts: Record<Stream | 'both', string[]> = { stdout: [], stderr: [], both: [] };
  #bytes = 0;
  #dropped = 0;

  constructor(limit: number, onText: ((stream: Stream, text: string) => void) | undefined) {
    this.#limit = limit;
    this.#onText = onText;
  }

  write(stream: Stream, bytes: Uint8Array): void {
    // The worker keeps to the limit already; what it lets through beyond it is not counted on.
    const kept = bytes.subarray(0, Math.max(0, this.#limit - this.#bytes));
    this.#bytes += kept.length;
    this.#dropped += bytes.length - kept.length;
    this.#add(stream, this.#decoders[stream].decode(kept, { stream: true }));
  }

  cut(bytes: number): void {
    this.#dropped += bytes;
  }

  /** `output`: both streams in the order in which they came. */
  end(): { stdout: string; stderr: string; output: string; notes: string[] } {
    for (const stream of ['stdout', 'stderr'] as const) {
      this.#add(stream, this.#decoders[stream].decode());
    }
    const { stdout, stderr, both } = this.#texts;
    const notes =
      this.#dropped === 0
        ? []
        : [
            `${this.#dropped.toLocaleString('en')} bytes of output were dropped: limit outputBytes is ${this.#limit.toLocaleString('en')}`,
          ];
    return {
      stdout: stdout.join(''),
      stderr: stderr.join(''),
      output: both.join(''),
      notes,
    };
  }

  #add(stream: Stream, text: string): void {
    if (text === '') return;
    this.#texts[stream].push(text);
    this.#texts.both.push(text);
    callViewer('onOutput', () => this.#onText?.(stream, text));
  }
}
