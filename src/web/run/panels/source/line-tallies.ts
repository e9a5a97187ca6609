import type { CallNode } from '../../../../timeline/call-node.ts';
import type { GlyphState } from '../../../ui/state-glyph.tsx';

/** The calls that one line of a program made. */
export interface LineTally {
  count: number;
  /** The shape that matters most among them. */
  worst: GlyphState;
}

/** What each line made, by line number from 1; calls that name no line count nowhere. */
export function tallyLines(
  calls: readonly CallNode[],
  glyphOf: (call: CallNode) => GlyphState,
  worse: (a: GlyphState, b: GlyphState) => GlyphState,
): Map<number, LineTally> {
  const tallies = new Map<number, LineTally>();
  for (const call of calls) {
    if (call.line === undefined) continue;
    const glyph = glyphOf(call);
    const tally = tallies.get(call.line);
    if (tally === undefined) tallies.set(call.line, { count: 1, worst: glyph });
    else {
      tally.count += 1;
      tally.worst = worse(tally.worst, glyph);
    }
  }
  return tallies;
}
