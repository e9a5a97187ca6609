import { Command } from 'commander';
import { ageParser } from '../options/age.ts';
import { parseServerUrl } from '../options/server-url.ts';
import { parseTag } from '../options/tag.ts';
import type { OpenRunOptions } from '../runs/open-run.ts';

const examples = `
The URL goes to standard output and lets whoever has it report calls of this run, and
nothing else. An emitter finds it in CAUSEWAY_URL. The run stays open until
causeway runs end ends it.

Examples:
  export CAUSEWAY_URL=$(causeway open-run --title 'Nightly import')
  causeway open-run --json`;

/** `causeway open-run`: opens a run that another program reports. */
export function openRunCommand(finish: (exitCode: number) => void): Command {
  return new Command('open-run')
    .description('Open a run that another program reports, and print the URL it reports to.')
    .option('--title <title>', 'name of the run, as people see it')
    .option('--tag <name=value>', 'a fact to find it by; repeatable', parseTag)
    .option(
      '--expires <age>',
      'how long the URL is good for: 90m, 12h, 30d',
      ageParser('--expires'),
    )
    .option('--json', 'print one line of JSON: the run’s id, the URL and the run’s page')
    .option('--server <url>', 'the server; by default the one that runs here', parseServerUrl)
    .option('--data <dir>', 'the data folder whose server to ask')
    .addHelpText('after', examples)
    .action(async (options: OpenRunOptions) => {
      const { openRun } = await import('../runs/open-run.ts');
      finish(await openRun(options));
    });
}
