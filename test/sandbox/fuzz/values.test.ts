import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeJson, parseJson } from '../../../src/protocol/exact-json.ts';
import { sharedSession } from '../support/session.ts';

const { run } = sharedSession();

/** Any UTF-16 units: pairs, halves of pairs, controls. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat(0xffff), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('', '\ud800', '\udc00\ud800', '\u0000', '\u2028', '__proto__', '"\\', '😀'),
);
const float = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-0, 0.1, 1e300, 5e-324, 2 ** 53, -(2 ** 60), 1e21, 1.5, 123456789012345680),
);
const integer = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0),
);
/** BigInts beyond what a number holds: smaller ones arrive as numbers. */
const large = fc
  .oneof(
    fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }),
    fc.constantFrom(2n ** 53n, -(2n ** 53n), 10n ** 4299n, -(10n ** 4300n - 1n)),
  )
  .filter((value) => !Number.isSafeInteger(Number(value)));

const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(anyText, float, integer, large, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .array(fc.tuple(anyText, tie('value')), { maxLength: 5 })
      // As JSON.parse does it: every key is a key like others.
      .map((members) => {
        const made = {};
        for (const [key, value] of members) {
          Object.defineProperty(made, key, {
            value,
            enumerable: true,
            writable: true,
            configurable: true,
          });
        }
        return made;
      }),
  ),
}));
const deep = fc.tuple(fc.integer({ min: 1, max: 480 }), fc.boolean()).map(([levels, asObject]) => {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level += 1) value = asObject ? { a: value } : [value];
  return value;
});
const given = fc.oneof({ weight: 100, arbitrary: anyValue }, { weight: 1, arbitrary: deep });

/**
 * Takes values by one tool, hands each back by another, and gives all of them. Beside each value it
 * is given the text of it, which Python's own reader reads: so that two mistakes cannot cancel out.
 */
const PROGRAM = `
import json, math
mismatches = []
values = await tools.take()
texts = await tools.texts()
def same(a, b):
    if type(a) is not type(b): return False
    if isinstance(a, float): return a == b and math.copysign(1, a) == math.copysign(1, b)
    return a == b
def alike(a, b):
    stack = [(a, b)]
    while stack:
        a, b = stack.pop()
        if type(a) is not type(b): return False
        if isinstance(a, dict):
            if list(a) != list(b): return False
            stack += [(a[key], b[key]) for key in a]
        elif isinstance(a, list):
            if len(a) != len(b): return False
            stack += zip(a, b)
        elif not same(a, b): return False
    return True
for index, (value, text) in enumerate(zip(values, texts)):
    if not alike(value, json.loads(text)): mismatches.append(['in', index])
    back = await tools.give(value=value)
    if not alike(back, value): mismatches.append(['echo', index])
[mismatches, values]
`;

test('H-P3 ten thousand random values cross both ways and stay what they are', async () => {
  let crossed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(given, { minLength: 500, maxLength: 520 }), async (values) => {
      crossed += values.length;
      const received: unknown[] = [];
      const texts = values.map((one) => encodeJson(one, { name: 'value' }));
      const { ok, message, value } = await run(PROGRAM, {
        tools: ['take', 'texts', 'give'],
        limits: { calls: 1_000_000, resultBytes: 64_000_000, argumentBytes: 16_000_000 },
        onHostCall: ({ tool, args }) => {
          if (tool === 'take') return { ok: true, value: values };
          if (tool === 'texts') return { ok: true, value: texts };
          received.push(args.value);
          return { ok: true, value: args.value };
        },
      });
      expect({ ok, message }).toEqual({ ok: true, message: undefined });
      const [mismatches, back] = value as [unknown[], unknown[]];
      expect(mismatches).toEqual([]);
      expect(received).toStrictEqual(values);
      expect(back).toStrictEqual(values);
      // Strict equality overlooks the order of keys.
      expect(received.map((one) => encodeJson(one, { name: 'value' }))).toEqual(texts);
      expect(back.map((one) => encodeJson(one, { name: 'value' }))).toEqual(texts);
    }),
    { numRuns: 20, endOnFailure: true },
  );
  expect(crossed).toBeGreaterThanOrEqual(10_000);
  expect((await run('1 + 1')).value).toBe(2);
});

test.each([
  ['1.0', 'float', '1', 'int'],
  ['-0.0', 'float', '-0.0', 'float'],
  ['float(2**53)', 'float', '9007199254740992.0', 'float'],
  ['2**53', 'int', '9007199254740992', 'int'],
  ['1e21', 'float', '1e+21', 'float'],
  ['2**53 - 1', 'int', '9007199254740991', 'int'],
])(
  'H-P3 %s goes out as the %s that it is and comes back as documented',
  async (code, type, text, back) => {
    const seen: string[] = [];
    const { value } = await run(
      `sent = ${code}\nback = await tools.t(value=sent)\n[type(sent).__name__, type(back).__name__, back == sent]`,
      {
        tools: ['t'],
        onHostCall: ({ args }) => {
          seen.push(encodeJson(args.value, { name: 'value' }));
          return { ok: true, value: args.value };
        },
      },
    );
    expect([seen, value]).toEqual([[text], [type, back, true]]);
  },
);

test('H-P3 the text of a value is read alike by Python and by this host', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const text = encodeJson(value, { name: 'value' });
      expect(parseJson(text)).toStrictEqual(value);
    }),
    { numRuns: 2000 },
  );
});
