import type { Limits } from '../../protocol/limits.ts';
import { FRAME, IMAGE_PIECE_BYTES } from '../common/frames.ts';

/** The guest cuts batches at a megabyte of characters, which take up to four bytes each. */
const CUT_BYTES = 4 * 1024 * 1024;

/** Largest batch sent in the middle of a tick: a full one, and one message that alone is larger. */
export function batchBytes({ argumentBytes }: Limits): number {
  return CUT_BYTES + argumentBytes;
}

/** Most values in one batch: a full one of the smallest calls, and one call of nothing but commas. */
export function batchValues({ argumentBytes }: Limits): number {
  return 2_000_000 + argumentBytes / 2;
}

/** Largest payload of a kind of frame that a guest within these limits sends. */
export function frameBytes(kind: number, limits: Limits): number {
  const partial = batchBytes(limits);
  if (kind === FRAME.partial) return partial;
  if (kind === FRAME.image) return IMAGE_PIECE_BYTES;
  // A run's value is text inside JSON: its quotes and backslashes take twice the room.
  const batch = partial + 2 * limits.resultBytes;
  return kind === FRAME.batch ? batch : Math.max(batch, limits.diskBytes + 4096);
}
