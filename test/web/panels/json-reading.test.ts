import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExactNumber, readJson, readValue } from '../../../src/web/json/json-reading.ts';

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('JSON that is shown to a person', () => {
  test('numbers that JavaScript would write otherwise keep their text', () => {
    const reading = readJson('{"amount":18420.00,"id":9007199254740993,"rate":0.5,"n":-0}');
    expect(reading).toEqual({
      kind: 'tree',
      value: {
        amount: new ExactNumber('18420.00'),
        id: new ExactNumber('9007199254740993'),
        rate: 0.5,
        n: new ExactNumber('-0'),
      },
    });
  });

  test('H-E4: a field named __proto__ is a field', () => {
    const reading = readJson('{"__proto__":{"a":1},"b":2}');
    expect(reading.kind === 'tree' && Object.keys(reading.value as object)).toEqual([
      '__proto__',
      'b',
    ]);
  });

  test('H-E4: nesting of 200 levels is a tree, of 201 and of 10,000 it is text', () => {
    expect(readJson(nested(200)).kind).toBe('tree');
    expect(readJson(nested(201))).toMatchObject({ kind: 'text', because: 'depth' });
    expect(readJson(nested(10_000))).toMatchObject({ kind: 'text', because: 'depth' });
    expect(readValue(JSON.parse(nested(200))).kind).toBe('tree');
    expect(readValue(JSON.parse(nested(201)))).toMatchObject({ kind: 'text', because: 'depth' });
    expect(readValue(JSON.parse(nested(10_000)))).toMatchObject({ kind: 'text', because: 'depth' });
  });

  test('brackets inside of strings are no nesting', () => {
    expect(readJson(JSON.stringify(`"\\${'['.repeat(500)}`)).kind).toBe('tree');
  });

  test('H-E4: more than 256 KB is text', () => {
    expect(readJson(JSON.stringify('x'.repeat(300_000)))).toMatchObject({ because: 'size' });
    expect(readValue('x'.repeat(300_000))).toMatchObject({ because: 'size' });
  });

  test('what is not JSON is shown as it is', () => {
    expect(readJson('{"a":')).toEqual({ kind: 'text', text: '{"a":', because: 'not json' });
  });

  test('no value is changed by reading its text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const reading = readJson(text);
        expect(reading.kind).toBe('tree');
        const back = JSON.stringify((reading as { value: unknown }).value, (_key, item: unknown) =>
          item instanceof ExactNumber ? Number(item.text) : item,
        );
        expect(JSON.parse(back)).toEqual(JSON.parse(text));
      }),
    );
  });
});
