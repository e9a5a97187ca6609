import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { CausewayError } from '../../src/protocol/error-codes.ts';
import { encodeJson, parseJson, UnencodableValueError } from '../../src/protocol/exact-json.ts';

const encode = (value: unknown, maxBytes?: number) =>
  encodeJson(value, { name: 'result', ...(maxBytes !== undefined && { maxBytes }) });

const nestedArrays = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('reading', () => {
  test.each<[string, unknown]>([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['[1, 12345678901234567890]', [1, 12345678901234567890n]],
    ['{"a":123456789012345678901234567890}', { a: 123456789012345678901234567890n }],
    ['"12345678901234567890"', '12345678901234567890'],
    ['{"id": ", 12345678901234567890"}', { id: ', 12345678901234567890' }],
    ['1234567890123456.5', 1234567890123456.5],
    ['0.30000000000000004', 0.30000000000000004],
    ['12345678901234567890.5', 12345678901234567000],
    ['1e300', 1e300],
    ['-0', -0],
    ['-0.0', -0],
    ['1.0', 1],
    ['"\\ud800"', '\ud800'],
    [' null ', null],
  ])('H-P3 %s is read exactly', (text, value) => {
    expect(parseJson(text)).toStrictEqual(value);
  });

  test('a key __proto__ is data', () => {
    const value = parseJson('{"__proto__":{"x":1},"n":12345678901234567890}') as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value)).toEqual(['__proto__', 'n']);
  });

  test.each([
    ['', 'The text is not JSON: Unexpected end of JSON input'],
    ['{', /^The text is not JSON: /],
    ['NaN', /^The text is not JSON: /],
    ['Infinity', /^The text is not JSON: /],
    ['1e999', 'The number 1e999 is too large; send it as a string'],
    [`${'9'.repeat(400)}.5`, /^The number 9{40}… is too large; send it as a string$/],
    ['9'.repeat(4301), 'The JSON holds an integer of more than 4300 digits; send it as a string'],
    [nestedArrays(513), 'The JSON is nested deeper than 512 levels'],
    [nestedArrays(1_000_000), 'The JSON is nested deeper than 512 levels'],
    ['['.repeat(2000), 'The JSON is nested deeper than 512 levels'],
  ])('%# is refused as invalid_json', (text, message) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: 'invalid_json' }));
    expect(() => parseJson(text)).toThrow(message);
  });

  test('512 levels and 4,300 digits are read', () => {
    expect(JSON.stringify(parseJson(nestedArrays(512)))).toBe(nestedArrays(512));
    expect(parseJson('9'.repeat(4300))).toBe(10n ** 4300n - 1n);
  });

  test('brackets inside of strings are no nesting', () => {
    const text = JSON.stringify(['['.repeat(2000), `\\"${'{'.repeat(2000)}`, '\\']);
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });
});

describe('writing', () => {
  test.each<[unknown, string]>([
    [null, 'null'],
    [true, 'true'],
    [0, '0'],
    [-0, '-0.0'],
    [[-0, 1], '[-0.0,1]'],
    [{ a: 2n ** 64n }, '{"a":18446744073709551616}'],
    [-(2n ** 64n), '-18446744073709551616'],
    [5n, '5'],
    [1e21, '1e+21'],
    [2 ** 53, '9007199254740992.0'],
    [2 ** 53 - 1, '9007199254740991'],
    [-1e20, '-100000000000000000000.0'],
    ['\ud800', '"\\ud800"'],
    [{ '\udc00': [1n] }, '{"\\udc00":[1]}'],
    [{ id: 1, type: 'x', constructor: 2 }, '{"id":1,"type":"x","constructor":2}'],
    [JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
    [JSON.parse('{"__proto__":-0}'), '{"__proto__":-0.0}'],
    [Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
    [[], '[]'],
    [{}, '{}'],
  ])('H-P3 %# is written exactly', (value, text) => {
    expect(encode(value)).toBe(text);
  });

  class Money {
    amount = 1;
  }
  class Loud {
    toJSON() {
      return 'called';
    }
  }

  test.each<[unknown, string]>([
    [undefined, 'result is undefined; use null or leave it out'],
    [{ a: undefined }, 'result.a is undefined; use null or leave it out'],
    [[1, undefined], 'result[1] is undefined; use null or leave it out'],
    [{ a: [{ b: Number.NaN }] }, 'result.a[0].b is NaN; use null or a string instead'],
    [{ 'a-b': -Infinity }, 'result["a-b"] is -Infinity; use null or a string instead'],
    [() => 1, 'result is a function; return data instead'],
    [Symbol('x'), 'result is a symbol; use a string instead'],
    [
      { rows: [0, 0, 0, { when: new Date(0) }] },
      'result.rows[3].when is a Date; return an ISO string instead',
    ],
    [new Map(), 'result is a Map; return Object.fromEntries(map) instead'],
    [new Set(), 'result is a Set; return an array instead'],
    [Promise.resolve(), 'result is a Promise; await it first'],
    [/x/, 'result is a RegExp; return its source instead'],
    [new URL('http://a/'), 'result is a URL; return its href instead'],
    [new Error('x'), 'result is an Error; throw it, or return its message'],
    [
      new Uint8Array(1),
      'result is a Uint8Array; return base64 text or an array of numbers instead',
    ],
    [Buffer.from('x'), 'result is a Buffer; return base64 text or an array of numbers instead'],
    [
      new ArrayBuffer(1),
      'result is an ArrayBuffer; return base64 text or an array of numbers instead',
    ],
    [new Money(), 'result is an instance of Money; return a plain object instead'],
    [new Loud(), 'result is an instance of Loud; return a plain object instead'],
    [Object(1), 'result is an instance of Number; return a plain object instead'],
    [{ toJSON: () => 1 }, 'result.toJSON is a function; return data instead'],
    [Object.assign([], { length: 2 }), 'result[0] is a hole; fill it with null'],
    [10n ** 4300n, 'result is an integer of more than 4300 digits; use a string instead'],
  ])('H-P3 H-P12 %# is refused with its path', (value, message) => {
    expect(() => encode(value)).toThrow(UnencodableValueError);
    expect(() => encode(value)).toThrow(expect.objectContaining({ message }));
  });

  test('H-P12 a cycle is told with both of its ends', () => {
    const node: Record<string, unknown> = {};
    node.children = [{ parent: node }];
    expect(() => encode({ tree: node })).toThrow(
      'result.tree.children[0].parent refers back to result.tree; remove the cycle',
    );
  });

  test('the same object twice is no cycle', () => {
    const shared = { a: 1 };
    expect(encode([shared, { shared }])).toBe('[{"a":1},{"shared":{"a":1}}]');
  });

  test('hostile depth is refused, not followed', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    expect(() => encode(deep)).toThrow(
      / is nested deeper than 512 levels; return a flatter value$/,
    );
  });

  test('512 levels are written', () => {
    expect(encode(JSON.parse(nestedArrays(512)))).toBe(nestedArrays(512));
    expect(() => encode(JSON.parse(nestedArrays(513)))).toThrow('512 levels');
  });

  test('a value that repeats itself without end in sight is too large, not endless', () => {
    let bomb: unknown = ['x'];
    for (let level = 0; level < 60; level += 1) bomb = [bomb, bomb];
    expect(() => encode(bomb, 1_000_000)).toThrow('result is larger than 1000000 bytes of JSON');
  });

  test('H-L4 the size is that of the UTF-8 text', () => {
    expect(encode('é'.repeat(4), 10)).toBe('"éééé"');
    expect(() => encode('é'.repeat(4), 9)).toThrow(
      expect.objectContaining({ code: 'value_too_large' }),
    );
    expect(() => encode('a'.repeat(4), 5)).toThrow('result is larger than 5 bytes of JSON');
  });

  test('toJSON is not called, wherever it comes from', () => {
    const array = Object.assign([1], { toJSON: () => 'called' });
    const hidden = Object.defineProperty({ a: 1 }, 'toJSON', { value: () => 'called' });
    expect(encode({ array, hidden })).toBe('{"array":[1],"hidden":{"a":1}}');
    const prototype = BigInt.prototype as { toJSON?: () => string };
    prototype.toJSON = () => 'called';
    try {
      expect(encode([1n])).toBe('[1]');
    } finally {
      delete prototype.toJSON;
    }
  });

  test('raw JSON is no way past the checks', () => {
    const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };
    expect(() => encode({ a: rawJSON('1') })).toThrow('result.a is raw JSON');
  });

  test('objects of another realm are plain too', () => {
    expect(encode(runInNewContext('({ a: [1, { b: null }] })'))).toBe('{"a":[1,{"b":null}]}');
    expect(() => encode(runInNewContext('new Date(0)'))).toThrow('result is a Date');
  });

  test('a getter that throws is told, not passed on', () => {
    const value = {
      get a(): never {
        throw new Error('not today');
      },
    };
    expect(() => encode(value)).toThrow('result could not be read: not today');
    expect(() => encode(value)).toThrow(CausewayError);
  });

  test('a path stays readable', () => {
    let deep: unknown;
    for (let level = 0; level < 100; level += 1) deep = { step: deep };
    const steps = (count: number) => '.step'.repeat(count);
    expect(() => encode(deep)).toThrow(`result${steps(11)}…${steps(8)} is undefined`);
  });
});
