import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeValue } from '../../src/emitter/write-value.ts';

const written = (value: unknown) => writeValue(value, 65_536);
const told = (what: string) => `{"__unencodable__":"${what}"}`;

describe('a payload', () => {
  test('that JSON can carry is what it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = writeValue(value, 1e6);
        expect(JSON.parse(text as string)).toEqual(value);
      }),
    );
  });

  test('is JSON, or too long, whatever it is; nothing is thrown', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withTypedArray: true,
          withSparseArray: true,
          withNullPrototype: true,
        }),
        (value) => {
          const text = writeValue(value, 100_000);
          if (text !== undefined) expect(() => JSON.parse(text)).not.toThrow();
        },
      ),
    );
  });

  test.each([
    ['a large integer', 2n ** 70n, '1180591620717411303424'],
    ['minus zero', -0, '-0.0'],
    ['a large whole float', 2 ** 60, '1152921504606847000.0'],
    ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ['an error', new RangeError('too far'), '{"name":"RangeError","message":"too far"}'],
    ['a member that is undefined', { a: 1, b: undefined }, '{"a":1}'],
    ['undefined', undefined, told('undefined')],
    ['an item that is undefined', [undefined], `[${told('undefined')}]`],
    ['NaN and infinity', [Number.NaN, -1 / 0], `[${told('NaN')},${told('-Infinity')}]`],
    [
      'a function and a symbol',
      [() => 1, Symbol('s')],
      `[${told('a function')},${told('a symbol')}]`,
    ],
    ['a map', { m: new Map([[1, 2]]) }, `{"m":${told('a value of the class Map')}}`],
    ['bytes', new Uint8Array(3), told('a value of the class Uint8Array')],
    ['a promise', Promise.resolve(), told('a value of the class Promise')],
    ['an integer beyond all bounds', 10n ** 5000n, told('an integer of more than 4,300 digits')],
    [
      'a toJSON that throws',
      {
        toJSON() {
          throw new Error('no');
        },
      },
      told('a value that cannot be read'),
    ],
    [
      'an instance of a class',
      new (class Point {
        x = 1;
      })(),
      '{"x":1}',
    ],
    ['a lone surrogate', '\ud800', '"\\ud800"'],
  ])('%s is written, or said to be what it is', (_what, value, text) => {
    expect(written(value)).toBe(text);
  });

  test('that holds itself says so at that place only', () => {
    const list: unknown[] = [1];
    list.push({ list });
    expect(written(list)).toBe(`[1,{"list":${told('a value that holds itself')}}]`);
    const shared = { a: 1 };
    expect(written([shared, shared])).toBe('[{"a":1},{"a":1}]');
  });

  test('that is very deep, very wide or endless takes no time and no stack', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    expect(written(deep)).toBe(
      `${'['.repeat(100)}${told('more than 100 levels')}${']'.repeat(100)}`,
    );
    expect(written(new Array(4_000_000_000))).toBeUndefined();
    expect(written('x'.repeat(65_536))).toBeUndefined();
    let wide: unknown = 1;
    for (let level = 0; level < 90; level += 1) wide = [wide, wide];
    expect(written(wide)).toBeUndefined();
    const endless = { toJSON: (): unknown => ({ ...endless }) };
    expect(written(endless)).toBe(told('more than 100 levels'));
  });
});
