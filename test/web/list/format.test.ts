import { expect, test } from 'vitest';
import { formatBytes } from '../../../src/web/format/bytes.ts';
import { formatAgo } from '../../../src/web/format/clock.ts';
import { formatDuration, formatWait } from '../../../src/web/format/duration.ts';
import { keyName } from '../../../src/web/keys/key-name.ts';
import { initialsOf } from '../../../src/web/ui/initials.ts';

test.each([
  [-5, '0 ms'],
  [0, '0 ms'],
  [212, '212 ms'],
  [999, '999 ms'],
  [999.7, '1.0 s'],
  [3149, '3.1 s'],
  [9999, '9.9 s'],
  [48_000, '48 s'],
  [59_999, '59 s'],
  [84_000, '1 m 24 s'],
  [242_000, '4 m 02 s'],
  [600_000, '10 m'],
  [2_299_000, '38 m'],
  [7_500_000, '2 h 05 m'],
  [273_600_000, '3 d 4 h'],
])('%d ms lasted %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test.each([
  [9_400, '9 s'],
  [360_000, '6 min'],
  [7_200_000, '2 h'],
  [172_800_000, '2 d'],
])('somebody who waits %d ms waits %s', (milliseconds, text) => {
  expect(formatWait(milliseconds)).toBe(text);
});

test.each([
  [0, '0 B'],
  [214, '214 B'],
  [999, '999 B'],
  [1000, '1.0 KB'],
  [4100, '4.1 KB'],
  [96_000, '96 KB'],
  [999_499, '999 KB'],
  [999_500, '1.0 MB'],
  [9_400_000, '9.4 MB'],
  [48_200_000, '48.2 MB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('a clock that is ahead of the server does not make times negative', () => {
  expect(formatAgo(2000, 1000)).toBe('0 s ago');
});

test.each([
  [{ key: 'k', metaKey: true }, 'mod+k'],
  [{ key: 'K', ctrlKey: true, shiftKey: true }, 'mod+shift+k'],
  [{ key: '?', shiftKey: true }, '?'],
  [{ key: 'C', shiftKey: true }, 'shift+c'],
  [{ key: 'ArrowDown', shiftKey: true }, 'shift+arrowdown'],
  [{ key: ' ' }, 'space'],
])('the key press %j is %s', (press, name) => {
  const none = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
  expect(keyName({ ...none, ...press })).toBe(name);
});

test.each([
  ['Mara Lindqvist', 'ML'],
  ['ada', 'A'],
  ['jean-luc de la tour', 'JT'],
  ['', ''],
  ['<b>', ''],
])('the initials of %j are %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
