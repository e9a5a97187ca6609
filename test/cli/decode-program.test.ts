import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeProgram } from '../../src/cli/run/decode-program.ts';

describe('a program’s text', () => {
  test('is what was encoded, whatever characters it has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.startsWith('\u{feff}'));
        expect(decodeProgram(new TextEncoder().encode(text), 'a.py')).toBe(text);
      }),
    );
  });

  test('does not begin with a byte order mark', () => {
    expect(decodeProgram(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31), 'a.py')).toBe('1');
  });

  test.each([
    ['a byte that no character has', [0x61, 0x62, 0xff, 0x63], '0xff at offset 2'],
    ['a first byte without its second', [0x61, 0xc3, 0x28], '0xc3 at offset 1'],
    ['a character cut off by the end', [0xe2, 0x82, 0xac, 0xe2, 0x82], '0xe2 at offset 3'],
    ['a surrogate', [0xed, 0xa0, 0x80], '0xed at offset 0'],
    ['a bad byte after a mark', [0xef, 0xbb, 0xbf, 0x80], '0x80 at offset 3'],
  ])('is refused with the place of %s', (_what, bytes, place) => {
    expect(() => decodeProgram(Uint8Array.from(bytes), 'report.py')).toThrow(
      `report.py is not UTF-8 (byte ${place}); save it as UTF-8`,
    );
  });

  test('is refused at the first bad byte after any good text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array(), (text, rest) => {
        const good = new TextEncoder().encode(text);
        const bytes = Uint8Array.from([...good, 0xff, ...rest]);
        expect(() => decodeProgram(bytes, 'a.py')).toThrow(`(byte 0xff at offset ${good.length})`);
      }),
    );
  });
});
