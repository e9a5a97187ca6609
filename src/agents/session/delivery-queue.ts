import { decodeUtf8 } from '../decode-utf8.ts';
import type { HookContext } from '../hook-context.ts';
import type { DeliverableCallback, DeliveredFile } from '../session-options.ts';
import type { SessionRecord } from '../session-types.ts';
import { told } from './ending.ts';
import { withinCall } from './within.ts';

export interface DeliveryQueueParts {
  record: Pick<SessionRecord, 'getBlob'>;
  callback: DeliverableCallback;
  context: HookContext;
  callbackMs: number;
  onFault: (message: string) => void;
}

/** Hands captured files to the callback, one at a time, in order. A failure holds up no other file. */
export class DeliveryQueue {
  readonly #parts: DeliveryQueueParts;
  readonly #waiting: Omit<DeliveredFile, 'bytes'>[] = [];
  #pump: Promise<void> | undefined;

  constructor(parts: DeliveryQueueParts) {
    this.#parts = parts;
  }

  /** The bytes are read back from the record when the file's turn comes, so that few are held. */
  add(file: Omit<DeliveredFile, 'bytes'>): void {
    this.#waiting.push(file);
    this.#pump ??= this.#deliver();
  }

  /** Resolves when every file was handed over. */
  async settled(): Promise<void> {
    while (this.#pump !== undefined) await this.#pump;
  }

  /** Hands over no file after the one under way; tells the paths of those that are left. */
  stop(): string[] {
    return this.#waiting.splice(0).map(({ path }) => path);
  }

  async #deliver(): Promise<void> {
    await Promise.resolve();
    for (;;) {
      const waiting = this.#waiting.shift();
      if (waiting === undefined) break;
      const { record, callback, context, callbackMs, onFault } = this.#parts;
      const { path, ref } = waiting;
      const name = JSON.stringify(path);
      const call = await withinCall(async () => {
        const bytes = await record.getBlob(ref);
        if (bytes === undefined) throw new Error(`the record has no bytes under ${ref}`);
        await callback(context, path, decodeUtf8(bytes), { ...waiting, bytes });
      }, callbackMs);
      if (call.state === 'failed') onFault(`onDeliverable failed for ${name}: ${told(call.error)}`);
      if (call.state === 'late') {
        onFault(`onDeliverable did not return within ${callbackMs} ms for ${name}.`);
      }
    }
    this.#pump = undefined;
  }
}
