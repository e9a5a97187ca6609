import type { EventBody } from './journal.ts';

/** The blobs an event refers to: by its own `ref`, or by that of a recorded value in a field. */
export function* blobRefs(body: EventBody): Generator<string> {
  for (const [key, field] of Object.entries(body)) {
    const ref: unknown = key === 'ref' ? field : (field as { ref?: unknown } | null)?.ref;
    if (typeof ref === 'string') yield ref;
  }
}
