// The benchmark: npm run bench -- --out FILE
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Options, readOptions } from './options.ts';
import { replaceTable } from './report/page-table.ts';
import { checkWritable, readReport, writeReport } from './report/report-file.ts';
import { textTable } from './report/text-table.ts';
import { runBenchmark } from './run-benchmark.ts';

const PAGE = join(import.meta.dirname, '../docs/benchmark.md');

async function main({ out, only, rounds, quick, docs, from }: Options): Promise<void> {
  if (out !== undefined) checkWritable(out);
  const report =
    from === undefined
      ? await runBenchmark({ only, quick, rounds: rounds ?? (quick ? 1 : 21) })
      : readReport(from);
  if (out !== undefined) writeReport(out, report);
  process.stdout.write(textTable(report));
  if (docs) writeFileSync(PAGE, replaceTable(readFileSync(PAGE, 'utf8'), report));
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
