import { describe, expect, test } from 'vitest';
import { ageParser } from '../../src/cli/options/age.ts';
import { countParser } from '../../src/cli/options/count.ts';
import { durationParser } from '../../src/cli/options/duration.ts';
import { parseFileIn, parseFileOut } from '../../src/cli/options/path-pair.ts';
import { parsePort } from '../../src/cli/options/port.ts';
import { parseServerUrl } from '../../src/cli/options/server-url.ts';
import { parseTag } from '../../src/cli/options/tag.ts';

const parseDuration = durationParser('--timeout');

describe('a duration', () => {
  test.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5s', 1500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['596h', 2_145_600_000],
  ])('%s is %d milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each(['', '30', 's', '30 s', '1d', '1e3s', 'Infinitys', '0x1fs'])(
    '%j is refused with the form it must have',
    (text) => {
      expect(() => parseDuration(text)).toThrow('write it like 500ms, 30s, 2m or 1h');
    },
  );

  test.each(['0', '0s', '0.0h', '00ms', '-1s', '-0.5', '-5'])('%j must be more than 0', (text) => {
    expect(() => parseDuration(text)).toThrow(
      `--timeout ${text}: must be more than 0; write it like 500ms, 30s, 2m or 1h`,
    );
  });

  test('is refused when no timer can keep it', () => {
    expect(() => parseDuration('0.1ms')).toThrow('give at least 1ms');
    expect(() => parseDuration('597h')).toThrow('give at most 596h');
    expect(() => parseDuration(`${'9'.repeat(400)}h`)).toThrow('give at most 596h');
  });
});

describe('a count', () => {
  test('is a positive whole number', () => {
    expect(countParser('--max-calls')('100')).toBe(100);
  });

  test.each(['', '0', '-1', '1.5', '1e3', 'many', '99999999999999999999'])(
    '%j is refused',
    (text) => {
      expect(() => countParser('--max-calls')(text)).toThrow(
        `--max-calls ${text}: not a positive whole number; write it like 100`,
      );
    },
  );
});

describe('a tag', () => {
  test('is a name and, behind the first equals sign, its value', () => {
    expect(parseTag('rule=a=b', { by: 'mara' })).toEqual({ by: 'mara', rule: 'a=b' });
    expect(Object.keys(parseTag('__proto__=x'))).toEqual(['__proto__']);
  });

  test.each(['', 'by', 'by=', '=mara'])('%j is refused with the form it must have', (text) => {
    expect(() => parseTag(text)).toThrow(
      `--tag ${text}: not NAME=VALUE; write one like team=imports`,
    );
  });

  test('has one value', () => {
    expect(() => parseTag('by=jonas', { by: 'mara' })).toThrow('give each name once');
  });
});

describe('a pair of paths', () => {
  test('of a file that goes in is divided at its last colon', () => {
    expect(parseFileIn('C:\\data.csv:in/data.csv')).toEqual([
      { here: 'C:\\data.csv', sandbox: 'in/data.csv' },
    ]);
  });

  test('of a file that comes out is divided at its first colon', () => {
    expect(parseFileOut('chart.svg:C:\\chart.svg')).toEqual([
      { sandbox: 'chart.svg', here: 'C:\\chart.svg' },
    ]);
  });

  test('is added to those given before', () => {
    expect(parseFileIn('b:two', parseFileIn('a:one'))).toEqual([
      { here: 'a', sandbox: 'one' },
      { here: 'b', sandbox: 'two' },
    ]);
  });

  test.each(['data.csv', ':data.csv', 'data.csv:', ':', ''])('%j is refused', (text) => {
    expect(() => parseFileIn(text)).toThrow('not SRC:DST');
    expect(() => parseFileOut(text)).toThrow('not SRC:DST');
  });

  test.each(['a:/', 'a:in/', 'a:.', 'a:..', 'a:/workspace/..'])(
    '%j is refused: its destination is a folder',
    (text) => {
      expect(() => parseFileIn(text)).toThrow('is a folder in the sandbox; name the file');
    },
  );

  test('may have dots and slashes inside', () => {
    expect(parseFileIn('a:/tmp/.a..b.')).toEqual([{ here: 'a', sandbox: '/tmp/.a..b.' }]);
  });

  test('is refused when its destination is taken', () => {
    expect(() => parseFileIn('b:one', parseFileIn('a:one'))).toThrow('filled by another --file');
    expect(() => parseFileOut('b:one', parseFileOut('a:one'))).toThrow('written by another --out');
  });
});

describe('a span of time', () => {
  const parse = ageParser('--older-than');

  test.each([
    ['90m', 5_400_000],
    ['12h', 43_200_000],
    ['30d', 2_592_000_000],
    ['8w', 4_838_400_000],
  ])('%s is %i milliseconds', (text, milliseconds) => {
    expect(parse(text)).toBe(milliseconds);
  });

  test.each(['', '0d', '30', 'd', '-1d', '1.5h', '1y', '9999999d', '٣d'])('%j is none', (text) => {
    expect(() => parse(text)).toThrow(`--older-than ${text}: not a span of time`);
  });
});

describe('a port', () => {
  test.each([
    ['0', 0],
    ['4319', 4319],
    ['65535', 65_535],
  ])('%s is one', (text, port) => {
    expect(parsePort(text)).toBe(port);
  });

  test.each(['', '-1', '65536', '80.5', '0x50', 'http'])('%j is none', (text) => {
    expect(() => parsePort(text)).toThrow(`--port ${text}: not a port`);
  });
});

describe('a server', () => {
  test('is named by any link into its dashboard', () => {
    expect(parseServerUrl('http://127.0.0.1:4319/runs/run_1?tab=files')).toBe(
      'http://127.0.0.1:4319',
    );
    expect(parseServerUrl('https://runs.example.org/')).toBe('https://runs.example.org');
  });

  test.each(['', '127.0.0.1:4319', 'ftp://example.org', 'javascript:alert(1)'])(
    '%j is none',
    (text) => {
      expect(() => parseServerUrl(text)).toThrow(`--server ${text}: not a URL`);
    },
  );
});
