import { describe, expect, test } from 'vitest';
import type { Machine } from '../../bench/report/machine.ts';
import { replaceTable } from '../../bench/report/page-table.ts';
import { quantile } from '../../bench/report/quantile.ts';
import { makeRow, type Report } from '../../bench/report/report.ts';
import { warnOfBusy, warnOfLoad, warnOfSpread } from '../../bench/report/warnings.ts';
import { textOf } from '../house/source-files.ts';
import { ROW_NAMES } from './row-names.ts';

const machine: Machine = {
  cpu: 'Abacus 3',
  cores: 2,
  memoryMiB: 2048,
  system: 'linux x64 6.1',
  node: '24.21.0',
  pyodide: '314.0.7',
  isolation: 'limited',
  commit: 'abcdef0',
  date: '2026-01-02T03:04:05.678Z',
  load: [0.25, 0.5, 0.75],
};

const figures = new Map([
  ['own', [12, 8, 10, 9, 11]],
  ['least', [4, 1, 2, 3, 100]],
]);

function rowNamed(name: string, floor = 'least') {
  return makeRow(
    {
      name,
      section: 'Tides',
      suite: 'calls',
      pinned: false,
      measure: 'own',
      floor,
      unit: 'µs',
      aim: 3,
      bytes: 500,
    },
    new Map([...figures, ['F1', [10, 10, 10, 14, 18]]]),
  );
}

const report: Report = {
  rows: ROW_NAMES.map((name) => rowNamed(name)),
  machine,
  rounds: 5,
  quick: false,
  busy: {},
  warnings: ['The tide was high.'],
  figures: {},
};

const PAGE = `# Before

<!-- table: npm run bench -- --out FILE --docs -->
A table of last year.
<!-- end of table -->

After
`;

describe('the report', () => {
  test('has medians, the middle half, and the ratio of the medians', () => {
    expect(rowNamed('ebb')).toEqual({
      name: 'ebb',
      section: 'Tides',
      unit: 'µs',
      value: 10,
      p25: 9,
      p75: 11,
      floor: 3,
      floorName: 'least',
      floorP25: 2,
      floorP75: 4,
      ratio: 10 / 3,
      aim: 3,
      met: false,
      megabytesPerSecond: 50,
      figures: 5,
    });
  });

  test('takes a quantile between two figures where none is at its place', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([7], 0.25)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });

  test('puts its table between the markers of the page and leaves the rest', () => {
    const page = replaceTable(PAGE, report);
    expect(page).toMatch(
      /^# Before\n\n<!-- table: .* -->\n\n2026-01-02, commit abcdef0, 5 rounds\. Abacus 3, 2 CPUs, 2 GiB, /,
    );
    expect(page).toContain('\n\nWarning: The tide was high.\n\n**Tides**\n\n| | median |');
    expect(page).toContain(
      '\n| cold start / F1 | 10.0 µs, 50.0 MB/s | 9.00–11.0 | least 3.00 µs | 3.33 | ≤ 3 ✗ |\n',
    );
    expect(page).toMatch(/ \|\n\n<!-- end of table -->\n\nAfter\n$/);
    expect(page).not.toContain('last year');
    expect(replaceTable(page, report)).toBe(page);
  });

  test('is not put into a page without markers, nor when rows are missing', () => {
    expect(() => replaceTable('# Page\n', report)).toThrow('no place for the table');
    const rows = report.rows.slice(1);
    expect(() => replaceTable(PAGE, { ...report, rows })).toThrow('lacks cold start / F1');
  });

  test('stands in the documentation with every row', () => {
    const table = textOf('docs/benchmark.md').split(/<!-- (?:table: .*|end of table) -->/)[1];
    const names = [...(table ?? '').matchAll(/^\| ([^|]+?) \| [\d.]/gm)].map(([, name]) => name);
    expect(names).toEqual(ROW_NAMES);
  });
});

describe('warnings', () => {
  test('tell of other work on the machine', () => {
    expect(warnOfLoad(machine)).toEqual([]);
    expect(warnOfLoad({ ...machine, load: [1.5, 0, 0] })).toEqual([
      'The load was 1.5 on 2 CPUs as the benchmark began: other work was running.',
    ]);
    expect(warnOfBusy({ start: 0.1, calls: 0.5 })).toEqual([
      'Other work used the CPUs: 50 % before calls.',
    ]);
    expect(warnOfBusy({ start: 0.1 })).toEqual([]);
  });

  test('tell when Node’s own starts differ', () => {
    expect(warnOfSpread([rowNamed('flood', 'F1')])).toEqual([
      'The middle half of Node’s own starts (F1) spreads over 40 % of their median.',
    ]);
    expect(warnOfSpread([rowNamed('ebb')])).toEqual([]);
  });
});
