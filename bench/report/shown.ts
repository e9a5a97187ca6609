import type { Row } from './report.ts';

/** The texts of one row, as both the terminal and the page show them. */
export interface ShownRow {
  value: string;
  /** The middle half of the figures. */
  spread: string;
  rate: string;
  floor: string;
  ratio: string;
  aim: string;
}

export function showRow(row: Row): ShownRow {
  const { value, unit, p25, p75, floor, floorName, ratio, aim, met, megabytesPerSecond } = row;
  return {
    value: `${digits(value)} ${unit}`,
    spread: `${digits(p25)}–${digits(p75)}`,
    rate: megabytesPerSecond === undefined ? '' : `${digits(megabytesPerSecond)} MB/s`,
    floor: `${floorName.replace(/^exchange .*/, 'exchange')} ${digits(floor)} ${unit}`,
    ratio: digits(ratio),
    aim: aim === undefined ? '' : `≤ ${aim} ${met ? '✓' : '✗'}`,
  };
}

/** Three digits, or the whole part where it is longer. */
function digits(figure: number): string {
  if (figure >= 100) return figure.toFixed(0);
  return figure >= 10 ? figure.toFixed(1) : figure.toFixed(2);
}
