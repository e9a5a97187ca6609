import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { fitArgs } from '../../src/cli/tree/fit-args.ts';
import { fitWidth, widthOf } from '../../src/cli/tree/fit-width.ts';
import { formatArgs, formatValue } from '../../src/cli/tree/format-args.ts';
import { clip, harmless } from '../../src/cli/tree/harmless.ts';
import { lastOutputLines, OutputLines, showOutputLine } from '../../src/cli/tree/output-tail.ts';
import {
  formatBytes,
  formatCount,
  formatCounted,
  formatDuration,
} from '../../src/cli/tree/quantities.ts';

describe('harmless', () => {
  test.each([
    ['plain text, ünïcödé, 日本語, 👩‍👩‍👧‍👦', 'plain text, ünïcödé, 日本語, 👩‍👩‍👧‍👦'],
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['\x1b[2J', '\\x1b[2J'],
    ['\x00\x7f\x85', '\\x00\\x7f\\x85'],
    ['user\u202egpj.exe', 'user\\u202egpj.exe'],
    ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['\u{e0041}', '\\u{e0041}'],
    ['\ud800', '\\ud800'],
  ])('H-E4: %j is shown as %j', (text, shown) => {
    expect(harmless(text)).toBe(shown);
  });
});

describe('clip', () => {
  test('does not cut a character in two', () => {
    expect(clip('a😀b', 2)).toBe('a');
    expect(clip('a😀b', 3)).toBe('a😀');
    expect(clip('abc', 3)).toBe('abc');
  });
});

describe('fitWidth', () => {
  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['abcdef', 1, '…'],
    ['ab…cdef', 4, 'ab…'],
    ['abcdef', 0, ''],
    ['日本語', 6, '日本語'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 3, '👩‍👩‍👧‍👦…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
  ])('%s in %i columns is %s', (text, width, fitted) => {
    expect(fitWidth(text, width)).toBe(fitted);
  });

  test('a pile of accents is one sign', () => {
    expect(fitWidth(`a${'\u0301'.repeat(500)}b`, 5)).toBe('\ufffd…');
  });

  test('takes no more columns than given, and leaves alone what fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(30), (text, width) => {
        const fitted = fitWidth(text, width);
        expect(stringWidth(fitted)).toBeLessThanOrEqual(width);
        if (widthOf(text) <= width && width > 0) expect(fitted).toBe(text);
      }),
    );
  });
});

describe('quantities', () => {
  test.each([
    [0, '0 ms'],
    [12.9, '12 ms'],
    [999.9, '999 ms'],
    [1_000, '1.0 s'],
    [1_449, '1.4 s'],
    [59_999, '59.9 s'],
    [60_000, '1 m 00 s'],
    [125_000, '2 m 05 s'],
    [3_599_999, '59 m 59 s'],
    [3_720_000, '1 h 02 m'],
    [3_600_000_000, '1,000 h 00 m'],
    [-5, '0 ms'],
  ])('%d milliseconds are %s', (milliseconds, shown) => {
    expect(formatDuration(milliseconds)).toBe(shown);
  });

  test('counts and sizes', () => {
    expect([0, 999, 1_000, 9_980, 1_234_567].map(formatCount)).toEqual([
      '0',
      '999',
      '1,000',
      '9,980',
      '1,234,567',
    ]);
    expect(formatCounted(1, 'call')).toBe('1 call');
    expect(formatCounted(0, 'call')).toBe('0 calls');
    expect([0, 1_023, 1_024, 1_258_291, 2 ** 40].map(formatBytes)).toEqual([
      '0 B',
      '1023 B',
      '1.0 KB',
      '1.1 MB',
      '1.0 TB',
    ]);
  });
});

describe('formatArgs', () => {
  test.each([
    [{}, ''],
    [{ path: 'a.csv', limit: 10 }, "path='a.csv', limit=10"],
    [{ a: null, b: true, c: 1.5 }, 'a=null, b=true, c=1.5'],
    [{ a: [], b: {}, c: '' }, "a=[], b={}, c=''"],
    [{ a: [1, [2, [3]]], b: { c: { d: { e: 1 } } } }, 'a=[1, [2, […]]], b={c: {d: {…}}}'],
    [{ a: [1, 2, 3, 4, 5, 6, 7] }, 'a=[1, 2, 3, 4, 5, 6, …]'],
    [{ q: "it's\n\\" }, "q='it\\'s\\n\\\\'"],
    [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 }, 'a=1, b=2, c=3, d=4, e=5, f=6, …'],
    ['just text', "'just text'"],
    [null, 'null'],
  ])('%j is %s', (value, shown) => {
    expect(formatArgs({ value }, '…')).toBe(shown);
  });

  test('long strings and keys are cut', () => {
    expect(formatArgs({ value: { q: 'a'.repeat(61) } }, '…')).toBe(`q='${'a'.repeat(60)}…'`);
    expect(formatArgs({ value: { ['k'.repeat(99)]: 1 } }, '…')).toBe(`${'k'.repeat(60)}…=1`);
  });

  test('a preview that is whole is read as the value it is', () => {
    expect(formatValue({ preview: '[1.0,2]', bytes: 7 }, '…')).toBe('[1.0, 2]');
    expect(formatValue({ preview: '[1.0,2', bytes: 99 }, '…')).toBe('[1.0, … (99 B)');
    expect(formatValue({ preview: 'no json', bytes: 7 }, '…')).toBe('no json… (7 B)');
  });

  test.each([
    ['{', '… (9.7 KB)'],
    ['{"pa', '… (9.7 KB)'],
    ['{"path"', '… (9.7 KB)'],
    ['{"path":', 'path=… (9.7 KB)'],
    ['{"path":"', "path='… (9.7 KB)"],
    ['{"path":"a\\', "path='a… (9.7 KB)"],
    ['{"path":"a\\\\', "path='a\\\\… (9.7 KB)"],
    ['{"path":"a\\u00e', "path='a… (9.7 KB)"],
    ['{"path":"a","limit":1', "path='a', limit=… (9.7 KB)"],
    ['{"path":"a","limit":10,', "path='a', limit=10, … (9.7 KB)"],
    ['{"on":tru', 'on=… (9.7 KB)'],
    ['{"v":[-5,4,1', 'v=[-5, 4, … (9.7 KB)'],
    ['{"v":[', 'v=[… (9.7 KB)'],
    ['{"v":[{"b":1,"a":[2.0,', 'v=[{b: 1, a: [… (9.7 KB)'],
    ['{"v":{"b":1,"1":[2,', 'v={b: 1, 1: [2, … (9.7 KB)'],
    ['{"v":[1,2,3,4,5,6,7,8', 'v=[1, 2, 3, 4, 5, 6, … (9.7 KB)'],
    ['{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":[1', 'a=1, b=2, c=3, d=4, e=5, f=6, … (9.7 KB)'],
    ['["a","b', "['a', 'b… (9.7 KB)"],
    ['{a: 1', '{a: 1… (9.7 KB)'],
    [`{"v":${'['.repeat(4000)}`, `{"v":${'['.repeat(55)}… (9.7 KB)`],
  ])('a preview that stops at %s is read that far', (preview, shown) => {
    expect(formatArgs({ preview, bytes: 10_000 }, '…')).toBe(shown);
  });

  test('whatever a preview stops at, there is one ellipsis at its end, however wide the line', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(300), fc.nat(80), (json, end, width) => {
        fc.pre(!json.includes('…'));
        const args = { preview: json.slice(0, end), bytes: 10_000 };
        expect(formatArgs(args, '…')).toMatch(/(?<!…)… \(9\.7 KB\)$/);
        const fitted = fitArgs(args, width, '…');
        expect(fitted).not.toContain('……');
        expect(widthOf(fitted)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('output lines', () => {
  const piece = (stream: 'stdout' | 'stderr', text: string) => ({ seq: 1, at: 1, stream, text });

  test('are put together from the pieces of each stream', () => {
    const output = [piece('stdout', 'a'), piece('stderr', 'x\ny'), piece('stdout', 'b\nc')];
    expect(lastOutputLines(output, 9).map(({ stream, text }) => `${stream} ${text}`)).toEqual([
      'stderr x',
      'stdout ab',
      'stdout c',
      'stderr y',
    ]);
    expect(lastOutputLines(output, 2)).toHaveLength(2);
    expect(lastOutputLines(output, 0)).toEqual([]);
  });

  test('the last ones of long output are the last ones', () => {
    const output = Array.from({ length: 50_000 }, (_, index) => piece('stdout', `${index}\n`));
    expect(lastOutputLines(output, 2).map(({ text }) => text)).toEqual(['49998', '49999']);
    const one = [piece('stdout', output.map(({ text }) => text).join(''))];
    expect(lastOutputLines(one, 2).map(({ text }) => text)).toEqual(['49998', '49999']);
  });

  test('H-E4: a carriage return hides nothing', () => {
    expect(showOutputLine('a\tb', '…')).toBe('a    b');
    const lines = new OutputLines();
    lines.add('stdout', 'abc');
    const completed = lines.add('stdout', '\rover\r\nWindows line\r\nrest\r');
    expect([...completed, ...lines.rest()].map(({ text }) => showOutputLine(text, '…'))).toEqual([
      'abc\\rover',
      'Windows line',
      'rest\\r',
    ]);
  });

  test('a line that never ends is cut', () => {
    const lines = new OutputLines();
    for (let index = 0; index < 100; index += 1) lines.add('stdout', 'x'.repeat(1_000));
    const [line] = lines.rest();
    expect(showOutputLine(line?.text ?? '', '…')).toBe(`${'x'.repeat(2_000)}…`);
  });
});
