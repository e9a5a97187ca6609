import fc from 'fast-check';

/** Texts that a log is likely to hold, and the pieces that a grammar is likely to stumble over. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['STATUS', 'DELIVERABLE', 'DONE', 'ERROR', 'BROWSER', 'ATTENTION', 'DOMAIN_MESSAGE'],
        ...['Done', 'status', 'domain message', ':', ' ', '\t', '\n', '\r', '%', '50', '7%', '١٠'],
        ...['\u0085', '\u001c', '\u00a0', '\u2028', '\u3000', '\ufeff', '\u200b', '\0', '\ud800'],
        ...[
          '{"a":1}',
          '[1,2',
          'null',
          'NaN',
          '"x"',
          '\\',
          '"',
          "'",
          '-',
          '=',
          '.',
          '*',
          '`',
          '\\n',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));
