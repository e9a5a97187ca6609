import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  relativizeDeliverablePath,
  validateDeliverablePath,
} from '../../../src/protocol/log-channel/deliverable-path.ts';
import type { LogLine } from '../../../src/protocol/log-channel/log-line.ts';
import { parseLogLine } from '../../../src/protocol/log-channel/parse-log-line.ts';
import { readJson } from '../../../src/protocol/read-json.ts';
import { findOnSystem, SYSTEM_REQUIREMENTS } from '../../house/system-requirements.ts';
import { hostileText } from './hostile-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'causeway-published-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [python = '', ...flags] = findOnSystem(SYSTEM_REQUIREMENTS.python3);
const run = (...args: string[]) =>
  spawnSync(python, [...flags, ...args], { encoding: 'utf8', cwd: folder });
const quick = ['--quiet', '--disable-pip-version-check', '--retries', '0', '--timeout', '15'];
const download = run('-m', 'pip', 'download', ...quick, '--no-deps', 'optio-agents==0.1.0');
const reason =
  download.status === 0 ? '' : (download.stderr.trim().split('\n').at(-1) ?? 'unknown');
if (reason) {
  process.stderr.write(`Skipped: the published parser cannot be downloaded (${reason})\n`);
} else {
  // The package imports what is not needed here, so its parser is taken out alone.
  const unpack =
    'import glob, zipfile; zipfile.ZipFile(glob.glob("*.whl")[0]).extract("optio_agents/protocol/parser.py")';
  const unpacked = run('-c', unpack);
  if (unpacked.status !== 0) throw new Error(unpacked.stderr);
}

type Published = { type: string } & Record<string, unknown>;

type Place = [absolute: string | null, relative: string | null];

function ask<Answer>(given: { lines?: readonly string[]; paths?: readonly string[][] }): Answer {
  const program = join(import.meta.dirname, 'published-lines.py');
  const parser = join(folder, 'optio_agents/protocol/parser.py');
  const done = spawnSync(python, [...flags, program, parser], {
    encoding: 'utf8',
    input: JSON.stringify(given),
    maxBuffer: 2 ** 28,
  });
  if (done.status !== 0) throw new Error(done.stderr);
  return readJson(done.stdout) as Answer;
}

const published = (lines: readonly string[]): Published[] =>
  ask<{ lines: Published[] }>({ lines }).lines;

const names: Readonly<Record<string, LogLine['type']>> = {
  StatusEvent: 'status',
  DeliverableEvent: 'deliverable',
  DoneEvent: 'done',
  ErrorEvent: 'error',
  BrowserEvent: 'browser',
  AttentionEvent: 'attention',
  DomainMessageEvent: 'domain',
  UnknownLine: 'unknown',
};

/** The published result in the form of ours: `text` is `line`, and an empty message is none. */
function ofTheirs({ type, text, data, message, ...rest }: Published): unknown {
  return {
    type: names[type] ?? type,
    ...rest,
    ...(message !== undefined && message !== '' && { message }),
    ...(text !== undefined && { line: text }),
    ...(data !== undefined && { data: readJson(String(data)) }),
  };
}

function ofOurs(line: LogLine): unknown {
  if (line.type === 'unknown') return { type: line.type, line: line.line };
  if (line.type !== 'domain') return line;
  return { type: line.type, keyword: line.keyword, data: readJson(line.json) };
}

/** Where ours leads; null where it throws. */
function placeOf(path: string, workdir: string): Place {
  const orNull = (work: () => string): string | null => {
    try {
      return work();
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      return null;
    }
  };
  const absolute = orNull(() => validateDeliverablePath(path, workdir));
  if (absolute === null) return [null, null];
  return [absolute, orNull(() => relativizeDeliverablePath(absolute, workdir))];
}

/** Where ours is another on purpose. */
const DEVIATIONS: readonly {
  claim: string;
  examples: readonly string[];
  applies(theirs: Published, ours: LogLine): boolean;
}[] = [
  {
    claim: 'a per cent alone is a per cent without a message',
    examples: ['STATUS: 50%', 'STATUS:7% '],
    applies: (theirs, ours) =>
      theirs.type === 'StatusEvent' &&
      theirs.percent === undefined &&
      ours.type === 'status' &&
      ours.message === undefined &&
      /^\p{Nd}{1,3}%$/u.test(String(theirs.message)),
  },
  {
    claim: 'JSON has no NaN and no infinity',
    examples: ['DOMAIN_MESSAGE: a NaN', 'DOMAIN_MESSAGE: a [-Infinity]', 'DOMAIN_MESSAGE: a 1e999'],
    applies: (theirs, ours) =>
      theirs.type === 'DomainMessageEvent' &&
      ours.type === 'unknown' &&
      /\b(NaN|Infinity)\b/.test(String(theirs.data)),
  },
  {
    claim:
      'JSON that is too deep is an unknown line instead of the end of the reader, or of some depth',
    examples: [600, 50_000].map(
      (levels) => `DOMAIN_MESSAGE: a ${'['.repeat(levels)}${']'.repeat(levels)}`,
    ),
    applies: (theirs, ours) =>
      ours.type === 'unknown' &&
      (ours.hint?.includes('deeper than 512') ?? false) &&
      (theirs.error === 'RecursionError' || theirs.type === 'DomainMessageEvent'),
  },
  {
    claim: 'JSON that is too large is an unknown line',
    examples: [`DOMAIN_MESSAGE: a "${'x'.repeat(300_000)}"`],
    applies: (theirs, ours) =>
      theirs.type === 'DomainMessageEvent' &&
      ours.type === 'unknown' &&
      (ours.hint?.includes('larger than') ?? false),
  },
];

describe.skipIf(reason)(`beside the published parser${reason && ` (${reason})`}`, () => {
  test.each(DEVIATIONS)('ours is another on purpose: $claim', ({ examples, applies }) => {
    published(examples).forEach((theirs, index) => {
      expect(applies(theirs, parseLogLine(examples[index] ?? ''))).toBe(true);
    });
  });

  test('every other line is the same event', () => {
    const lines = [
      ...fc.sample(hostileText, 20_000),
      ...fc
        .sample(
          fc.tuple(
            fc.constantFrom(
              'STATUS:',
              'DONE',
              'ERROR:',
              'DOMAIN_MESSAGE: k ',
              'DELIVERABLE:',
              'BROWSER:',
            ),
            fc.oneof(hostileText, fc.json()),
          ),
          10_000,
        )
        .map((parts) => parts.join('')),
    ];
    let compared = 0;
    published(lines).forEach((theirs, index) => {
      const line = lines[index] ?? '';
      const ours = parseLogLine(line);
      if (DEVIATIONS.some(({ applies }) => applies(theirs, ours))) return;
      expect(ofOurs(ours), JSON.stringify(line)).toEqual(ofTheirs(theirs));
      compared += 1;
    });
    expect(compared).toBeGreaterThan(25_000);
  });

  test('every path is the same place, but for an empty one, which is none', () => {
    const part = fc.constantFrom(
      'a',
      '..',
      '.',
      '',
      'deliverables',
      'w',
      ' ',
      'a b',
      '~',
      '\\',
      '\0',
    );
    const path = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
    const workdir = fc.constantFrom('/nowhere/w', '/nowhere/w/', '/nowhere/a b', '/nowhere/../w');
    const paths = fc.sample(fc.tuple(path, workdir), 5000).filter(([given]) => given !== '');
    const { places } = ask<{ places: Place[] }>({ paths });
    places.forEach((place, index) => {
      const [given = '', from = ''] = paths[index] ?? [];
      expect(placeOf(given, from), JSON.stringify([given, from])).toEqual(place);
    });
  });
});
