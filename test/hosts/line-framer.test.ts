import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineFramer } from '../../src/hosts/follow/line-framer.ts';
import type { FollowedLine } from '../../src/hosts/follower.ts';

function frame(pieces: readonly Uint8Array[], maxLineBytes = 1000, offset = 0): FollowedLine[] {
  const framer = new LineFramer(maxLineBytes, offset);
  // One buffer for all reads, as a reader has it.
  const buffer = Buffer.alloc(10_000);
  const lines = pieces.flatMap((piece) => {
    buffer.fill(0x21).set(piece);
    return framer.push(buffer.subarray(0, piece.length));
  });
  const rest = framer.rest();
  return rest ? [...lines, rest] : lines;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('LineFramer', () => {
  test('H-A7 where reads are cut changes nothing', () => {
    const text = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 20 }).map(bytes),
      fc.constantFrom('\n', '\r\n', '\r', '\0\0a', '\ufeff', 'x'.repeat(25)).map(bytes),
    );
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 30 }),
        fc.array(fc.nat(300), { maxLength: 12 }),
        fc.constantFrom(8, 20, 1000),
        (parts, cuts, maxLineBytes) => {
          const all = Buffer.concat(parts);
          const at = [0, ...cuts.filter((cut) => cut < all.length).sort((a, b) => a - b)];
          const pieces = at.map((from, index) => all.subarray(from, at[index + 1]));
          expect(frame(pieces, maxLineBytes)).toEqual(frame([all], maxLineBytes));
          const singles = Array.from(all, (byte) => Uint8Array.of(byte));
          expect(frame(singles, maxLineBytes)).toEqual(frame([all], maxLineBytes));
        },
      ),
    );
  });

  test('each line says where it ends, so that its bytes can be found again', () => {
    const part = fc.constantFrom('a', 'é', '😀', '\r', '\n', '\n', 'bc');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), fc.nat(5000), (parts, offset) => {
        const text = parts.join('');
        let start = 0;
        for (const line of frame([bytes(text)], 1000, offset + 1)) {
          const end = line.end - offset - 1;
          const own = Buffer.from(text).subarray(start, end).toString();
          expect(line.text).toBe(own.replace(/\r?\n$|\r$/, ''));
          start = end;
        }
        expect(start).toBe(Buffer.byteLength(text));
      }),
    );
  });

  test('H-A7 a line at the cap is whole, one byte more is cut and told', () => {
    expect(frame([bytes('12345678\r\n12345678\n')], 8)).toEqual([
      { text: '12345678', end: 10 },
      { text: '12345678', end: 19 },
    ]);
    expect(frame([bytes('123456789\r\nok\n')], 8)).toEqual([
      { text: '12345678', end: 11, cut: true },
      { text: 'ok', end: 14 },
    ]);
  });

  test('H-A7 a cut never leaves part of a letter', () => {
    expect(frame([bytes('1234567😀 and more\n')], 8)).toEqual([
      { text: '1234567', end: 21, cut: true },
    ]);
    expect(frame([bytes('123456é and more\n')], 8)[0]?.text).toBe('123456é');
  });

  test('H-A7 a hole larger than the cap is dropped, and the text behind it is whole', () => {
    const hole = new Uint8Array(5000);
    expect(frame([hole, hole, bytes('text\n')], 8)).toEqual([
      { text: 'text', end: 10_005, hole: true },
    ]);
    expect(frame([hole], 8)).toEqual([]);
  });

  test('a byte order mark counts at the beginning of the file only', () => {
    expect(frame([bytes('\ufeffone\n\ufefftwo')]).map((line) => line.text)).toEqual([
      'one',
      '\ufefftwo',
    ]);
    expect(frame([bytes('\ufeffone\n')], 1000, 5)[0]?.text).toBe('\ufeffone');
  });
});
