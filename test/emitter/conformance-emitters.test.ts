import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type RecordingReceiver, type SentEvent, startReceiver } from './recording-receiver.ts';
import { type ProgramEnd, runNode, runPython } from './run-program.ts';

interface Case {
  name: string;
  steps: unknown[];
  expected: Record<string, unknown[]>;
}

const file = new URL('../../conformance/emitter/emitters.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };

type Runner = (args: string[]) => Promise<ProgramEnd>;
const emitters: [string, string, Runner][] = [
  ['TypeScript', 'Error', (args) => runNode('run-vector.ts', args)],
  ['Python', 'ExpectedError', (args) => runPython({ file: 'run_vector.py' }, args)],
];

/** Ids by the order of their first mention; the time is checked and left out. */
function comparable(events: readonly SentEvent[]): unknown[] {
  const ids: string[] = [];
  const named = (id: unknown): string => {
    expect(id).toMatch(/^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
    if (!ids.includes(id as string)) ids.push(id as string);
    return `#${ids.indexOf(id as string) + 1}`;
  };
  return events.map(({ at, call_id, parent_call_id, ...event }) => {
    expect(Number.isInteger(at) && Math.abs((at as number) - Date.now()) < 600_000).toBe(true);
    const parent = parent_call_id === undefined ? {} : { parent_call_id: named(parent_call_id) };
    return { ...event, call_id: named(call_id), ...parent };
  });
}

function fill(value: unknown, errorName: string): unknown {
  if (value === '$errorName') return errorName;
  if (Array.isArray(value)) return value.map((item) => fill(item, errorName));
  if (typeof value !== 'object' || value === null) return value;
  if ('$letters' in value) return 'x'.repeat(value.$letters as number);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, fill(inner, errorName)]),
  );
}

describe.each(emitters)('the %s emitter', (_language, errorName, run) => {
  test.each(cases)('posts as the fixture says: $name', async ({ steps, expected }) => {
    const receivers = new Map<string, RecordingReceiver>();
    await using stack = new AsyncDisposableStack();
    for (const letter of Object.keys(expected)) {
      receivers.set(letter, stack.use(await startReceiver()));
    }
    const urls = Object.fromEntries([...receivers].map(([letter, { url }]) => [letter, url]));
    const ended = await run([JSON.stringify({ steps }), JSON.stringify(urls)]);
    expect(ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
    for (const [letter, { events, posts }] of receivers) {
      expect(comparable(events)).toEqual(fill(expected[letter], errorName));
      expect(posts.every(({ type }) => type === 'application/json')).toBe(true);
    }
  });
});
