import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPlainLines } from '../../src/cli/tree/plain-lines.ts';
import { renderTree } from '../../src/cli/tree/render-tree.ts';
import { fold } from '../../src/timeline/fold.ts';
import { arbitraryRun } from '../timeline/arbitrary-run.ts';

// 33, 37, 90, 93 and 97 vanish on a light background, 30 and 34 on a dark one.
const redMagentaBoldOrDim = /^(?:1|2|22|31|35|39)$/;

// Brackets, bars and the mark of a run that nothing is known of.
const dimmed = /^(?:[()]| {2}│ |─* |○ )$/;

/** The texts that a line shows in green or cyan, and the codes of all its other looks. */
function looksOf(line: string): { signs: string[]; codes: string[] } {
  const signs: string[] = [];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is how a terminal is told.
  const rest = line.replaceAll(/\x1b\[3[26]m(.*?)\x1b\[39m/g, (_all, text: string) => {
    signs.push(stripVTControlCharacters(text));
    return '';
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is how a terminal is told.
  return { signs, codes: [...rest.matchAll(/\x1b\[([\d;]*)m/g)].map(([, code = '']) => code) };
}

test('no words have a colour that vanishes on a dark or on a light background', () => {
  fc.assert(
    fc.property(arbitraryRun, fc.boolean(), (events, cancelling) => {
      const plain = createPlainLines({ color: true, unicode: true });
      const size = { width: 200, height: 100, now: 2_000, unicode: true, color: true };
      const ending = cancelling ? ({ ending: 'cancelling' } as const) : {};
      const lines = [
        ...renderTree(fold(events), { ...size, ...ending }),
        ...events.flatMap((event) => plain.add(event)),
      ];
      for (const line of lines) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: this is how a terminal is told.
        const dim = [...line.matchAll(/\x1b\[2m(.*?)\x1b\[22m/g)].map(([, text = '']) => text);
        for (const text of dim) expect(text).toMatch(dimmed);
      }
      for (const { signs, codes } of lines.map(looksOf)) {
        for (const sign of signs) expect(sign).toMatch(/^(?: *[●✓] |━*)$/);
        for (const code of codes) expect(code).toMatch(redMagentaBoldOrDim);
      }
    }),
  );
});
