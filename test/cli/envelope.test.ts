import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { envelopeLine, valueText } from '../../src/cli/run/envelope.ts';
import { indentJson } from '../../src/cli/run/indent-json.ts';
import type { RunResult } from '../../src/runs/api.ts';

const result: RunResult = {
  ok: true,
  stdout: 'a\n',
  stderr: '',
  value: { n: 1 },
  valueJson: '{"n":1.0,"big":12345678901234567890}',
  runId: 'run-1',
  outcome: 'done',
  calls: { ok: 2, error: 0, refused: 0, cancelled: 0, timed_out: 0 },
  durationMs: 12,
  isolation: 'namespaced',
  notes: [],
  files: [],
};

describe('the envelope', () => {
  test('is one line whose value keeps every digit', () => {
    expect(envelopeLine(result)).toBe(
      '{"ok":true,"stdout":"a\\n","stderr":"","value":{"n":1.0,"big":12345678901234567890},' +
        '"runId":"run-1","outcome":"done",' +
        '"calls":{"ok":2,"error":0,"refused":0,"cancelled":0,"timed_out":0},' +
        '"durationMs":12,"isolation":"namespaced","notes":[]}\n',
    );
  });

  test('tells what failed and what stopped the run', () => {
    const line = envelopeLine({
      ...result,
      ok: false,
      valueJson: 'null',
      error: 'TimeoutError',
      message: 'time is up',
      traceback: 'Traceback …',
      outcome: 'timed_out',
      stoppedBy: 'kill',
    });
    expect(JSON.parse(line)).toMatchObject({
      ok: false,
      value: null,
      error: 'TimeoutError',
      message: 'time is up',
      traceback: 'Traceback …',
      outcome: 'timed_out',
      stoppedBy: 'kill',
    });
  });

  test('H-P14 marks a value that is no JSON', () => {
    const preview = { ...result, preview: 'set', value: '{1, 2}', valueJson: '"{1, 2}"' };
    expect(JSON.parse(envelopeLine(preview))).toMatchObject({ value: '{1, 2}', preview: 'set' });
    expect(valueText(preview)).toBe('(not JSON; this is its repr)\n{1, 2}\n');
  });

  test('stays one line when the value’s text has line breaks', () => {
    const line = envelopeLine({ ...result, valueJson: '[\r\n1\n]' });
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toMatchObject({ value: [1] });
  });
});

describe('the value as text', () => {
  test('is nothing where the program has no value', () => {
    expect(valueText({ ...result, valueJson: 'null' })).toBe('');
  });

  test('is laid out over several lines, digit for digit', () => {
    expect(valueText({ ...result, valueJson: '{"a":[1.0,-0.0],"b":{},"c":[]}' })).toBe(
      '{\n  "a": [\n    1.0,\n    -0.0\n  ],\n  "b": {},\n  "c": []\n}\n',
    );
  });

  test('is laid out when it is long, whatever it escapes', () => {
    const long = JSON.stringify(['"\\'.repeat(3_000_000)]);
    expect(indentJson(long)).toBe(`[\n  ${long.slice(1, -1)}\n]`);
  });

  test('is laid out as JSON.stringify lays it out', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });
});
