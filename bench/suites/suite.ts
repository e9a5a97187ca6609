/**
 * Takes one measurement and resolves to it: a duration for one operation, or one figure for each of
 * several things that were looked at together.
 */
export type Measure = () => Promise<number | readonly number[]>;

/** The things that one suite measures, ready to be measured round after round. */
export interface OpenSuite {
  /** By the names that the rows of the report use. */
  measures: Readonly<Record<string, Measure>>;
  close(): Promise<void>;
}

/** Measurements that are compared with each other and therefore taken in turns by one process. */
export interface Suite {
  /** Whether one round is all there is to see, so that neither warm-up nor repetition helps. */
  once: boolean;
  /** Opens what is wanted and nothing else. `quick` asks for fewer repetitions in a measurement. */
  open(wanted: ReadonlySet<string>, quick: boolean): Promise<OpenSuite>;
}
