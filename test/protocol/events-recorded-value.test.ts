import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutUtf8, recordJson, recordValue } from '../../src/protocol/record-json.ts';
import { recordedValueSchema } from '../../src/protocol/recorded-value.ts';

describe('recordJson', () => {
  test('keeps a small value whole', () => {
    expect(recordJson('{"path":"a.csv","limit":10,"deep":null}')).toEqual({
      value: { path: 'a.csv', limit: 10, deep: null },
    });
    expect(recordJson('null')).toEqual({ value: null });
  });

  test('cuts a large value to 4 KiB and tells its size', () => {
    const json = JSON.stringify('a'.repeat(10_000));
    const recorded = recordJson(json);
    expect(recorded).toEqual({ preview: `"${'a'.repeat(4095)}`, bytes: 10_002 });
  });

  test('keeps what has exactly the largest size', () => {
    const json = JSON.stringify('é'.repeat(2047));
    expect(recordJson(json)).toEqual({ value: 'é'.repeat(2047) });
    const larger = JSON.stringify(`${'é'.repeat(2047)}a`);
    expect(recordJson(larger)).toEqual({ preview: larger.slice(0, -1), bytes: 4097 });
  });

  test('never cuts inside a character', () => {
    expect(recordJson('"😀😀😀"', { previewBytes: 8 })).toEqual({ preview: '"😀', bytes: 14 });
    expect(cutUtf8('日本語', 5)).toBe('日');
    expect(cutUtf8('', 5)).toBe('');
    expect(cutUtf8('abc', 0)).toBe('');
  });

  test('refers to where the whole value is kept', () => {
    const kept: string[] = [];
    const store = (json: string): string => `blob-${kept.push(json)}`;
    expect(recordJson('"abcdefghij"', { previewBytes: 4, store })).toEqual({
      preview: '"abc',
      bytes: 12,
      ref: 'blob-1',
    });
    expect(kept).toEqual(['"abcdefghij"']);
    expect(recordJson('"a"', { previewBytes: 4, store })).toEqual({ value: 'a' });
    expect(kept).toHaveLength(1);
  });

  test.each([
    ['1.0', 3],
    ['-0', 2],
    ['-0.0', 4],
    ['1e5', 3],
    ['9007199254740993', 16],
    ['{"a":[1,2.0]}', 13],
    ['1e400', 5],
  ])('H-P3: keeps %s as its text, because JavaScript would change it', (json, bytes) => {
    expect(recordJson(json)).toEqual({ preview: json, bytes });
  });

  test.each([
    ['[0,1,-1,1.5,-0.25,0.1,1e-7]', [0, 1, -1, 1.5, -0.25, 0.1, 1e-7]],
    ['9007199254740991', 9007199254740991],
    ['"1.0 and 9007199254740993"', '1.0 and 9007199254740993'],
    ['{"-0":"\\"2.0\\\\"}', { '-0': '"2.0\\' }],
  ])('keeps %s as a value, because nothing in it changes', (json, value) => {
    expect(recordJson(json)).toEqual({ value });
  });

  test('a preview that is not cut is as long as it says', () => {
    const recorded = recordJson('{"é":1.0}');
    expect(recorded).toEqual({ preview: '{"é":1.0}', bytes: 10 });
  });

  test('records any value so that the schema takes it and nothing is changed', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ noUnicodeString: false }),
        fc.integer({ min: 1, max: 200 }),
        (value, previewBytes) => {
          const json = JSON.stringify(value);
          const recorded = recordJson(json, { previewBytes });
          expect(recordedValueSchema.safeParse(recorded).success).toBe(true);
          if ('value' in recorded) expect(JSON.stringify(recorded.value)).toBe(json);
          else expect(json.startsWith(recorded.preview)).toBe(true);
        },
      ),
    );
  });
});

describe('recordValue', () => {
  test('takes what JSON can carry', () => {
    expect(recordValue({ a: [1, null] })).toEqual({ value: { a: [1, null] } });
    expect(recordValue(undefined)).toEqual({ value: null });
  });

  test('H-P3: keeps integers of any size and the sign of zero', () => {
    expect(recordValue(2n ** 64n)).toEqual({ preview: '18446744073709551616', bytes: 20 });
    expect(recordValue(-0)).toEqual({ preview: '-0.0', bytes: 4 });
  });

  test('refuses what JSON cannot carry, with the path', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(() => recordValue(cycle)).toThrow();
    expect(() => recordValue({ a: [Number.NaN] })).toThrow(/a\[0\]/);
  });
});
