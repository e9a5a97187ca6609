import fc from 'fast-check';
import { expect, test } from 'vitest';
import { harmlessEntry } from '../../src/server/server-log.ts';

test('H-E4: an entry of the log can neither steer a terminal nor look like two entries', () => {
  expect(harmlessEntry('a\u001b[2Jb\rc\u202ed\ne')).toBe('a⟨U+001B⟩[2Jb⟨U+000D⟩c⟨U+202E⟩d\n    e');
  expect(harmlessEntry('Größe 12 €, 日本語')).toBe('Größe 12 €, 日本語');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = harmlessEntry(text);
      expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      for (const line of shown.split('\n').slice(1)) expect(line).toMatch(/^ {4}/);
    }),
  );
});
