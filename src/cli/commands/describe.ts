import { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { reserveStandardOutput } from '../standard-output.ts';

const examples = `
Examples:
  causeway describe --tools ./tools.ts               print the signatures of its tools
  causeway describe --tools ./search.ts ./files.ts   several modules at once`;

/** `causeway describe`: prints what a model is shown of the tools. */
export function describeCommand(finish: (exitCode: number) => void): Command {
  return new Command('describe')
    .description('Print what a model is shown of your tools: typed Python signatures.')
    .option('--tools <module...>', 'modules whose exports are tools')
    .addHelpText('after', examples)
    .action(async ({ tools }: { tools?: string[] }) => {
      if (tools === undefined) {
        throw new CommandError('--tools is missing; name a module whose exports are tools');
      }
      const { describeTools } = await import('../../tools/describe-tools.ts');
      const { loadTools } = await import('../load-tools.ts');
      const print = reserveStandardOutput((text) => process.stderr.write(text));
      await print(describeTools(await loadTools(tools), { language: 'python' }));
      finish(0);
    });
}
