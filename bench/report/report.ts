import type { RowDefinition } from '../rows.ts';
import type { Figures } from '../run-suite.ts';
import type { Machine } from './machine.ts';
import { quantile } from './quantile.ts';

/** One measurement beside its floor: medians, with the middle half of the figures as the spread. */
export interface Row {
  name: string;
  section: string;
  unit: 'ms' | 'µs' | 'MiB';
  value: number;
  p25: number;
  p75: number;
  /** The floor's median, in the same unit. */
  floor: number;
  floorName: string;
  floorP25: number;
  floorP75: number;
  /** `value / floor`. */
  ratio: number;
  /** The ratio aimed for, and whether it is kept. */
  aim?: number;
  met?: boolean;
  /** Millions of bytes a second, where the operation moves a known number of bytes. */
  megabytesPerSecond?: number;
  /** How many figures the median is of. */
  figures: number;
}

/** What one run of the benchmark leaves behind. */
export interface Report {
  rows: Row[];
  machine: Machine;
  /** Rounds asked for; the memory of idle processes is read once. */
  rounds: number;
  quick: boolean;
  /** Share of the processors that others used in the half second before each job. */
  busy: Record<string, number>;
  /** Reasons to doubt the figures, one sentence each. */
  warnings: string[];
  /** Every figure, by job and measure, in the order taken. */
  figures: Record<string, Record<string, number[]>>;
}

export function makeRow(definition: RowDefinition, figures: Figures): Row {
  const { name, section, unit, measure, floor: floorName, aim, bytes } = definition;
  const own = figures.get(measure) ?? [];
  const floors = figures.get(floorName) ?? [];
  const value = quantile(own, 0.5);
  const floor = quantile(floors, 0.5);
  const ratio = value / floor;
  return {
    name,
    section,
    unit,
    value,
    p25: quantile(own, 0.25),
    p75: quantile(own, 0.75),
    floor,
    floorName,
    floorP25: quantile(floors, 0.25),
    floorP75: quantile(floors, 0.75),
    ratio,
    ...(aim !== undefined && { aim, met: ratio <= aim }),
    ...(bytes !== undefined && { megabytesPerSecond: bytes / value }),
    figures: own.length,
  };
}
