import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { errorLine, exitCodeOfError } from './command-error.ts';
import { agentCommand } from './commands/agent.ts';
import { answerCommand } from './commands/answer.ts';
import { describeCommand } from './commands/describe.ts';
import { doctorCommand } from './commands/doctor.ts';
import { hostCommand } from './commands/host.ts';
import { openRunCommand } from './commands/open-run.ts';
import { runCommand } from './commands/run.ts';
import { runsCommand } from './commands/runs.ts';
import { serveCommand } from './commands/serve.ts';
import { USAGE_EXIT_CODE } from './exit-codes.ts';
import { printError } from './standard-output.ts';
import { harmless } from './tree/harmless.ts';
import { usageFault } from './usage-fault.ts';

const examples = `
Examples:
  causeway serve --tools ./tools.ts              start the server and its dashboard
  causeway run report.py --tools ./tools.ts      run a program with your tools
  causeway run -c '6 * 7'                        run one line
  causeway agent -- ./my-agent.sh                run an agent program and hear what it reports
  causeway runs ls                               list the runs that are kept
  causeway open-run --title import               get a URL that another program reports to
  causeway host                                  serve a program in any language
  causeway describe --tools ./tools.ts           print what a model is shown
  causeway doctor                                check this machine`;

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Runs one command line, without the program’s own name. Resolves to its exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const finish = (code: number): void => {
    exitCode = code;
  };
  const program = new Command('causeway')
    .description('Run model-written code, hear programs that run elsewhere, and see every call.')
    .version(version())
    .showSuggestionAfterError()
    .configureHelp({ subcommandTerm })
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .addHelpText('after', examples);
  const commands = [
    serveCommand,
    runCommand,
    agentCommand,
    runsCommand,
    answerCommand,
    openRunCommand,
    hostCommand,
    describeCommand,
    doctorCommand,
  ];
  for (const make of commands) inherit(program, make(finish));
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      await printError(`${errorLine(error)}\n`);
      return exitCodeOfError(error);
    }
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help') return USAGE_EXIT_CODE;
    const fault = usageFault(error, namedCommand(program, args));
    await printError(`causeway: ${harmless(fault)}\n`);
    return USAGE_EXIT_CODE;
  }
}

/** A command as the list of commands shows it: with its arguments; that it has options goes unsaid. */
function subcommandTerm(command: Command): string {
  const given = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...given].join(' ');
}

/** Adds a command, whose own commands behave as the program does. */
function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent);
  for (const own of command.commands) own.copyInheritedSettings(command);
  parent.addCommand(command);
}

/** The command that a command line names, as it is called: `causeway runs ls`. */
function namedCommand(program: Command, args: readonly string[]): string {
  const words = [program.name()];
  let at = program;
  for (const word of args) {
    const next = at.commands.find((command) => command.name() === word);
    if (next === undefined) break;
    words.push(word);
    at = next;
  }
  return words.join(' ');
}
