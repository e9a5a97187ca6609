import type { Machine } from './machine.ts';
import type { Row } from './report.ts';

/** A processor more or less busy moves every figure; a quarter is where it begins to show. */
const BUSY = 0.25;
/** On a quiet machine the middle half of Node's starts lies within a tenth. */
const F1_SPREAD = 0.25;

export function warnOfLoad({ load, cores }: Machine): string[] {
  const [recent = 0] = load;
  if (recent <= cores / 2) return [];
  return [
    `The load was ${recent} on ${cores} CPUs as the benchmark began: other work was running.`,
  ];
}

/** `busy`: share of the processors that others used before each job. */
export function warnOfBusy(busy: Readonly<Record<string, number>>): string[] {
  const jobs = Object.entries(busy).filter(([, share]) => share > BUSY);
  if (jobs.length === 0) return [];
  const told = jobs.map(([job, share]) => `${Math.round(share * 100)} % before ${job}`);
  return [`Other work used the CPUs: ${told.join(', ')}.`];
}

export function warnOfSpread(rows: readonly Row[]): string[] {
  const row = rows.find(({ floorName }) => floorName === 'F1');
  if (row === undefined) return [];
  const spread = (row.floorP75 - row.floorP25) / row.floor;
  if (spread <= F1_SPREAD) return [];
  const percent = Math.round(spread * 100);
  return [`The middle half of Node’s own starts (F1) spreads over ${percent} % of their median.`];
}
