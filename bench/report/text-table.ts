import type { Report } from './report.ts';
import { showRow } from './shown.ts';

const HEADINGS = ['', 'median', 'p25–p75', '', 'floor', 'ratio', 'aim'];

/** The report for a terminal. */
export function textTable({ rows, machine, warnings }: Report): string {
  const lines = rows.map((row) => {
    const { value, spread, rate, floor, ratio, aim } = showRow(row);
    return [row.name, value, spread, rate, floor, ratio, aim];
  });
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const join = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === 6 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  const { cpu, cores, node, commit, date } = machine;
  const shown = [`${cpu}, ${cores} CPUs, Node ${node}, commit ${commit ?? 'unknown'}, ${date}`];
  for (const [index, row] of rows.entries()) {
    if (row.section !== rows[index - 1]?.section) {
      shown.push('', join([row.section, ...HEADINGS.slice(1)]));
    }
    shown.push(join(lines[index] ?? []));
  }
  if (warnings.length > 0) shown.push('', ...warnings.map((warning) => `Warning: ${warning}`));
  return `${shown.join('\n')}\n`;
}
