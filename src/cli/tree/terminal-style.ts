import type { WriteStream } from 'node:tty';

/** What a terminal, or whatever a stream leads to, can show. */
export interface TerminalStyle {
  color: boolean;
  unicode: boolean;
  /** Columns of a line; `Infinity` where nobody wraps. */
  width: number;
}

/** A file or a pipe gets Unicode without colours and without an end of the line. */
export function styleOf(stream: WriteStream): TerminalStyle {
  if (!stream.isTTY) return { color: false, unicode: true, width: Number.POSITIVE_INFINITY };
  // The console of a bare Linux terminal and the old one of Windows lack the signs.
  const { TERM, WT_SESSION, TERM_PROGRAM } = process.env;
  const bare = process.platform === 'win32' ? !WT_SESSION && !TERM_PROGRAM : TERM === 'linux';
  return { color: stream.hasColors(), unicode: !bare, width: stream.columns };
}
