import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cutText,
  hasHidden,
  nameOfHidden,
  splitHidden,
  visibleText,
} from '../../../src/web/text/hidden-characters.ts';

const text = fc.string({ unit: 'binary', maxLength: 60 });

describe('text from outside is shown whole', () => {
  test('H-E4: characters that hide, reorder or end text are shown by their codes', () => {
    const given = 'pay\u202Etxt.exe\u0000 \u200Bx\u2066y\uFEFF\u{E0041}\u001B[31m\u0085\u2028';
    expect(visibleText(given)).toBe(
      'pay⟨U+202E⟩txt.exe⟨U+0000⟩ ⟨U+200B⟩x⟨U+2066⟩y⟨U+FEFF⟩⟨U+E0041⟩⟨U+001B⟩[31m⟨U+0085⟩⟨U+2028⟩',
    );
  });

  test('H-E4: half a surrogate pair is shown and does not break what stands beside it', () => {
    expect(visibleText('a\uD83Db')).toBe('a⟨U+D83D⟩b');
    expect(visibleText('\uD83D\uDE00')).toBe('\uD83D\uDE00');
  });

  test('letters of every script, and what makes an emoji coloured, stand as they are', () => {
    for (const plain of [
      'Umeå',
      'عربى ٣',
      '\u0600٣',
      '日本語',
      'हिन्दी',
      '❤\uFE0F',
      '👩🏽',
      'e\u0301',
    ]) {
      expect(visibleText(plain)).toBe(plain);
    }
  });

  test('line feeds and tabs stay only where lines are wanted', () => {
    expect(visibleText('a\n\tb\r', { lines: true })).toBe('a\n\tb⟨U+000D⟩');
    expect(visibleText('a\n\tb')).toBe('a⟨U+000A⟩⟨U+0009⟩b');
    expect([hasHidden('a\n\tb'), hasHidden('a\n\u200Fb')]).toEqual([false, true]);
  });

  test('H-E4: pieces and string are the same, nothing is lost and nothing hidden is left', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (given, lines) => {
        const pieces = splitHidden(given, { lines });
        const back = pieces.map((piece) =>
          'text' in piece ? piece.text : String.fromCodePoint(Number.parseInt(piece.code, 16)),
        );
        expect(back.join('')).toBe(given);
        const shown = pieces.map((piece) => ('text' in piece ? piece.text : piece.hidden)).join('');
        expect(shown).toBe(visibleText(given, { lines }));
        expect(hasHidden(shown)).toBe(false);
        expect(shown).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200B-\u200F]/);
      }),
    );
  });

  test('every hidden character has a name', () => {
    expect([nameOfHidden('202E'), nameOfHidden('0000'), nameOfHidden('E0041')]).toEqual([
      'right-to-left override',
      'null character',
      'character that is not seen',
    ]);
  });

  test('a cut never leaves half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(80), (given, units) => {
        const cut = cutText(given, units);
        expect(given.startsWith(cut)).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(units);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});
