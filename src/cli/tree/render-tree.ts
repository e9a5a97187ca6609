import type { Timeline } from '../../timeline/timeline.ts';
import { agentTrouble } from './agent-trouble.ts';
import { drawCall } from './call-line.ts';
import { chooseCalls } from './choose-calls.ts';
import { collapseText } from './collapse-line.ts';
import { drawHeader } from './header-line.ts';
import { drawLine, type Piece } from './line.ts';
import { lastOutputLines, type OutputLine, showOutputLine } from './output-tail.ts';
import { formatCount } from './quantities.ts';
import { attentionPieces, deliverablePieces, notePieces, placePieces } from './side-lines.ts';
import { type Signs, signsFor } from './symbols.ts';
import type { TreeOptions } from './tree-options.ts';

/**
 * Draws a run: its header, where an agent works, what waits for a person, its calls, its newest output, its files and
 * notes. Never more than `height` lines of `width` columns; what does not fit is counted. Text from
 * outside comes out harmless. The same timeline and options always give the same lines.
 */
export function renderTree(timeline: Timeline, options: TreeOptions): string[] {
  const signs = signsFor(options.unicode);
  const { width, color } = options;
  const draw = (pieces: readonly Piece[]): string =>
    drawLine(pieces, { width, color, ellipsis: signs.ellipsis });
  const height = Math.max(1, Math.floor(options.height));
  let room = height - 1;
  const take = (pieces: readonly Piece[], most: number): Piece[] => {
    const taken = lastOf(pieces, Math.min(most, room), signs);
    room -= taken.length;
    return taken;
  };
  const third = Math.max(1, Math.floor(height / 3));
  const place = take(placePieces(timeline), 1);
  const attention = take(
    [...agentTrouble(timeline, options.now), ...attentionPieces(timeline, signs)],
    third,
  );
  const files = take(deliverablePieces(timeline, signs), third);
  const notes = take(notePieces(timeline), 3);
  const outputRoom = Math.max(Math.floor(room / 3), room - timeline.calls.length);
  const output = lastOutputLines(timeline.output, Math.min(outputRoom, outputLines(height)));
  room -= output.length;
  const { rows, hidden } = chooseCalls(timeline, room);
  const collapsed = room > 0 ? collapseText(hidden, signs) : undefined;
  return [
    drawHeader(timeline, options),
    ...place.map((piece) => draw([{ text: '  ' }, piece])),
    ...attention.map((piece) => draw([{ text: '  ' }, piece])),
    ...(collapsed === undefined ? [] : [draw([{ text: `  ${collapsed}` }])]),
    ...rows.map(({ call, depth }) => drawCall(timeline, call, depth, options)),
    ...output.map((line) => draw(outputPieces(line, signs))),
    ...files.map((piece) => draw([{ text: '  ' }, piece])),
    ...notes.map((piece) => draw([{ text: '  ' }, piece])),
  ];
}

/** A line of output behind a bar, that of stderr in another colour. */
export function outputPieces(line: OutputLine, signs: Signs): Piece[] {
  return [
    { text: `  ${signs.bar} `, look: line.stream === 'stderr' ? 'magenta' : 'dim' },
    { text: showOutputLine(line.text, signs.ellipsis) },
  ];
}

// Everything where everything fits, else as much as tells what the program does.
function outputLines(height: number): number {
  return height === Number.POSITIVE_INFINITY ? height : 8;
}

/** The last pieces; when there are more, one line of the `most` says how many. */
function lastOf(pieces: readonly Piece[], most: number, signs: Signs): Piece[] {
  if (pieces.length <= most) return [...pieces];
  if (most <= 0) return [];
  const hidden = pieces.length - most + 1;
  const told: Piece = { text: `${signs.ellipsis} ${formatCount(hidden)} more` };
  return [told, ...pieces.slice(hidden)];
}
