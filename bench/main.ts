// The benchmark: npm run bench -- --out FILE
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Options, readOptions } from './options.ts';
import { replaceTable } from './report/page-table.ts';
import type { Report } from './report/report.ts';
import { textTable } from './report/text-table.ts';
import { runBenchmark } from './run-benchmark.ts';

const PAGE = join(import.meta.dirname, '../docs/benchmark.md');

async function main({ out, only, rounds, quick, docs, from }: Options): Promise<void> {
  // A file that cannot be written is found before the minutes of measuring.
  if (out !== undefined) writeFileSync(out, '', { flag: 'a' });
  const report =
    from === undefined
      ? await runBenchmark({ only, quick, rounds: rounds ?? (quick ? 1 : 15) })
      : (JSON.parse(readFileSync(from, 'utf8')) as Report);
  if (out !== undefined) writeFileSync(out, `${JSON.stringify(report, null, 1)}\n`);
  if (docs) writeFileSync(PAGE, replaceTable(readFileSync(PAGE, 'utf8'), report));
  process.stdout.write(textTable(report));
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
