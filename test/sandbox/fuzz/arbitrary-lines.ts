import fc from 'fast-check';

const asBytes = (text: string): Buffer => Buffer.from(text.replaceAll('\n', ' '));

/** Any text in one line. */
const text = fc
  .oneof(fc.string(), fc.string({ unit: 'binary' }), fc.json(), fc.json({ maxDepth: 8 }))
  .map(asBytes);

const bytes = fc
  .uint8Array({ maxLength: 200 })
  .map((raw) => Buffer.from(raw.map((byte) => (byte === 10 ? 0 : byte))));

/** JSON that parses and cannot be carried, or hardly. */
const extreme = fc
  .constantFrom(
    '['.repeat(700) + ']'.repeat(700),
    `${'{"a":'.repeat(600)}1${'}'.repeat(600)}`,
    '1e999',
    '-1e999',
    '9'.repeat(4301),
    '123456789012345678901234567890',
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    '{"toString":1,"valueOf":2,"toJSON":3,"length":-1}',
    '"\\ud800"',
    'null',
  )
  .map(String);

/** Values of fields: of the right type, of the wrong one, and extreme. */
const field = fc.oneof(fc.json(), extreme);

/** An object of these fields, mostly all there and right: in any order, now and then one is missing or wrong. */
export function objectLine(fields: Record<string, fc.Arbitrary<string>>): fc.Arbitrary<Buffer> {
  const members = Object.entries(fields).map(([key, value]) =>
    fc
      .oneof(
        { weight: 12, arbitrary: value },
        { weight: 1, arbitrary: field },
        { weight: 1, arbitrary: fc.constant(null) },
      )
      .map((given) => (given === null ? [] : [`"${key}":${given}`])),
  );
  return fc
    .tuple(...members)
    .map((given) => given.flat())
    .chain((given) => fc.shuffledSubarray(given, { minLength: given.length }))
    .map((given) => asBytes(`{${given.join(',')}}`));
}

/** What a good line becomes when a byte of it is lost, doubled or changed, or two are mixed. */
export function damaged(line: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  return fc
    .tuple(line, line, fc.nat(), fc.constantFrom('cut', 'drop', 'double', 'flip', 'mix'))
    .map(([one, other, where, how]) => {
      const at = where % (one.length + 1);
      const before = one.subarray(0, at);
      const after = one.subarray(at);
      switch (how) {
        case 'cut':
          return before;
        case 'drop':
          return Buffer.concat([before, after.subarray(1)]);
        case 'double':
          return Buffer.concat([before, before.subarray(-1), after]);
        case 'flip':
          return Buffer.concat([before, Buffer.from([0x7f]), after.subarray(1)]);
        default:
          return Buffer.concat([before, other, after]);
      }
    });
}

/** Lines that mean nothing to either side. */
export const junk: fc.Arbitrary<Buffer> = fc.oneof(
  text,
  bytes,
  extreme.map(asBytes),
  fc.constantFrom('', ' ', '\r', '\t\r').map(asBytes),
);

/** Cuts a stream into pieces of these lengths, over and over. */
export function pieces(stream: Buffer, lengths: readonly number[]): Buffer[] {
  const cut: Buffer[] = [];
  for (let at = 0, turn = 0; at < stream.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? stream.length;
    cut.push(stream.subarray(at, at + length));
    at += length;
  }
  return cut;
}
