import type {
  FollowBatch,
  FollowedLine,
  Follower,
  FollowPosition,
} from '../../src/hosts/follower.ts';

/** Iterates a follower and keeps what it hands out. */
export class FollowedLines {
  readonly batches: FollowBatch[] = [];
  readonly ended: Promise<void>;
  /** The place behind the last line. */
  position: FollowPosition | undefined;
  readonly #follower: Follower;

  constructor(follower: Follower) {
    this.#follower = follower;
    this.ended = this.#take();
    // Whoever awaits `ended` sees it; nobody has to.
    this.ended.catch(() => {});
  }

  async #take(): Promise<void> {
    for await (const batch of this.#follower) {
      this.batches.push(batch);
      if (batch.type === 'lines') this.position = batch.position;
    }
  }

  get lines(): FollowedLine[] {
    return this.batches.flatMap((batch) => (batch.type === 'lines' ? batch.lines : []));
  }

  get texts(): string[] {
    return this.lines.map((line) => line.text);
  }

  /** The changes that were told, in order. */
  get changes(): string[] {
    return this.batches.flatMap((batch) => (batch.type === 'disturbed' ? [batch.change] : []));
  }

  /** Texts and changes in the order they came in. */
  get story(): string[] {
    return this.batches.flatMap((batch) =>
      batch.type === 'lines' ? batch.lines.map((line) => line.text) : [`<${batch.change}>`],
    );
  }

  drain(): Promise<void> {
    return this.#follower.drain();
  }

  async finish(): Promise<void> {
    await this.#follower.finish();
    await this.ended;
  }

  async stop(): Promise<void> {
    this.#follower.stop();
    await this.ended;
  }

  /** Resolves when what was handed out is so. */
  async until(is: (lines: FollowedLines) => boolean): Promise<void> {
    while (!is(this)) await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
