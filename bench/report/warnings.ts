import type { Machine } from './machine.ts';
import type { Row } from './report.ts';

/** A processor more or less busy moves every figure; a quarter is where it begins to show. */
const BUSY = 0.25;
/** On a quiet machine half of the starts of Node lie within a tenth. */
const F1_SPREAD = 0.25;

/** What was wrong with the machine before the first figure was taken. */
export function warnOfMachine({ load, cores, busy }: Machine): string[] {
  const [recent = 0] = load;
  const warnings: string[] = [];
  if (recent > cores / 2) {
    warnings.push(
      `The load was ${recent} on ${cores} CPUs as the benchmark began: other work ran.`,
    );
  }
  if (busy > BUSY) {
    warnings.push(
      `Other work used ${Math.round(busy * 100)} % of the CPUs as the benchmark began.`,
    );
  }
  return warnings;
}

/** What the figures themselves tell of the machine. */
export function warnOfSpread(rows: readonly Row[]): string[] {
  const f1 = rows.find(({ floorName, figures }) => floorName === 'F1' && figures > 1);
  if (f1 === undefined) return [];
  const spread = (f1.floorP75 - f1.floorP25) / f1.floor;
  if (spread <= F1_SPREAD) return [];
  const percent = Math.round(spread * 100);
  return [`The middle half of Node's own starts (F1) spreads over ${percent} %: other work ran.`];
}
