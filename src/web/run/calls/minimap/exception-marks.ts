import { isException } from '../../store/call-tone.ts';
import type { CallTone } from '../../store/selection.ts';
import type { TimeScale } from '../lanes/time-scale.ts';
import type { CallTree } from '../model/call-tree.ts';

/** Pixels that a glyph takes; more at one place are one. */
const WIDTH = 14;

/** Where on the minimap something went wrong or waits: one mark a place, the worst of it. */
export function exceptionMarks(tree: CallTree, scale: TimeScale): { x: number; tone: CallTone }[] {
  if (scale.width === 0) return [];
  const places = new Map<number, CallTone>();
  for (const { call, tone } of tree.exceptions) {
    if (!isException(tone) || call.beganAt === undefined) continue;
    const x = scale.x(call.beganAt);
    if (x < 0 || x > scale.width) continue;
    const place = Math.floor(x / WIDTH);
    const known = places.get(place);
    if (known === undefined || rank(tone) < rank(known)) places.set(place, tone);
  }
  return [...places].map(([place, tone]) => ({ x: place * WIDTH + WIDTH / 2, tone }));
}

function rank(tone: CallTone): number {
  return ['waiting', 'error', 'unknown', 'not_started', 'cancelled'].indexOf(tone);
}
