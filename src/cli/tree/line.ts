import { styleText } from 'node:util';
import { fitWidth, widthOf } from './fit-width.ts';

export type Color = 'red' | 'green' | 'yellow' | 'cyan' | 'gray';
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
  const fits = total <= options.width;
  let room = fits ? total : options.width - widthOf(options.ellipsis);
  let line = '';
  for (const { text, look } of pieces) {
    const shown = fits ? text : fitWidth(text, room, '');
    line += paint(shown, look, options.color);
    room -= widthOf(shown);
    if (shown !== text) break;
  }
  return fits ? line : line + fitWidth(options.ellipsis, options.width, '');
}

function paint(text: string, look: Look | undefined, color: boolean): string {
  if (look === undefined || !color || text === '') return text;
  // Whether to colour was decided by the caller, who knows the terminal: no second check here.
  return styleText(look, text, { validateStream: false });
}
