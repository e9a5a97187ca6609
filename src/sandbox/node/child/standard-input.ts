/** What Python reads from descriptor 0 and `/dev/stdin`: as a pipe, bytes come once. */
export class StandardInput {
  #bytes: Uint8Array = new Uint8Array();

  /** Replaces what has not been read. */
  give(bytes: Uint8Array): void {
    this.#bytes = bytes;
  }

  /** Fills `target` as far as there is something; 0 at the end. */
  read(target: Uint8Array): number {
    const part = this.#bytes.subarray(0, target.length);
    target.set(part);
    this.#bytes = this.#bytes.subarray(part.length);
    return part.length;
  }
}
