import { Command } from 'commander';
import { type AgentOptions, checkOptions, splitCommand } from '../agent/agent-options.ts';
import { durationParser } from '../options/duration.ts';
import { parseServerUrl } from '../options/server-url.ts';
import { parseTag } from '../options/tag.ts';

const examples = `
The agent's command stands behind --; {prompt} in it is replaced by the task. How to
report stands in AGENTS.md and CLAUDE.md of its folder, or beside them where there are
such files already. --preset claude, codex, opencode or gemini makes the command; what
stands behind -- is then added to it, for instance --model NAME. Progress goes to
standard error, files that the agent hands over into ./deliverables. The run is kept
in the data folder.

The exit code is 0 when the agent said it is done, 1 when it failed, 2 for a mistake in
the command line, 3 when it ended without a word, 4 when it was lost, 124 when the time
ran out and 130 when the run was cancelled. Ctrl-C cancels; a second one ends the agent
at once. A closed terminal leaves it running: --attach takes it up again.

Examples:
  causeway agent --task 'Summarise the repository' -- claude -p {prompt}
  causeway agent --preset claude --task 'Summarise the repository' --workdir ~/repo
  causeway agent --host build-box --task-file task.md -- codex exec {prompt}
  causeway agent -- ./my-agent.sh
  causeway agent --attach 1f3c`;

/** `causeway agent`: runs an agent program on a host and shows what it reports. */
export function agentCommand(finish: (exitCode: number) => void): Command {
  const command = new Command('agent')
    .description('Run an agent program here or over SSH, and hear what it reports.')
    .usage('[options] -- command…')
    .argument('[command...]', 'the agent’s program and its arguments, behind --')
    .option('--host <host>', 'where it runs, as ssh is told; by default this machine')
    .option('--ssh-config <file>', 'what ssh reads in place of your own configuration')
    .option('--task <text>', 'what it is to do')
    .option('--task-file <file>', 'the same, from a file')
    .option('--preset <name>', 'a well-known agent program, in place of a command')
    .option('--allow-everything', 'let the preset’s program do all it asks for, unasked')
    .option('--workdir <dir>', 'the folder it works in; by default a new one')
    .option('--out <dir>', 'where files that it hands over go; default ./deliverables')
    .option('--timeout <duration>', 'time the run may take: 30m, 8h', durationParser('--timeout'))
    .option('--stall <duration>', 'end it after so long a silence', durationParser('--stall'))
    .option('--title <title>', 'name of the run, as people see it')
    .option('--tag <name=value>', 'a fact to find the run by; repeatable', parseTag)
    .option('--attach <run>', 'take over a run whose driver is gone')
    .option('--json', 'print one line of JSON on standard output and nothing else there')
    .option(
      '--server <url>',
      'the server that keeps the run; by default the one here',
      parseServerUrl,
    )
    .option('--data <dir>', 'the data folder that the run is kept in')
    // What is before -- is looked at by `splitCommand`, which knows that -- may be missing.
    .allowUnknownOption()
    .addHelpText('after', examples);
  return command.action(async (words: string[], options: AgentOptions) => {
    const raw = (command.parent as unknown as { rawArgs: string[] }).rawArgs;
    const program = splitCommand(words, raw);
    checkOptions(program, options);
    const { runAgent } = await import('../agent/run-agent.ts');
    finish(await runAgent(program, options));
  });
}
