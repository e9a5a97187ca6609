import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../src/protocol/exact-json.ts';
import {
  relativizeDeliverablePath,
  validateDeliverablePath,
} from '../../../src/protocol/log-channel/deliverable-path.ts';
import { formatInboxLine } from '../../../src/protocol/log-channel/format-inbox-line.ts';
import type { InboxMessage } from '../../../src/protocol/log-channel/inbox-line.ts';
import { INBOX_KINDS } from '../../../src/protocol/log-channel/inbox-table.ts';
import { KEYWORDS } from '../../../src/protocol/log-channel/keyword-table.ts';
import { parseInboxLine } from '../../../src/protocol/log-channel/parse-inbox-line.ts';
import { parseLogLine } from '../../../src/protocol/log-channel/parse-log-line.ts';

const folder = new URL('../../../conformance/log-channel/', import.meta.url);
const others = ['deliverable-paths.json', 'inbox.json'];
const lineFiles = readdirSync(folder).filter((file) => !others.includes(file));

function casesOf<Case>(file: string): Case[] {
  const fixture = parseJson(readFileSync(new URL(file, folder), 'utf8')) as { cases: Case[] };
  return fixture.cases;
}

interface LineCase {
  line: string;
  expected: { type: string; hint?: boolean };
}

/** What a fixture says of a line: whether there is a hint, not its words. */
function judged(text: string): unknown {
  const read = parseLogLine(text);
  if (read.type === 'unknown') return { ...read, hint: read.hint !== undefined };
  if (read.type !== 'domain') return read;
  const { json, ...facts } = read;
  expect(text).toContain(json);
  return facts;
}

describe.each(lineFiles)('fixture %s', (file) => {
  test.each(casesOf<LineCase>(file))('$line', ({ line, expected }) => {
    expect(judged(line)).toStrictEqual(expected);
  });
});

test('every keyword has a fixture of the type it makes', () => {
  expect(lineFiles).toEqual(expect.arrayContaining(Object.keys(KEYWORDS).map((t) => `${t}.json`)));
});

test('H-A8: what nearly is DONE never ends a session, and is told with the right form', () => {
  const near = casesOf<LineCase>('near-misses.json').filter(({ expected }) => expected.hint);
  for (const line of ['DONE.', 'Done', ' DONE', 'DONE - x']) {
    expect(near.map((one) => one.line)).toContain(line);
    expect(parseLogLine(line)).toEqual({
      type: 'unknown',
      line,
      hint: 'Not read as DONE; write "DONE: summary" or "DONE", with the keyword in upper case at the start of the line.',
    });
  }
});

interface InboxCase {
  line: string;
  expected: { type: string };
  written: boolean;
}

describe('fixture inbox.json', () => {
  test.each(casesOf<InboxCase>('inbox.json'))('$line', ({ line, expected, written }) => {
    expect(parseInboxLine(line)).toStrictEqual(expected);
    if (expected.type === 'unknown') return;
    expect(formatInboxLine(expected as InboxMessage) === line).toBe(written);
  });

  test('has every kind of line', () => {
    const types = casesOf<InboxCase>('inbox.json').map(({ expected }) => expected.type);
    expect(types).toEqual(expect.arrayContaining(Object.keys(INBOX_KINDS)));
  });
});

interface PathCase {
  path: string;
  workdir: string;
  absolute: string | null;
  relative: string | null;
}

describe('fixture deliverable-paths.json', () => {
  test.each(casesOf<PathCase>('deliverable-paths.json'))(
    '$path in $workdir',
    ({ path, workdir, absolute, relative }) => {
      if (absolute === null) {
        expect(() => validateDeliverablePath(path, workdir)).toThrow(RangeError);
        return;
      }
      expect(validateDeliverablePath(path, workdir)).toBe(absolute);
      if (relative === null) {
        expect(() => relativizeDeliverablePath(absolute, workdir)).toThrow(RangeError);
      } else {
        expect(relativizeDeliverablePath(absolute, workdir)).toBe(relative);
      }
    },
  );
});
