import { busyShare } from './busy-share.ts';
import { pinToOneCpu } from './pinning.ts';
import { showRound } from './progress.ts';
import { describeMachine } from './report/machine.ts';
import { makeRow, type Report, type Row } from './report/report.ts';
import { warnOfBusy, warnOfLoad, warnOfSpread } from './report/warnings.ts';
import { ROWS, type RowDefinition } from './rows.ts';
import { runSuite } from './run-suite.ts';
import { canReadMemory } from './suites/process-memory.ts';

export interface BenchmarkOptions {
  only: readonly string[] | undefined;
  rounds: number;
  quick: boolean;
}

/** Measures what is asked for, one suite after another. */
export async function runBenchmark({ only, rounds, quick }: BenchmarkOptions): Promise<Report> {
  const chosen = only === undefined ? ROWS : ROWS.filter((row) => isNamed(row, only));
  if (chosen.length === 0) {
    const names = ROWS.map(({ name }) => `  ${name}`).join('\n');
    throw new Error(`No row is named ${only?.join(' or ')}; the rows are\n${names}`);
  }
  const machine = await describeMachine();
  const warnings = warnOfLoad(machine);
  const pinned = pinToOneCpu();
  const rows: Row[] = [];
  const busy: Report['busy'] = {};
  const figures: Report['figures'] = {};
  for (const [job, definitions] of Map.groupBy(chosen, jobOf)) {
    const [{ suite, pinned: onOneCpu }] = definitions as [RowDefinition];
    if (onOneCpu && pinned === null) {
      warnings.push(`Left out ${job}: this machine has no taskset to hold programs to one CPU.`);
      continue;
    }
    if (suite === 'memory' && !canReadMemory()) {
      warnings.push(`Left out ${job}: this system does not tell what a process keeps for itself.`);
      continue;
    }
    busy[job] = Math.round((await busyShare(500)) * 100) / 100;
    const measures = [...new Set(definitions.flatMap(({ measure, floor }) => [measure, floor]))];
    const taken = await runSuite(
      { suite, measures, rounds, quick },
      onOneCpu ? (pinned ?? []) : [],
      (round, of) => showRound(job, round, of),
    );
    figures[job] = Object.fromEntries(taken);
    rows.push(...definitions.map((definition) => makeRow(definition, taken)));
  }
  warnings.push(...warnOfBusy(busy), ...warnOfSpread(rows));
  return { rows, machine, rounds, quick, busy, warnings, figures };
}

/** Rows that are measured together. */
function jobOf({ suite, pinned }: RowDefinition): string {
  return pinned ? `${suite} on one CPU` : suite;
}

function isNamed(row: RowDefinition, words: readonly string[]): boolean {
  const names = [row.name, row.section, jobOf(row)].map((name) => name.toLowerCase());
  return words.some((word) => names.some((name) => name.includes(word.toLowerCase())));
}
