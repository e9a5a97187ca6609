import * as z from 'zod/mini';

/** A value small enough to stand in the journal itself. */
export interface InlineValue {
  value: unknown;
}

/** A value too large for the journal: the journal keeps a preview and the size. */
export interface StoredValue {
  /** The first characters of the value's JSON text. */
  preview: string;
  /** Size of the whole value's JSON text in UTF-8 bytes. */
  bytes: number;
  /** Where the whole value is kept, when it is kept: a blob's id. */
  ref?: string;
}

/** An argument object, result or run value as the journal keeps it. */
export type RecordedValue = InlineValue | StoredValue;

/** Tells a value that stands in the journal from one that is stored beside it. */
export function isInline(recorded: RecordedValue): recorded is InlineValue {
  return Object.hasOwn(recorded, 'value');
}

// Not a union: a union's error names no path inside the value, and costs two checks per call.
export const recordedValueSchema: z.ZodMiniType<RecordedValue> = z
  .looseObject({
    value: z.optional(z.unknown()),
    preview: z.optional(z.string()),
    bytes: z.optional(z.int().check(z.nonnegative())),
    ref: z.optional(z.string()),
  })
  .check(
    z.refine(
      (given) =>
        Object.hasOwn(given, 'value')
          ? given.preview === undefined
          : given.preview !== undefined && given.bytes !== undefined,
      { error: 'needs either value, or preview and bytes' },
    ),
  ) as unknown as z.ZodMiniType<RecordedValue>;
