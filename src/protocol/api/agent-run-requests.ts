import * as z from 'zod/mini';
import type { RunEventBody } from '../events/event.ts';
import type { UnknownEventBody } from '../events/unknown.ts';

/** Body of `POST /api/runs/:run/events`: what the driver of an agent run adds, all or none. */
export interface AppendEvents {
  /** Position of the newest event that the driver knows. */
  afterSeq: number;
  /** Without the header. At least one. */
  events: (RunEventBody | UnknownEventBody)[];
}

/** Answer to `POST /api/runs/:run/events`. */
export interface EventsAppended {
  runId: string;
  /** Position of the batch's last event. */
  lastSeq: number;
}

/** Answer to `PUT /api/runs/:run/blobs/:id`. */
export interface BlobKept {
  ref: string;
}

/**
 * Largest body of `POST /api/runs/:run/events`, in bytes: several times what a session adds at once,
 * since a control character takes six bytes in JSON.
 */
export const LARGEST_EVENT_BATCH: number = 64 * 1024 * 1024;

/** Largest file that a driver hands over, in bytes: what a host hands over unless told otherwise. */
export const LARGEST_AGENT_BLOB: number = 64 * 1024 * 1024;

export const appendEventsSchema: z.ZodMiniType<AppendEvents> = z.strictObject({
  afterSeq: z.int().check(z.nonnegative()),
  events: z
    .array(z.looseObject({ type: z.string().check(z.minLength(1)) }))
    .check(z.minLength(1), z.maxLength(10_000)),
}) as unknown as z.ZodMiniType<AppendEvents>;

export const eventsAppendedSchema: z.ZodMiniType<EventsAppended> = z.looseObject({
  runId: z.string(),
  lastSeq: z.int().check(z.positive()),
}) as z.ZodMiniType<EventsAppended>;

export const blobKeptSchema: z.ZodMiniType<BlobKept> = z.looseObject({
  ref: z.string(),
}) as z.ZodMiniType<BlobKept>;
