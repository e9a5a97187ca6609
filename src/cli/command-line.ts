import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { errorLine, exitCodeOfError } from './command-error.ts';
import { describeCommand } from './commands/describe.ts';
import { doctorCommand } from './commands/doctor.ts';
import { hostCommand } from './commands/host.ts';
import { runCommand } from './commands/run.ts';
import { USAGE_EXIT_CODE } from './exit-codes.ts';
import { printError } from './standard-output.ts';
import { usageFault } from './usage-fault.ts';

const examples = `
Examples:
  causeway run report.py --tools ./tools.ts      run a program with your tools
  causeway run -c '6 * 7'                        run one line
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
    .description('Run model-written code with your tools as async functions.')
    .version(version())
    .showSuggestionAfterError()
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .addHelpText('after', examples);
  const commands = [runCommand, hostCommand, describeCommand, doctorCommand];
  for (const command of commands.map((make) => make(finish))) {
    program.addCommand(command.copyInheritedSettings(program));
  }
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
    const named = program.commands.find((command) => command.name() === args[0]);
    const command = named ? `causeway ${named.name()}` : 'causeway';
    await printError(`causeway: ${usageFault(error, command)}\n`);
    return USAGE_EXIT_CODE;
  }
}
