import { expect, test } from 'vitest';
import { mediaTypeOf } from '../../src/agents/session/media-type.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a file has the media type of its name, else that of its bytes', () => {
  expect(mediaTypeOf('a/b.csv', utf8('x'))).toBe('text/csv');
  expect(mediaTypeOf('page.html', utf8('x'))).toBe('text/html');
  expect(mediaTypeOf('main.ts', utf8('let x = 1;'))).toBe('text/plain');
  expect(mediaTypeOf('LICENSE', utf8('words'))).toBe('text/plain');
  expect(mediaTypeOf('LICENSE', utf8(''))).toBe('text/plain');
  expect(mediaTypeOf('core', Uint8Array.of(1, 0, 2))).toBe('application/octet-stream');
  expect(mediaTypeOf('core', Uint8Array.of(0xff, 0xfe))).toBe('application/octet-stream');
  // The sample ends within a character.
  expect(mediaTypeOf('notes', utf8(`${'x'.repeat(4095)}é${'x'.repeat(10)}`))).toBe('text/plain');
});
