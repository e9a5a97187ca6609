import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../bench/report/report.ts';
import { fencedBlocksOf } from '../house/markdown.ts';
import { textOf } from '../house/source-files.ts';
import { ROW_NAMES } from './row-names.ts';
import { type BenchResult, runBench } from './run-bench.ts';

const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-test-'));
const file = join(folder, 'bench.json');
const temporary = join(folder, 'tmp');

/** What a machine cannot tell is left out. */
const canPin = (process.env.PATH ?? '')
  .split(delimiter)
  .some((path) => existsSync(join(path, 'taskset')));
const expected = ROW_NAMES.filter(
  (name) =>
    (canPin || !name.endsWith(', one CPU')) &&
    (process.platform === 'linux' || !name.startsWith('private memory')),
);

/** Of the rows whose measurement looks at several things at once. */
const FIGURES_A_ROUND: Readonly<Record<string, number>> = {
  'private memory of an idle session': 2,
  'followed log: line to reader': 10,
};

describe('a quick benchmark', () => {
  let result: BenchResult;
  let report: Report;

  beforeAll(async () => {
    mkdirSync(temporary);
    result = await runBench(['--quick', '--rounds', '1', '--out', file], { TMPDIR: temporary });
    if (existsSync(file)) report = JSON.parse(readFileSync(file, 'utf8'));
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('ends well', () => {
    expect(result).toMatchObject({ exitCode: 0 });
  });

  test('has every row, in order', () => {
    expect(report.rows.map(({ name }) => name)).toEqual(expected);
  });

  test.each(expected)('%s: has figures above nothing, and the ratio of its two', (name) => {
    const row = report.rows.find((one) => one.name === name);
    const { value = 0, floor = 0, ratio = 0, p25, p75, floorP25, floorP75 } = row ?? {};
    for (const figure of [value, floor, ratio, p25, p75, floorP25, floorP75]) {
      expect(figure).toSatisfy(Number.isFinite);
      expect(figure).toBeGreaterThan(0);
    }
    expect(ratio).toBeCloseTo(value / floor, 9);
    expect(['ms', 'µs', 'MiB']).toContain(row?.unit);
    expect(row?.figures).toBe(FIGURES_A_ROUND[name] ?? 1);
  });

  test('says what is aimed for, and whether it is kept', () => {
    const aims = report.rows.flatMap(({ name, aim, ratio, met }) => {
      if (aim === undefined) return [];
      expect(met, name).toBe(ratio <= aim);
      return [[name.replace(/,? ?(256|10,000) in flight/, ''), aim]];
    });
    expect(Object.fromEntries(aims)).toEqual({
      'cold start / stock restore': 0.8,
      'cold start / stock boot': 0.15,
      ...(canPin && {
        'sequential call, one CPU': 4,
        'gather of 10,000 futures, one CPU': 1,
        'gather of 10,000 coroutines, one CPU': 1,
      }),
      'gather of 10,000 futures, free': 1,
      'gather of 10,000 coroutines, free': 1,
      'followed log: line to reader': 1.2,
      ...(process.platform === 'linux' && { 'private memory of an idle session': 12 }),
    });
  });

  test('tells how many bytes a second the payloads move', () => {
    const { value = 0, megabytesPerSecond } =
      report.rows.find(({ name }) => name === 'text 1 MB as result') ?? {};
    expect(megabytesPerSecond).toBeCloseTo(1_048_576 / value, 6);
  });

  test('tells what it was measured on', () => {
    const { machine } = report;
    expect(machine.node).toBe(process.versions.node);
    expect(machine.cpu).not.toBe('');
    expect(machine.cores).toBeGreaterThan(0);
    expect(machine.load).toHaveLength(3);
    expect(machine.pyodide).toMatch(/^\d+\.\d+\.\d+$/);
    expect(machine.commit === null || /^[0-9a-f]{7,}\+?$/.test(machine.commit)).toBe(true);
    expect(new Date(machine.date).toISOString()).toBe(machine.date);
    expect(['basic', 'limited', 'namespaced']).toContain(machine.isolation);
    expect(report).toMatchObject({ rounds: 1, quick: true });
  });

  test('has the fields that its page shows', () => {
    const [example] = fencedBlocksOf(textOf('docs/benchmark.md'))
      .filter(({ language }) => language === 'json')
      .map(({ text }) => JSON.parse(text) as Report);
    expect(Object.keys(report)).toEqual(Object.keys(example ?? {}));
    expect(Object.keys(report.machine)).toEqual(Object.keys(example?.machine ?? {}));
    const [shown] = example?.rows ?? [];
    const row = report.rows.find(({ aim }) => aim !== undefined);
    expect(Object.keys(row ?? {})).toEqual(Object.keys(shown ?? {}));
  });

  test('keeps every figure it took', () => {
    const { start } = report.figures;
    expect(Object.keys(start ?? {}).sort()).toEqual([
      'F1',
      'program',
      'session',
      'stock boot',
      'stock restore',
    ]);
    expect(start?.session).toEqual([report.rows[0]?.value]);
  });

  test('prints a table of every row on standard output and progress on standard error', () => {
    for (const name of expected) expect(result.stdout).toContain(`\n${name}  `);
    for (const job of ['start', 'calls', 'payloads', 'memory']) {
      expect(result.stderr).toContain(`${job}: round 1 of 1\n`);
    }
  });

  test('leaves nothing behind in the temporary folder', () => {
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('can be shown again from its report', async () => {
    const again = await runBench(['--from', file]);
    expect(again).toEqual({ exitCode: 0, stdout: result.stdout, stderr: '' });
  });

  test('is not put into the page', async () => {
    const page = textOf('docs/benchmark.md');
    const refused = await runBench(['--from', file, '--docs']);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('this report is of a quick run');
    expect(textOf('docs/benchmark.md')).toBe(page);
  });
});
