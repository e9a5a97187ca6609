import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EndLine } from '../../../src/hosts/ssh/end-line.ts';

const MARK = 'ab01';

/** Bytes in which beginnings of the line are frequent. */
const bytes = fc
  .array(fc.oneof(fc.constantFrom('\n', 'a', 'ab', 'ab01', '\nab01', '\nab0', ' '), fc.string()))
  .map((parts) => Buffer.from(parts.join('')))
  .filter((text) => !text.includes(`\n${MARK} `));

function read(content: Buffer, cuts: readonly number[]): { end: EndLine; output: Buffer } {
  const end = new EndLine(MARK);
  const places = [...cuts.map((cut) => cut % (content.length + 1)), 0, content.length].sort(
    (one, other) => one - other,
  );
  const pieces = places.slice(1).map((to, n) => end.push(content.subarray(places[n], to)));
  return { end, output: Buffer.concat(pieces) };
}

test('whatever the pieces, what stands before the end line is output and nothing else', () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.nat()), bytes, (before, cuts, after) => {
      const content = Buffer.concat([before, Buffer.from(`\n${MARK} exit 3\n`), after]);
      const { end, output } = read(content, cuts);
      expect(end.word).toBe('exit 3');
      expect(output.equals(before)).toBe(true);
      expect(end.rest().length).toBe(0);
    }),
  );
});

test('without an end line every byte is output', () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.nat()), (content, cuts) => {
      const { end, output } = read(content, cuts);
      expect(end.word).toBeUndefined();
      expect(Buffer.concat([output, end.rest()]).equals(content)).toBe(true);
    }),
  );
});
