import type { OutputStream } from '../../../../protocol/events/output.ts';
import type { OutputPiece } from '../../../../timeline/timeline.ts';

/** One line a program wrote, without its line end. */
export interface OutputLine {
  /** Position of the piece it began in. */
  seq: number;
  /** When that was recorded, in milliseconds since the epoch. */
  at: number;
  stream: OutputStream;
  text: string;
  /** Colour codes of earlier lines that are still in force. */
  carried: string;
}

/** Longest line kept as one; a longer one goes on in the next, so that no row is megabytes wide. */
const LONGEST = 10_000;

/** As many colour codes as can matter: each of a few properties once. */
const MOST_CARRIED = 8;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what it looks for
const colourCode = /\u001b\[[\d;]*m/g;

/**
 * Lines of what a program wrote, stdout and stderr in the order in which they came. Pieces are added
 * at the end only; a piece need not end where a line does. A carriage return ends a line as well.
 */
export class OutputLines {
  readonly lines: OutputLine[] = [];
  #pieces = 0;
  #open = false;
  readonly #carried: Record<OutputStream, string> = { stdout: '', stderr: '', log: '' };

  /** Takes in the pieces that came since the last time; returns whether there were any. */
  add(pieces: readonly OutputPiece[]): boolean {
    const before = this.#pieces;
    for (; this.#pieces < pieces.length; this.#pieces += 1) {
      const piece = pieces[this.#pieces];
      // The lines of an agent's log are in its channel.
      if (piece !== undefined && piece.stream !== 'log') this.#addPiece(piece);
    }
    return this.#pieces > before;
  }

  #addPiece(piece: OutputPiece): void {
    const parts = piece.text.split(/\r\n|\r|\n/);
    parts.forEach((part, index) => {
      const last = index === parts.length - 1;
      if (!last || part !== '') this.#append(piece, part);
      if (!last) this.#open = false;
    });
  }

  #append(piece: OutputPiece, text: string): void {
    for (let from = 0; from === 0 || from < text.length; ) {
      const line = this.lines.at(-1);
      const continued = this.#open && line?.stream === piece.stream;
      const room = continued ? LONGEST - line.text.length : LONGEST;
      const taken = text.slice(from, from + Math.max(room, 0));
      from += taken.length;
      if (continued && room > 0) line.text += taken;
      else this.#start(piece, room > 0 ? taken : '');
      this.#open = true;
      if (text.length === 0) break;
    }
  }

  #start(piece: OutputPiece, text: string): void {
    const { seq, at, stream } = piece;
    const before = this.#lastOf(stream);
    if (before !== undefined) this.#carried[stream] = colourAfter(before);
    this.lines.push({ seq, at, stream, text, carried: this.#carried[stream] });
  }

  readonly #last: Partial<Record<OutputStream, OutputLine>> = {};

  #lastOf(stream: OutputStream): OutputLine | undefined {
    const last = this.lines.at(-1);
    if (last !== undefined) this.#last[last.stream] = last;
    return this.#last[stream];
  }
}

/** The colour codes in force at the end of a line. */
function colourAfter(line: OutputLine): string {
  if (!line.text.includes('\u001b')) return line.carried;
  const codes = (line.carried + line.text).match(colourCode) ?? [];
  const reset = codes.findLastIndex((code) => /^.\[0*m$/.test(code));
  return codes
    .slice(reset + 1)
    .slice(-MOST_CARRIED)
    .join('');
}
