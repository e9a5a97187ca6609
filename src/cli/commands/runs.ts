import { Command, Option } from 'commander';
import { runViews } from '../../protocol/api/run-pages.ts';
import { outcomes } from '../../protocol/events/run.ts';
import { ageParser } from '../options/age.ts';
import { countParser } from '../options/count.ts';
import { parseServerUrl } from '../options/server-url.ts';
import type { FollowRunOptions } from '../runs/follow-run.ts';
import type { ListRunsOptions } from '../runs/list-runs.ts';
import type { PruneOptions } from '../runs/prune-runs.ts';
import type { ShowRunOptions } from '../runs/show-run.ts';
import type { EndRunOptions, SteerOptions } from '../runs/steer-run.ts';

const examples = `
Each command asks the server that runs for the data folder; where none runs, ls, show
and prune read the folder itself. A run is named by its id or by the beginning of it.

Examples:
  causeway runs ls                               the newest 20
  causeway runs ls host:build-02 state:error     those that match
  causeway runs show 1f3c                        one run: its calls, its output, its value
  causeway runs follow 1f3c                      the same while it happens, to its end
  causeway runs cancel 1f3c
  causeway runs prune --older-than 30d --dry-run`;

type Finish = (exitCode: number) => void;

/** `causeway runs`: looks at runs, follows, cancels, ends and deletes them. */
export function runsCommand(finish: Finish): Command {
  const group = new Command('runs')
    .description('List, show, follow, cancel, end and delete runs.')
    .addHelpText('after', examples);
  const commands = [lsCommand, showCommand, followCommand, cancelCommand, endCommand, pruneCommand];
  for (const make of commands) group.addCommand(make(finish));
  return group;
}

function named(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--json', 'print JSON, one object a line')
    .option('--server <url>', 'the server; by default the one that runs here', parseServerUrl)
    .option('--data <dir>', 'the data folder whose server to ask');
}

function lsCommand(finish: Finish): Command {
  return named('ls', 'List runs, the one started last first.')
    .argument('[filter...]', 'words, and terms like kind:agent, state:error or older:1d')
    .option('--limit <count>', 'most runs to list; default 20', countParser('--limit'))
    .addOption(new Option('--view <view>', 'which of the runs').choices(runViews))
    .addHelpText('after', example('causeway runs ls --view live', 'causeway runs ls --json'))
    .action(async (filter: string[], options: ListRunsOptions) => {
      const { listRuns } = await import('../runs/list-runs.ts');
      finish(await listRuns(filter.join(' '), options));
    });
}

function showCommand(finish: Finish): Command {
  return named('show', 'Show a run as it stands: its calls, its output, its value.')
    .argument('<run>', 'its id, or the beginning of it')
    .addHelpText('after', example('causeway runs show 1f3c', 'causeway runs show 1f3c --json'))
    .action(async (run: string, options: ShowRunOptions) => {
      const { showRun } = await import('../runs/show-run.ts');
      finish(await showRun(run, options));
    });
}

function followCommand(finish: Finish): Command {
  return named('follow', 'Show a run while it happens, and exit as causeway run would.')
    .argument('<run>', 'its id, or the beginning of it')
    .addHelpText('after', example('causeway runs follow 1f3c', 'causeway runs follow 1f3c --json'))
    .action(async (run: string, options: FollowRunOptions) => {
      const { followRun } = await import('../runs/follow-run.ts');
      finish(await followRun(run, options));
    });
}

function cancelCommand(finish: Finish): Command {
  return named('cancel', 'Ask a run to end.')
    .argument('<run>', 'its id, or the beginning of it')
    .addHelpText('after', example('causeway runs cancel 1f3c'))
    .action(async (run: string, options: SteerOptions) => {
      const { cancelRun } = await import('../runs/steer-run.ts');
      finish(await cancelRun(run, options));
    });
}

function endCommand(finish: Finish): Command {
  return named('end', 'End a run that another program reports.')
    .argument('<run>', 'its id, or the beginning of it')
    .addOption(new Option('--outcome <outcome>', 'how it ended; default done').choices(outcomes))
    .option('--summary <text>', 'what came of it, in a sentence')
    .addHelpText('after', example("causeway runs end 1f3c --summary '480 rows imported'"))
    .action(async (run: string, options: EndRunOptions) => {
      const { endRun } = await import('../runs/steer-run.ts');
      finish(await endRun(run, options));
    });
}

function pruneCommand(finish: Finish): Command {
  return named('prune', 'Delete ended runs with all that belongs to them.')
    .option(
      '--older-than <age>',
      'those that ended longer ago: 12h, 30d, 8w',
      ageParser('--older-than'),
    )
    .option('--keep <count>', 'all but so many, those that ended last', countParser('--keep', 0))
    .option('--dry-run', 'only tell which')
    .addHelpText(
      'after',
      example('causeway runs prune --older-than 30d --dry-run', 'causeway runs prune --keep 1000'),
    )
    .action(async (options: PruneOptions) => {
      const { pruneRuns } = await import('../runs/prune-runs.ts');
      finish(await pruneRuns(options));
    });
}

function example(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
