import { Command, InvalidArgumentError } from 'commander';

/** What the command line asks for. */
export interface Options {
  out?: string;
  only?: string[];
  rounds?: number;
  quick: boolean;
  docs: boolean;
  from?: string;
}

const help = `
Measures the sandbox of the built package beside its floors, taken in turns with it. Progress goes
to standard error, the table to standard output. docs/benchmark.md says what each row means.

Examples:
  npm run bench -- --out bench.json            everything; takes minutes on a quiet machine
  npm run bench -- --only "cold start"         the rows whose names have these words
  npm run bench -- --out bench.json --docs     everything, and the table in docs/benchmark.md
  npm run bench -- --from bench.json --docs    the same from an earlier run`;

/** Reads the command line; ends the process with help or with one line about a mistake. */
export function readOptions(args: readonly string[]): Options {
  const command = new Command('npm run bench --')
    .option('--out <file>', 'write the report as JSON')
    .option('--only <name...>', 'measure only rows whose name, section or suite has these words')
    .option(
      '--rounds <count>',
      'how often each figure is taken (default: 21, with --quick 1)',
      count,
    )
    .option('--quick', 'fewer repetitions: figures that show that it works, and no more', false)
    .option('--docs', 'put the table into docs/benchmark.md', false)
    .option('--from <file>', 'show a report made earlier in place of measuring')
    .addHelpText('after', help);
  const options = command.parse([...args], { from: 'user' }).opts<Options>();
  const { only, rounds, quick, from } = options;
  if (from !== undefined && (only !== undefined || rounds !== undefined || quick)) {
    command.error('error: --from measures nothing: leave out --only, --rounds and --quick');
  }
  if (options.docs && (quick || only !== undefined)) {
    command.error('error: --docs is for the whole benchmark: leave out --quick and --only');
  }
  return options;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Write a whole number like 15.');
  return Number(text);
}
