import { Command } from 'commander';
import { parseAllowedHost } from '../options/allowed-host.ts';
import { countParser } from '../options/count.ts';
import { durationParser } from '../options/duration.ts';
import { parsePackage } from '../options/package.ts';
import { parseFileIn, parseFileOut } from '../options/path-pair.ts';
import { parseTag } from '../options/tag.ts';
import type { RunOptions } from '../run/run-program.ts';

const examples = `
The tree of calls goes to standard error and the value to standard output, so that
the value can be piped. The exit code is 0 when the program ended well, 1 when it
failed, 2 for a mistake in the command line, 124 when the time ran out and 130
when the run was cancelled. Ctrl-C cancels; a second one ends at once.

Examples:
  causeway run report.py --tools ./tools.ts
  causeway run report.py --tools ./tools.ts --timeout 30s --max-calls 100
  causeway run -c 'await tools.list_files(pattern="*.csv")' --tools ./tools.ts
  cat report.py | causeway run - --tools ./tools.ts --json > result.json
  causeway run model.py --package pydantic==2.14.3
  causeway run fetch.py --allow-host api.example.com --allow-host '*.example.org'
  causeway run plot.py --file data.csv:data.csv --out chart.svg:chart.svg`;

/** `causeway run`: runs a program and shows its calls while they happen. */
export function runCommand(finish: (exitCode: number) => void): Command {
  return new Command('run')
    .description('Run a Python program in the sandbox, with your tools as async functions.')
    .argument('[file]', 'the program, or - for standard input')
    .option('-c, --code <code>', 'the program itself, in place of a file')
    .option('--tools <module...>', 'modules whose exports are tools')
    .option('--json', 'print one line of JSON on standard output and nothing else there')
    .option(
      '--timeout <duration>',
      'time the run may take: 500ms, 30s, 2m, 1h',
      durationParser('--timeout'),
    )
    .option('--max-calls <count>', 'tool calls the program may make', countParser('--max-calls'))
    .option(
      '--allow-host <host>',
      'a host the program may send HTTP requests to; repeatable',
      parseAllowedHost,
    )
    .option(
      '--package <requirement>',
      'a Python package to begin with, pinned: name==1.0 or a wheel; repeatable',
      parsePackage,
    )
    .option('--file <src:dst>', 'put a file into the sandbox; repeatable', parseFileIn)
    .option('--out <src:dst>', 'save a file the program wrote; repeatable', parseFileOut)
    .option('--title <title>', 'name of the run, as people see it')
    .option('--tag <name=value>', 'a fact to find the run by; repeatable', parseTag)
    .option('--data <dir>', 'keep the run in this folder, for causeway runs and causeway serve')
    .addHelpText('after', examples)
    .action(async (file: string | undefined, options: RunOptions) => {
      // Help and mistakes are told without loading what only a run needs.
      const { runProgram } = await import('../run/run-program.ts');
      finish(await runProgram(file, options));
    });
}
