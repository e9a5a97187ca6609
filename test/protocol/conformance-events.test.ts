import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { eventSchemas, parseEvent } from '../../src/protocol/events/event.ts';
import { InvalidEventError } from '../../src/protocol/events/invalid-event.ts';

interface EventFixture {
  type?: string;
  valid: { name: string; event: unknown }[];
  invalid: { name: string; event: unknown; error: { code: string; path: (string | number)[] } }[];
}

const folder = new URL('../../conformance/events/', import.meta.url);
const files = readdirSync(folder).sort();

function readFixture(file: string): EventFixture {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as EventFixture;
}

test('every event type has a fixture of its own name', () => {
  const named = files.filter((file) => file !== 'any-event.json');
  expect(named).toEqual(
    Object.keys(eventSchemas)
      .map((type) => `${type}.json`)
      .sort(),
  );
  for (const file of named) expect(`${readFixture(file).type}.json`).toBe(file);
});

describe.each(files)('fixture %s', (file) => {
  const { valid, invalid } = readFixture(file);

  test.each(valid)('accepts and changes nothing: $name', ({ event }) => {
    const before = JSON.stringify(event);
    expect(parseEvent(event)).toBe(event);
    expect(JSON.stringify(event)).toBe(before);
  });

  test.each(invalid)('refuses: $name', ({ event, error }) => {
    let thrown: unknown;
    try {
      parseEvent(event);
    } catch (cause) {
      thrown = cause;
    }
    expect(thrown).toBeInstanceOf(InvalidEventError);
    expect(thrown).toMatchObject(error);
  });
});
