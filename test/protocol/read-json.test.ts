import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../src/protocol/exact-json.ts';
import { readJson } from '../../src/protocol/read-json.ts';
import { recordJson } from '../../src/protocol/record-json.ts';

/** What some V8 take for the key of every text that follows it. */
function poison(key = '\\'): void {
  const quoted = JSON.stringify(key);
  for (const text of [`{${quoted}:1}`, `{"a":1,${quoted}:1}`]) JSON.parse(text);
}

/** JSON in which every character of every string is written as an escape, and space is everywhere. */
function escaped(value: unknown): string {
  if (typeof value === 'string') {
    const units = Array.from({ length: value.length }, (_, at) => value.charCodeAt(at));
    return `"${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}"`;
  }
  if (Array.isArray(value)) return `[ ${value.map(escaped).join(' ,\n')} ]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, one]) => `${escaped(key)} :\t${escaped(one)}`);
  return `\r\n{ ${members.join(' , ')} } `;
}

describe('JSON with escapes in its keys', () => {
  test.each([
    ['{"\\n":1}', { '\n': 1 }],
    ['{"a":1,"\\u0061":2}', { a: 2 }],
    ['{"a":1,"\\u0062":2}', { a: 1, b: 2 }],
    ['{"a":{"\\"":[]},"\\\\":{}}', { a: { '"': [] }, '\\': {} }],
    ['[{"\\t":[1,{"\\r":null}]},"\\n:"]', [{ '\t': [1, { '\r': null }] }, '\n:']],
    ['{"x":"{\\"a\\":1}","\\/":true}', { x: '{"a":1}', '/': true }],
  ])('%s is read as it is written', (text, value) => {
    poison();
    expect(readJson(text)).toStrictEqual(value);
    expect(parseJson(text)).toStrictEqual(value);
    expect(recordJson(text)).toStrictEqual({ value });
  });

  test('H-P3: is the value that was written, whatever was read before', () => {
    const key = fc.oneof(
      fc.string(),
      fc.constantFrom('\\', '"', '\n', '\\u0061', '\\\\', '__proto__', '7', ''),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, 1.5, -2, 1e21, 'x', '"a":', '\\'),
        fc.string({ unit: 'binary' }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc
          .array(fc.tuple(key, tie('value')), { maxLength: 4 })
          .map((members) => Object.fromEntries(members)),
      ),
    }));
    fc.assert(
      fc.property(value, key, (given, before) => {
        poison();
        poison(before);
        expect(readJson(JSON.stringify(given))).toStrictEqual(given);
        expect(readJson(escaped(given))).toStrictEqual(given);
      }),
      { numRuns: 1000 },
    );
  });

  test('keeps its numbers', () => {
    poison();
    expect(parseJson('{"\\n":9007199254740993,"b":[1.0,-0,1e3]}')).toStrictEqual({
      '\n': 9007199254740993n,
      b: [1, -0, 1000],
    });
    expect(() => parseJson('{"\\n":1e999}')).toThrow('too large');
  });

  test('may be of any depth', () => {
    const levels = 100_000;
    let read = readJson(`${'{"\\u0061":['.repeat(levels)}1${']}'.repeat(levels)}`);
    for (let level = 0; level < levels; level += 1) [read] = (read as { a: unknown[] }).a;
    expect(read).toBe(1);
  });

  test('that is none is refused as JSON.parse refuses it', () => {
    for (const text of ['{"\\n":1', '{"\\n" 1}', '{"\\x":1}', '["\\":1]', '{"\\n":1,}']) {
      expect(() => readJson(text)).toThrow(SyntaxError);
    }
  });

  test('keeps the place of a key’s first mention and the value of its last', () => {
    const text = '{"a":1,"\\u0062":2,"\\u0061":3}';
    expect(Object.entries(readJson(text) as object)).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
  });
});
