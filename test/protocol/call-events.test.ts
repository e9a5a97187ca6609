import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hideEventTokens } from '../../src/protocol/call-events/hide-event-tokens.ts';
import {
  CallEventError,
  parseCallEvents,
} from '../../src/protocol/call-events/parse-call-events.ts';
import { CausewayError } from '../../src/protocol/error-codes.ts';
import { jsonItems, jsonMembers } from '../../src/protocol/json-parts.ts';
import { readJson } from '../../src/protocol/read-json.ts';
import { signEventToken } from '../../src/server/event-road/event-token.ts';
import { testKeys } from '../server/event-road/support.ts';

const keys = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'a"b', '\\', '}', ':', ','));

describe('the parts of a JSON text', () => {
  test('are the members of any object, with white space wherever there may be some', () => {
    const object = fc.dictionary(keys, fc.jsonValue());
    fc.assert(
      fc.property(object, fc.constantFrom('', ' ', '\r\n\t'), (given, space) => {
        const members = Object.entries(given).map(([key, value]) =>
          [JSON.stringify(key), ':', JSON.stringify(value, null, space)].join(space),
        );
        const text = `${space}{${space}${members.join(`${space},${space}`)}${space}}${space}`;
        const parts = [...jsonMembers(text)].map(([key, part]) => [key, readJson(part)] as const);
        expect(Object.fromEntries(parts)).toEqual(readJson(text));
      }),
    );
  });

  test('are the items of any array', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom('', '  ', '\r\n'), (array, indent) => {
        const text = ` ${JSON.stringify(array, null, indent)}\n`;
        expect(jsonItems(text).map((part) => readJson(part))).toEqual(readJson(text));
      }),
    );
  });

  test('of two members with one name the last counts, as it does for JSON.parse', () => {
    const text = '{"a":1,"\\u0061" : 2.0 ,"b":[],"a":3}';
    expect([...jsonMembers(text)]).toEqual([
      ['a', '3'],
      ['b', '[]'],
    ]);
    expect(readJson(text)).toEqual({ a: 3, b: [] });
  });

  test('are exact to the last character', () => {
    expect([...jsonMembers('{"x": [1.0, "]}"] , "y":-0.0e1}')]).toEqual([
      ['x', '[1.0, "]}"]'],
      ['y', '-0.0e1'],
    ]);
    expect(jsonItems('[ "a\\"],", {"b": "}"} ,1e5,null]')).toEqual([
      '"a\\"],"',
      '{"b": "}"}',
      '1e5',
      'null',
    ]);
  });
});

describe('a body of the event road', () => {
  const field = fc.oneof(fc.jsonValue(), fc.constantFrom('begin', 'end', 'a1', 1));
  const almost = fc.record(
    {
      v: fc.constantFrom<unknown>(1, 2, '1'),
      type: fc.constantFrom<unknown>('begin', 'end', 7),
      phase: fc.constantFrom<unknown>('begin', 'end', null),
      call_id: field,
      callId: field,
      tool_name: field,
      toolName: field,
      args: field,
      result: field,
      is_error: fc.boolean(),
      isError: fc.boolean(),
      at: field,
      ts: fc.constantFrom<unknown>('2026-11-20T15:00:00.000Z', 'x', 5),
    },
    { requiredKeys: [] },
  );

  test('is read, or refused with one of two errors, whatever it is', () => {
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((text) => text.replaceAll('1', 'NaN').replaceAll('"a', '"\\"Infinity')),
      almost.map((event) => JSON.stringify(event)),
      fc.array(almost, { maxLength: 4 }).map((events) => JSON.stringify(events)),
    );
    fc.assert(
      fc.property(body, (text) => {
        try {
          for (const event of parseCallEvents(text)) {
            expect(event.callId).toMatch(/^[\w.:-]{1,128}$/);
            expect(
              JSON.parse(event.type === 'begin' ? event.argsJson : event.resultJson),
            ).toBeDefined();
          }
        } catch (error) {
          const known = error instanceof CallEventError || error instanceof CausewayError;
          if (!known) throw error;
          expect(error.message).toMatch(/^[^\n]{1,400}$/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a token', () => {
  test('is hidden in any text, and nothing else is', () => {
    const keys = testKeys();
    const token = signEventToken(keys, { runId: 'run_1', parentCallId: 'c1', expiresAt: 9e9 });
    const text = (inner: string) => `{"CAUSEWAY_URL":"http://h:1/events?t=${inner}","t":"?t=1.2"}`;
    expect(hideEventTokens(text(token))).toBe(text('…'));
    expect(hideEventTokens(text(token) + text(token))).toBe(text('…') + text('…'));
    expect(hideEventTokens(text('1.x.y.z'))).toBe(text('1.x.y.z'));
  });
});
