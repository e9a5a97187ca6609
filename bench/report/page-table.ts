import { ROWS } from '../rows.ts';
import type { Report } from './report.ts';
import { showRow } from './shown.ts';

const BEGIN = '<!-- table: npm run bench -- --out FILE --docs -->';
const END = '<!-- end of table -->';

/** The report as Markdown. */
function markdownTable({ rows, machine, rounds, warnings }: Report): string {
  const { cpu, cores, memoryMiB, system, node, pyodide, isolation, commit, date } = machine;
  const lines = [
    `${date.slice(0, 10)}, commit ${commit ?? 'unknown'}, ${rounds} rounds. ${cpu}, ${cores} CPUs, ` +
      `${Math.round(memoryMiB / 1024)} GiB, ${system}, Node ${node}, Pyodide ${pyodide}, sandbox ${isolation}.`,
  ];
  for (const warning of warnings) lines.push('', `Warning: ${warning}`);
  for (const [index, row] of rows.entries()) {
    if (row.section !== rows[index - 1]?.section) {
      lines.push('', `**${row.section}**`, '');
      lines.push('| | median | p25–p75 | floor | ratio | aim |', '|---|--:|--:|--:|--:|---|');
    }
    const { value, spread, rate, floor, ratio, aim } = showRow(row);
    const median = rate === '' ? value : `${value}, ${rate}`;
    lines.push(`| ${row.name} | ${median} | ${spread} | ${floor} | ${ratio} | ${aim} |`);
  }
  return lines.join('\n');
}

/**
 * Puts the report's table between the two markers of a page.
 *
 * @throws Error when the page has no markers, or the report is of less than the whole benchmark.
 */
export function replaceTable(page: string, report: Report): string {
  const reported = new Set(report.rows.map(({ name }) => name));
  const lacking = ROWS.filter(({ name }) => !reported.has(name)).map(({ name }) => name);
  if (report.quick || lacking.length > 0) {
    const what = report.quick ? 'is of a quick run' : `lacks ${lacking.join('; ')}`;
    throw new Error(`The page shows the whole benchmark, and this report ${what}`);
  }
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) {
    throw new Error(`The page has no place for the table: it needs "${BEGIN}" and "${END}"`);
  }
  const before = page.slice(0, begin + BEGIN.length);
  return `${before}\n\n${markdownTable(report)}\n\n${page.slice(end)}`;
}
