import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatLogLine,
  type WritableLine,
} from '../../../src/protocol/log-channel/format-log-line.ts';
import { parseLogLine } from '../../../src/protocol/log-channel/parse-log-line.ts';
import { trimEnd } from '../../../src/protocol/log-channel/white-space.ts';
import { readJson } from '../../../src/protocol/read-json.ts';
import { hostileText } from './hostile-text.ts';

const types = 'status deliverable done error browser attention domain unknown'.split(' ');

/** A text that a line can hold: what is left of any text when line ends and its edges are cut. */
const body = hostileText
  .map((text) => {
    const read = parseLogLine(`BROWSER: ${text.replaceAll('\n', '')}`);
    return read.type === 'browser' ? read.url : 'x';
  })
  .filter((text) => text !== '');

const message = body.filter((text) => {
  const read = parseLogLine(`STATUS: ${text}`);
  return read.type === 'status' && read.percent === undefined;
});
const maybe = <Name extends string>(name: Name, value: fc.Arbitrary<string>) =>
  fc.oneof(fc.constant({}), fc.record({ [name]: value }));

const writable = fc.oneof(
  fc
    .tuple(fc.option(fc.integer({ min: 0, max: 100 })), fc.option(message))
    .map(([percent, text]) => ({
      type: 'status',
      ...(percent !== null && { percent }),
      ...(text !== null && { message: text }),
    })),
  fc.record({ type: fc.constant('deliverable'), path: body }),
  maybe('summary', body).map((rest) => ({ type: 'done', ...rest })),
  maybe('message', body).map((rest) => ({ type: 'error', ...rest })),
  fc.record({ type: fc.constant('browser'), url: body }),
  fc.record({ type: fc.constant('attention'), reason: body }),
  fc.record({
    type: fc.constant('domain'),
    keyword: fc.stringMatching(/^[a-z{}":-]{1,12}$/),
    data: fc.jsonValue().map((value) => readJson(JSON.stringify(value))),
  }),
) as fc.Arbitrary<WritableLine>;

describe('a log line', () => {
  test('whatever it holds, is read as something and never throws', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const read = parseLogLine(text);
        expect(types).toContain(read.type);
        if (read.type === 'unknown') expect(text.startsWith(read.line)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test('that was written is read back as the same', () => {
    fc.assert(
      fc.property(writable, (line) => {
        const text = formatLogLine(line);
        expect(text).not.toContain('\n');
        const read: object = parseLogLine(`${text}\n`);
        const { json: _json, ...facts } = read as { json?: string };
        expect(facts).toEqual(line);
      }),
      { numRuns: 2000 },
    );
  });

  test('H-A8: ends a session only when it begins with DONE or ERROR and nothing else', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const read = parseLogLine(text);
        if (read.type !== 'done' && read.type !== 'error') return;
        const keyword = read.type.toUpperCase();
        expect(text.startsWith(`${keyword}:`) || trimEnd(text) === keyword).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test('gets a hint only as an unknown line, and the same however often it is read', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(parseLogLine(text)).toStrictEqual(parseLogLine(text));
      }),
    );
  });

  test.each([
    ['an empty path', { type: 'deliverable', path: '' }, 'is empty'],
    ['a second line', { type: 'done', summary: 'a\nDONE' }, 'has a line end'],
    ['white space at its end', { type: 'browser', url: 'https://a ' }, 'white space'],
    ['white space that only Python knows', { type: 'attention', reason: '\x1fx' }, 'white space'],
    ['too high a per cent', { type: 'status', percent: 101 }, 'from 0 to 100'],
    ['half a per cent', { type: 'status', percent: 0.5 }, 'from 0 to 100'],
    ['a text that reads as a per cent', { type: 'status', message: '5% x' }, 'reads as a per cent'],
    ['a keyword of two words', { type: 'domain', keyword: 'a b', data: 1 }, 'one word'],
    ['no keyword', { type: 'domain', keyword: '', data: 1 }, 'one word'],
    ['data that is no JSON', { type: 'domain', keyword: 'a', data: Number.NaN }, 'data'],
  ])('with %s is not written', (_what, line, fault) => {
    expect(() => formatLogLine(line as WritableLine)).toThrow(fault);
  });

  test('H-A7: of a megabyte is read in one pass, whatever it repeats', () => {
    for (const piece of [' ', '\t', '*', '{', '[', '"', '\\', 'DONE', 'DONE ', '5', '%', '-']) {
      const long = piece.repeat(1_000_000 / piece.length);
      for (const keyword of ['', 'STATUS:', 'DONE', 'DONE:', 'DOMAIN_MESSAGE: a ', 'done ']) {
        expect(types).toContain(parseLogLine(`${keyword}${long}x`).type);
      }
    }
  });

  test('with JSON of 512 levels is read, and with one more it is told why not', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(parseLogLine(`DOMAIN_MESSAGE: a ${nested(512)}`).type).toBe('domain');
    expect(parseLogLine(`DOMAIN_MESSAGE: a ${nested(513)}`)).toMatchObject({
      type: 'unknown',
      hint: expect.stringContaining('deeper than 512 levels') as string,
    });
  });

  test('with JSON of 262,144 bytes is read, and with one more it is told why not', () => {
    expect(parseLogLine(`DOMAIN_MESSAGE: a "${'x'.repeat(262_142)}"`).type).toBe('domain');
    expect(parseLogLine(`DOMAIN_MESSAGE: a "${'x'.repeat(262_143)}"`)).toMatchObject({
      type: 'unknown',
      hint: expect.stringContaining('larger than 262144 bytes') as string,
    });
  });

  test('keeps the digits of a message of the application', () => {
    expect(parseLogLine('DOMAIN_MESSAGE: a {"x": 1.0, "y": 9007199254740993}')).toEqual({
      type: 'domain',
      keyword: 'a',
      data: { x: 1, y: 9007199254740993n },
      json: '{"x": 1.0, "y": 9007199254740993}',
    });
  });
});
