import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Tool } from '../../src/tools/tool.ts';
import { root } from './source-files.ts';

interface Flight {
  origin: string;
  delay: number;
}

interface Row {
  code: string;
  city: string;
  flights: number;
  minutes: number;
  low: number;
  high: number;
}

interface Envelope {
  stdout: string;
  outcome: string;
  calls: Record<string, number>;
  value: { everywhere: Omit<Row, 'code' | 'city'>; worst: Row; best: Row; chart: string };
}

const example = join(root, 'examples/flight-delays');
const data = new URL('../data/flights-20k.json', import.meta.resolve('vega-datasets'));
const flights = JSON.parse(readFileSync(fileURLToPath(data), 'utf8')) as Flight[];

/** The smallest delay that at least nine of ten of the flights did not go beyond. */
function ninetiethPercentile(of: readonly Flight[]): number {
  const delays = of.map(({ delay }) => delay).sort((one, other) => one - other);
  const kept = delays.findIndex((_delay, index) => (index + 1) * 10 >= delays.length * 9);
  return delays[kept] ?? Number.NaN;
}

function busiestAirports(): { code: string; flights: number; minutes: number }[] {
  const byOrigin = Map.groupBy(flights, ({ origin }) => origin);
  return [...byOrigin]
    .map(([code, own]) => ({ code, flights: own.length, minutes: ninetiethPercentile(own) }))
    .sort((one, other) => other.flights - one.flights || (one.code < other.code ? -1 : 1))
    .slice(0, 24)
    .sort((one, other) => other.minutes - one.minutes || (one.code < other.code ? -1 : 1));
}

describe('the flight delays example', () => {
  let envelope: Envelope;

  beforeAll(async () => {
    rmSync(join(example, 'out'), { recursive: true, force: true });
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        'dist/cli/main.js',
        'run',
        join(example, 'report.py'),
        '--tools',
        join(example, 'tools.ts'),
        '--json',
      ],
      { cwd: root },
    );
    envelope = JSON.parse(stdout) as Envelope;
  });

  test('comes to what the data say', () => {
    const airports = busiestAirports();
    expect(envelope.outcome).toBe('done');
    expect(envelope.value).toMatchObject({
      everywhere: { flights: 20_000, minutes: ninetiethPercentile(flights) },
      worst: airports[0],
      best: airports.at(-1),
    });
  });

  test('gives intervals that hold their estimates', () => {
    const { everywhere, worst, best } = envelope.value;
    for (const { low, minutes, high } of [everywhere, worst, best]) {
      expect(low).toBeLessThanOrEqual(minutes);
      expect(minutes).toBeLessThanOrEqual(high);
    }
    // More flights make a narrower interval.
    expect(everywhere.high - everywhere.low).toBeLessThan(worst.high - worst.low);
  });

  test('makes its calls and handles the one that fails', () => {
    expect(envelope.calls).toEqual({ ok: 53, error: 1, refused: 0, cancelled: 0, timed_out: 0 });
    expect(envelope.stdout).toContain('No sample of 50k flights, trying a smaller one\n');
  });

  test('has one tool that changes something, and says of the others that they only read', async () => {
    const tools = (await import(join(example, 'tools.ts'))) as Record<string, Tool>;
    const changing = Object.values(tools).filter(
      ({ annotations }) => annotations.readOnlyHint !== true,
    );
    expect(changing.map(({ name }) => name)).toEqual(['save_chart']);
  });

  test('names its chart as seen from where it was started', () => {
    expect(envelope.value.chart).toBe(join('examples', 'flight-delays', 'out', 'delays.svg'));
  });

  test('leaves a chart with a row for each airport', () => {
    const chart = readFileSync(join(root, envelope.value.chart), 'utf8');
    expect(chart.match(/<circle /g)?.length).toBe(24);
    for (const { code } of busiestAirports()) expect(chart).toContain(`(${code})</text>`);
  });
});
