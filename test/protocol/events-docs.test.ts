import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../src/protocol/error-codes.ts';
import { eventSchemas } from '../../src/protocol/events/event.ts';
import { DEFAULT_LIMITS } from '../../src/protocol/limits.ts';

const page = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');

test.each([
  ...Object.keys(eventSchemas),
  ...Object.keys(ERROR_CODES),
  ...Object.keys(DEFAULT_LIMITS),
])('docs/protocol.md has a row for %s', (name) => {
  expect(page).toContain(`\n| \`${name}\` |`);
});

// The fixtures use every field of every event at least once; so must the page.
test.each(Object.keys(eventSchemas))('docs/protocol.md names every field of %s', (type) => {
  const url = new URL(`../../conformance/events/${type}.json`, import.meta.url);
  const { valid } = JSON.parse(readFileSync(url, 'utf8')) as {
    valid: { name: string; event: Record<string, unknown> }[];
  };
  const known = valid.filter(({ name }) => !name.includes('does not define'));
  const fields = new Set(known.flatMap(({ event }) => Object.keys(event)));
  for (const field of fields) expect(page).toMatch(new RegExp(`\`${field}\\??\``));
});
