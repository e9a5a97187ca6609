import * as z from 'zod/mini';

/** What every event carries beside its own fields. */
export interface EventHeader {
  /** The run this event belongs to. */
  runId: string;
  /** Position in the run's journal: 1, 2, 3 … without gaps. */
  seq: number;
  /** When the journal took it: milliseconds since the epoch. */
  at: number;
}

export const eventHeaderSchema: z.ZodMiniType<EventHeader> = z.object({
  runId: z.string().check(z.minLength(1)),
  seq: z.int().check(z.positive()),
  at: z.number(),
});
