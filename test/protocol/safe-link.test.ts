import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeLink } from '../../src/protocol/safe-link.ts';

test('H-A9: only http and https are offered as links', () => {
  expect(safeLink('https://example.com/a?b#c')?.href).toBe('https://example.com/a?b#c');
  expect(safeLink('HTTP://example.com')?.href).toBe('http://example.com/');
  for (const given of [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'blob:https://example.com/x',
    'view-source:https://example.com',
    'ftp://example.com',
    'example.com',
    '//example.com',
    '"https://example.com"',
    '',
  ]) {
    expect(safeLink(given), given).toBeUndefined();
  }
});

test('H-A9: whatever is given, a link is of http or https', () => {
  const scheme = fc.constantFrom('javascript:', 'file:', 'http:', 'HTTPS://', 'data:', '\u0001');
  fc.assert(
    fc.property(fc.tuple(scheme, fc.string({ unit: 'binary' })), (parts) => {
      expect(safeLink(parts.join(''))?.protocol ?? 'http:').toMatch(/^https?:$/);
    }),
  );
});
