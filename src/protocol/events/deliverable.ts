import * as z from 'zod/mini';

/** A file was announced. That it was captured or refused follows, under the same path. */
export interface DeliverableAnnounced {
  type: 'deliverable.announced';
  /** Relative to the folder that deliverables are put in. */
  path: string;
}

/** A file the run hands over was captured, as it was when it was announced. */
export interface DeliverableCaptured {
  type: 'deliverable.captured';
  /** Path as announced, relative to the folder that deliverables are put in. */
  path: string;
  /** Size in bytes. */
  size: number;
  /** SHA-256 of the content: 64 lower-case hexadecimal digits. */
  sha256: string;
  /** Media type, for instance `text/csv`. */
  mediaType: string;
  /** Where the content is kept: a blob's id. */
  ref: string;
}

/** A file was announced and could not be taken over. */
export interface DeliverableRefused {
  type: 'deliverable.refused';
  /** Path as announced. */
  path: string;
  /** One sentence: why, and what to do instead. */
  reason: string;
}

export const deliverableAnnouncedSchema: z.ZodMiniType<DeliverableAnnounced> = z.looseObject({
  type: z.literal('deliverable.announced'),
  path: z.string(),
}) as z.ZodMiniType<DeliverableAnnounced>;

export const deliverableCapturedSchema: z.ZodMiniType<DeliverableCaptured> = z.looseObject({
  type: z.literal('deliverable.captured'),
  path: z.string(),
  size: z.int().check(z.nonnegative()),
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  mediaType: z.string(),
  ref: z.string(),
}) as z.ZodMiniType<DeliverableCaptured>;

export const deliverableRefusedSchema: z.ZodMiniType<DeliverableRefused> = z.looseObject({
  type: z.literal('deliverable.refused'),
  path: z.string(),
  reason: z.string(),
}) as z.ZodMiniType<DeliverableRefused>;
