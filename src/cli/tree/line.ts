import { styleText } from 'node:util';
import { fitWidth, widthOf, withoutEllipsis } from './fit-width.ts';

// Red and magenta can be read on a dark and on a light background, so words may have them. Green and
// cyan are faint on some light ones: for signs only, beside words. Yellow, white and grey are not
// used: each of them vanishes in a common colour scheme. Dim text is faint in some: for brackets
// and bars only.
export type Color = 'red' | 'magenta' | 'green' | 'cyan';
export type Look = Color | 'bold' | 'dim';

/** A piece of a line: harmless text of one look. */
export interface Piece {
  readonly text: string;
  readonly look?: Look;
}

export interface LineOptions {
  width: number;
  color: boolean;
  ellipsis: string;
}

/** Joins pieces to a line of at most `width` columns; what does not fit is cut at the end. */
export function drawLine(pieces: readonly Piece[], options: LineOptions): string {
  const total = pieces.reduce((sum, { text }) => sum + widthOf(text), 0);
  const paintAll = (shown: readonly Piece[]): string =>
    shown.map(({ text, look }) => paint(text, look, options.color)).join('');
  if (total <= options.width) return paintAll(pieces);
  const end = fitWidth(options.ellipsis, options.width, '');
  return paintAll(cutPieces(pieces, options.width - widthOf(end), options.ellipsis)) + end;
}

/** The pieces that fit into so many columns, the last one cut, without an ellipsis at the end. */
function cutPieces(pieces: readonly Piece[], width: number, ellipsis: string): Piece[] {
  const kept: Piece[] = [];
  let room = width;
  for (const piece of pieces) {
    const text = fitWidth(piece.text, room, '');
    kept.push({ ...piece, text });
    room -= widthOf(text);
    if (text !== piece.text) break;
  }
  for (let last = kept.pop(); last !== undefined; last = kept.pop()) {
    const text = withoutEllipsis(last.text, ellipsis);
    if (text === '') continue;
    kept.push({ ...last, text });
    break;
  }
  return kept;
}

function paint(text: string, look: Look | undefined, color: boolean): string {
  if (look === undefined || !color || text === '') return text;
  // Whether to colour was decided by the caller, who knows the terminal: no second check here.
  return styleText(look, text, { validateStream: false });
}
