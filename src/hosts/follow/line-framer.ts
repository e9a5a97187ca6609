import { Buffer, isAscii } from 'node:buffer';
import type { FollowedLine } from '../follower.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Cuts the bytes of a file into lines, wherever reads happen to cut them. A line ends with LF or
 * CRLF; a byte order mark that begins the file is dropped, and so are zero bytes before a line's
 * text, which is told.
 */
export class LineFramer {
  readonly #maxLineBytes: number;
  /** Where the line that is being read began. */
  #start: number;
  #offset: number;
  /** What is kept of a line that has not ended; grows by doubling. */
  #kept: Buffer = Buffer.alloc(0);
  #keptBytes = 0;
  #hole = false;

  constructor(maxLineBytes: number, offset: number) {
    this.#maxLineBytes = maxLineBytes;
    this.#start = offset;
    this.#offset = offset;
  }

  /** The place behind all bytes that were pushed. */
  get offset(): number {
    return this.#offset;
  }

  /** The place behind the last complete line. */
  get lineEnd(): number {
    return this.#start;
  }

  /** Takes the bytes that follow; they may be reused by the caller afterwards. */
  push(bytes: Buffer): FollowedLine[] {
    const lines: FollowedLine[] = [];
    const last = bytes.lastIndexOf(LINE_FEED) + 1;
    let from = 0;
    if ((this.#keptBytes > 0 || this.#hole) && last > 0)
      from = this.#frame(bytes, 0, bytes.indexOf(LINE_FEED) + 1, lines);
    // A call for all of them: one for each line takes longer than the line is worth.
    if (isPlain(bytes.subarray(from, last))) this.#framePlain(bytes, from, last, lines);
    else this.#frame(bytes, from, last, lines);
    if (last < bytes.length) this.#keep(bytes.subarray(last));
    this.#offset += bytes.length;
    return lines;
  }

  /** Frames complete lines of any bytes; gives where they end. */
  #frame(bytes: Buffer, from: number, last: number, lines: FollowedLine[]): number {
    for (let at = from; at < last; ) {
      const to = bytes.indexOf(LINE_FEED, at);
      const piece = bytes.subarray(at, to);
      at = to + 1;
      lines.push(this.#line(piece, this.#offset + at));
    }
    return last;
  }

  /** The same for lines of ASCII without zero bytes. */
  #framePlain(bytes: Buffer, from: number, last: number, lines: FollowedLine[]): void {
    const text = bytes.toString('latin1', from, last);
    for (let at = 0; at < text.length; ) {
      const to = text.indexOf('\n', at);
      const end = this.#offset + from + to + 1;
      if (to - at > this.#maxLineBytes) {
        lines.push(this.#line(bytes.subarray(from + at, from + to), end));
      } else {
        const hasReturn = to > at && text.charCodeAt(to - 1) === CARRIAGE_RETURN;
        lines.push({ text: text.slice(at, hasReturn ? to - 1 : to), end });
        this.#start = end;
      }
      at = to + 1;
    }
  }

  /** The line without an end that is left over; undefined when there is none. */
  rest(): FollowedLine | undefined {
    if (this.#keptBytes === 0) return undefined;
    return { ...this.#line(Buffer.alloc(0), this.#offset), unterminated: true };
  }

  #keep(piece: Buffer): void {
    const text = this.#keptBytes === 0 ? this.#withoutHole(piece) : piece;
    // One byte more than is kept, so that a line of just that length may end with CRLF.
    const most = this.#maxLineBytes + 1;
    if (this.#keptBytes < most) {
      const length = Math.min(most, this.#keptBytes + text.length);
      if (length > this.#kept.length) {
        const grown = Buffer.allocUnsafeSlow(Math.min(most, Math.max(256, 2 * length)));
        this.#kept.copy(grown, 0, 0, this.#keptBytes);
        this.#kept = grown;
      }
      text.copy(this.#kept, this.#keptBytes, 0, length - this.#keptBytes);
    }
    this.#keptBytes += text.length;
  }

  #line(last: Buffer, end: number): FollowedLine {
    let bytes: Buffer;
    let length: number;
    if (this.#keptBytes === 0) {
      bytes = this.#withoutHole(last);
      length = bytes.length;
    } else {
      this.#keep(last);
      length = this.#keptBytes;
      bytes = this.#kept.subarray(0, Math.min(length, this.#maxLineBytes + 1));
    }
    if (length === bytes.length && bytes[length - 1] === CARRIAGE_RETURN) {
      bytes = bytes.subarray(0, -1);
      length -= 1;
    }
    const cut = length > this.#maxLineBytes;
    if (cut) bytes = bytes.subarray(0, characterStart(bytes, this.#maxLineBytes));
    const first = this.#start === 0 && startsWithMark(bytes) ? 3 : 0;
    const line: FollowedLine = { text: bytes.toString('utf8', first), end };
    if (cut) line.cut = true;
    if (this.#hole) line.hole = true;
    this.#start = end;
    this.#hole = false;
    if (this.#kept.length > 65_536) this.#kept = Buffer.alloc(0);
    this.#keptBytes = 0;
    return line;
  }

  #withoutHole(bytes: Buffer): Buffer {
    let zeros = 0;
    while (bytes[zeros] === 0) zeros += 1;
    if (zeros === 0) return bytes;
    this.#hole = true;
    return bytes.subarray(zeros);
  }
}

function isPlain(bytes: Buffer): boolean {
  return isAscii(bytes) && !bytes.includes(0);
}

/** The greatest place up to `at` where no UTF-8 sequence is cut. */
function characterStart(bytes: Buffer, at: number): number {
  for (let start = at; start > at - 4 && start > 0; start -= 1) {
    if (((bytes[start] ?? 0) & 0xc0) !== 0x80) return start;
  }
  return at;
}

function startsWithMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
