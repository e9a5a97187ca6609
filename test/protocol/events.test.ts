import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEvent } from '../../src/protocol/events/event.ts';
import { InvalidEventError } from '../../src/protocol/events/invalid-event.ts';
import { isKnownEvent } from '../../src/protocol/events/known-event.ts';

const header = { runId: 'run-1', seq: 1, at: 1000 };

function faultOf(input: unknown): string {
  try {
    parseEvent(input);
  } catch (cause) {
    if (cause instanceof InvalidEventError) return cause.message;
  }
  return 'no fault';
}

describe('parseEvent', () => {
  test('says what is wrong where, with the value', () => {
    expect(faultOf(null)).toBe('Not an event: an event is a JSON object');
    expect(faultOf({ ...header })).toBe('Not an event: type: an event names its type');
    expect(faultOf({ ...header, type: 'call.ended' })).toBe(
      'Not a valid call.ended event: callId: is missing',
    );
    expect(faultOf({ ...header, type: 'call.progressed', callId: 'a', percent: 101 })).toBe(
      'Not a valid call.progressed event: percent: must be at most 100, not 101',
    );
    expect(faultOf({ ...header, type: 'output.written', stream: 'stdin', text: '' })).toBe(
      'Not a valid output.written event: stream: must be "stdout" or "stderr" or "log", not "stdin"',
    );
    expect(faultOf({ ...header, type: 'run.ended', outcome: 'done', notes: ['', null] })).toBe(
      'Not a valid run.ended event: notes[1]: must be a string, not null',
    );
    expect(faultOf({ ...header, seq: 1.5, type: 'x' })).toBe(
      'Not a valid x event: seq: must be a whole number, not 1.5',
    );
    expect(
      faultOf({ ...header, type: 'domain.sent', keyword: 'K', data: { preview: 1, bytes: 1 } }),
    ).toBe('Not a valid domain.sent event: data.preview: must be a string, not 1');
  });

  test('keeps a message short, whatever was sent', () => {
    const long = 'x'.repeat(1_000_000);
    expect(faultOf({ ...header, type: 'run.ended', outcome: long }).length).toBeLessThan(300);
    expect(faultOf({ type: long }).length).toBeLessThan(300);
  });

  test('tells known events from kept ones', () => {
    const known = { ...header, type: 'output.written', stream: 'stdout', text: 'a' };
    expect(isKnownEvent(parseEvent(known))).toBe(true);
    expect(isKnownEvent(parseEvent({ ...header, type: 'future.happened' }))).toBe(false);
    expect(isKnownEvent(parseEvent({ ...header, type: 'toString' }))).toBe(false);
  });

  test('does not take a type that an object only inherits', () => {
    expect(faultOf(Object.create({ ...header, type: 'x' }))).toBe(
      'Not an event: type: an event names its type',
    );
  });

  test('either returns its input or throws InvalidEventError', () => {
    const types = fc.constantFrom('run.started', 'run.ended', 'call.began', 'call.ended', 'x');
    const almost = fc.record(
      { runId: fc.string(), seq: fc.nat(), at: fc.double(), type: types, args: fc.anything() },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), almost), (input) => {
        try {
          return parseEvent(input) === input;
        } catch (cause) {
          return cause instanceof InvalidEventError && cause.message.length < 300;
        }
      }),
    );
  });
});
