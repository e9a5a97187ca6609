import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatInboxLine } from '../../../src/protocol/log-channel/format-inbox-line.ts';
import type { InboxMessage } from '../../../src/protocol/log-channel/inbox-line.ts';
import { INBOX_KINDS } from '../../../src/protocol/log-channel/inbox-table.ts';
import { parseInboxLine } from '../../../src/protocol/log-channel/parse-inbox-line.ts';
import { hostileText } from './hostile-text.ts';

const text = fc.oneof(hostileText, fc.string({ unit: 'binary', maxLength: 200 }));
const by = fc.option(text, { nil: undefined });

/** Without the keys whose value is undefined. */
function compact<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Value;
}

const message = fc
  .oneof(
    fc.record({
      type: fc.constant('captured'),
      path: text,
      size: fc.nat(),
      sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
    }),
    fc.record({ type: fc.constant('refused'), path: text, reason: text }),
    fc.record({ type: fc.constant('hint'), line: text, hint: text }),
    fc.record({ type: fc.constant('asked'), id: text, question: text }),
    fc.record({ type: fc.constant('answer'), id: text, by, answer: text }),
    fc.record({ type: fc.constant('acknowledged'), id: text, by }),
    fc.record({ type: fc.constant('cancel'), reason: by }),
    fc.record({ type: fc.constant('note'), text }),
  )
  .map(compact) as fc.Arbitrary<InboxMessage>;

describe('a line of the inbox', () => {
  test('H-A17: is one line and is read back as the same, whatever its texts hold', () => {
    fc.assert(
      fc.property(message, (given) => {
        const line = formatInboxLine(given);
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        // What is stored and read again is UTF-8.
        const stored = Buffer.from(`${line}\n`, 'utf8').toString('utf8');
        expect(parseInboxLine(stored)).toStrictEqual(given);
      }),
      { numRuns: 3000 },
    );
  });

  test('is read as something, whatever it is', () => {
    fc.assert(
      fc.property(hostileText, (line) => {
        expect([...Object.keys(INBOX_KINDS), 'unknown']).toContain(parseInboxLine(line).type);
      }),
    );
  });

  test.each(Object.entries(INBOX_KINDS))('%s: the example is one', (type, { example }) => {
    const read = parseInboxLine(example) as InboxMessage;
    expect(read.type).toBe(type);
    expect(formatInboxLine(read)).toBe(example);
  });
});
