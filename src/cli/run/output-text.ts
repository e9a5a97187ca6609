import type { OutputPiece } from '../../timeline/timeline.ts';
import { drawLine } from '../tree/line.ts';
import { lastOutputLines } from '../tree/output-tail.ts';
import { outputPieces } from '../tree/render-tree.ts';
import { signsFor } from '../tree/symbols.ts';

/** All that a program wrote, each line behind a bar and none of it able to harm a terminal. */
export function outputText(
  output: readonly OutputPiece[],
  { color, unicode }: { color: boolean; unicode: boolean },
): string {
  const signs = signsFor(unicode);
  const options = { width: Number.MAX_SAFE_INTEGER, color, ellipsis: signs.ellipsis };
  return lastOutputLines(output, Number.POSITIVE_INFINITY)
    .map((line) => `${drawLine(outputPieces(line, signs), options)}\n`)
    .join('');
}
