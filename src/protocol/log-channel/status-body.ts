import type { StatusLine } from './log-line.ts';
import { hasLineEnd } from './one-line.ts';
import { isWhiteSpace, skipWhiteSpace } from './white-space.ts';

const PERCENT = 0x25;

/** Reads `N% message`, either part of which may be missing. */
export function readStatus(body: string): StatusLine | undefined {
  const line: StatusLine = { type: 'status' };
  const digits = leadingDigits(body);
  let from = 0;
  if (digits !== undefined && body.charCodeAt(digits.end) === PERCENT) {
    const behind = digits.end + 1;
    if (behind === body.length || isWhiteSpace(body.charCodeAt(behind))) {
      line.percent = Math.min(digits.value, 100);
      from = skipWhiteSpace(body, behind);
    }
  }
  if (from < body.length) {
    const message = from === 0 ? body : body.slice(from);
    if (hasLineEnd(message)) return undefined;
    line.message = message;
  }
  return line;
}

/** One to three decimal digits at the start: those of ASCII, or of any script, as Python reads them. */
function leadingDigits(body: string): { value: number; end: number } | undefined {
  let value = 0;
  let end = 0;
  for (let count = 0; count < 3; count += 1) {
    const digit = digitAt(body, end);
    if (digit === undefined) break;
    value = value * 10 + digit;
    end +=
      body.charCodeAt(end) > 0xd7ff ? String.fromCodePoint(body.codePointAt(end) ?? 0).length : 1;
  }
  return end === 0 ? undefined : { value, end };
}

function digitAt(body: string, at: number): number | undefined {
  const unit = body.charCodeAt(at);
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  if (!(unit > 0x7f)) return undefined;
  const point = body.codePointAt(at) ?? 0;
  if (!isDigit(point)) return undefined;
  // Unicode has the digits of a script in rows of ten, from zero to nine.
  let first = point;
  while (isDigit(first - 1)) first -= 1;
  return (point - first) % 10;
}

function isDigit(point: number): boolean {
  return /^\p{Nd}$/u.test(String.fromCodePoint(point));
}
