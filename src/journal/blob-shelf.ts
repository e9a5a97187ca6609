import { blobId } from './blob-id.ts';
import { blobRefs } from './blob-refs.ts';
import type { EventBody } from './journal.ts';

/** Bytes in memory, which go with the last of the runs whose events refer to them. */
export class BlobShelf {
  readonly #contents = new Map<string, Uint8Array>();
  /** How many runs refer to a blob. */
  readonly #users = new Map<string, number>();
  /** How often a blob was put for an event that has not come so far. */
  readonly #awaited = new Map<string, number>();

  put(content: Uint8Array): string {
    const id = blobId(content);
    if (!this.#contents.has(id)) this.#contents.set(id, Uint8Array.from(content));
    count(this.#awaited, id, 1);
    return id;
  }

  get(id: string): Uint8Array | undefined {
    const content = this.#contents.get(id);
    return content === undefined ? undefined : Uint8Array.from(content);
  }

  /** Takes note of the blobs an event refers to. `used` holds those of its run. */
  use(body: EventBody, used: Set<string>): void {
    for (const id of blobRefs(body)) {
      count(this.#awaited, id, -1);
      if (used.has(id)) continue;
      used.add(id);
      count(this.#users, id, 1);
    }
  }

  /** Lets go of a run's blobs. */
  release(used: ReadonlySet<string>): void {
    for (const id of used) {
      count(this.#users, id, -1);
      if (!this.#users.has(id) && !this.#awaited.has(id)) this.#contents.delete(id);
    }
  }
}

function count(counts: Map<string, number>, id: string, step: number): void {
  const next = (counts.get(id) ?? 0) + step;
  if (next > 0) counts.set(id, next);
  else counts.delete(id);
}
