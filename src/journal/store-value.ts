import { type RecordOptions, recordJson } from '../protocol/record-json.ts';
import type { RecordedValue } from '../protocol/recorded-value.ts';
import { blobId } from './blob-id.ts';
import type { Journal } from './journal.ts';

export interface ValueStored {
  /** What goes into the event. */
  recorded: RecordedValue;
  /** Resolves when the whole value is kept; at once for a small one. */
  kept: Promise<void>;
}

/**
 * Records a value's JSON text and keeps the whole text beside the journal when it is too large for
 * an event. The record is there at once, so that events keep their order; an event appended after
 * this call is durable no earlier than the value.
 */
export function storeJson(
  journal: Pick<Journal, 'putBlob'>,
  json: string,
  options: Pick<RecordOptions, 'previewBytes'> = {},
): ValueStored {
  let kept: Promise<void> = Promise.resolve();
  const recorded = recordJson(json, {
    ...options,
    store: (text) => {
      const content = new TextEncoder().encode(text);
      kept = putBlob(journal, content);
      return blobId(content);
    },
  });
  return { recorded, kept };
}

/** A journal that throws instead of rejecting fails in the same way. */
async function putBlob(journal: Pick<Journal, 'putBlob'>, content: Uint8Array): Promise<void> {
  await journal.putBlob(content);
}
