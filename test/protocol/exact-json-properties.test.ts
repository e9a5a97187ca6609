import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeJson, parseJson } from '../../src/protocol/exact-json.ts';

const { value: exactValue } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    // Smaller ones come back as numbers: the text does not tell them apart.
    fc.bigInt().filter((value) => !Number.isSafeInteger(Number(value))),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value')),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'id', 'type')), tie('value')),
  ),
}));

test('H-P3 what is written is read back the same', () => {
  fc.assert(
    fc.property(exactValue, (value) => {
      const text = encodeJson(value, { name: 'value' });
      expect(parseJson(text)).toStrictEqual(plain(value));
    }),
    { numRuns: 2000 },
  );
});

test('what JSON.stringify can write is written the same way', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      fc.pre(!/(?:^|[[:,-])\d{16}/.test(JSON.stringify(value)));
      fc.pre(
        !JSON.stringify(value, (_, inner) => (Object.is(inner, -0) ? '-0' : inner)).includes(
          '"-0"',
        ),
      );
      expect(encodeJson(value, { name: 'value' })).toBe(JSON.stringify(value));
    }),
  );
});

test('any text is read or refused as invalid_json, as JSON.parse would', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.json(), fc.string({ unit: fc.constantFrom(...'[]{}",:1e9\\-. ') })),
      (text) => {
        let native: unknown;
        let fails = false;
        try {
          native = JSON.parse(text);
        } catch {
          fails = true;
        }
        if (fails) {
          expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: 'invalid_json' }));
        } else if (!/\d{16}|e|\\/i.test(text)) {
          // With a backslash it may be V8 that is wrong: read-json.ts.
          expect(parseJson(text)).toStrictEqual(native);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test('any value at all is written or refused by name', () => {
  fc.assert(
    fc.property(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withNullPrototype: true,
        withSparseArray: true,
      }),
      (value) => {
        try {
          parseJson(encodeJson(value, { name: 'value' }));
        } catch (error) {
          expect(error).toMatchObject({ name: 'UnencodableValueError', code: 'unencodable_value' });
          expect((error as Error).message).toMatch(/^value/);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

// Objects without a prototype come back with one.
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
