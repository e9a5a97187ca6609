import { Command } from 'commander';
import { describeTools } from '../../tools/describe-tools.ts';
import { loadTools } from '../load-tools.ts';
import { reserveStandardOutput } from '../standard-output.ts';

const examples = `
Examples:
  causeway describe --tools ./tools.ts               print the signatures of its tools
  causeway describe --tools ./search.ts ./files.ts   several modules at once`;

/** `causeway describe`: prints what a model is shown of the tools. */
export function describeCommand(finish: (exitCode: number) => void): Command {
  return new Command('describe')
    .description('Print what a model is shown of your tools: typed Python signatures.')
    .requiredOption('--tools <module...>', 'modules whose exports are tools')
    .addHelpText('after', examples)
    .action(async ({ tools }: { tools: string[] }) => {
      const print = reserveStandardOutput((text) => process.stderr.write(text));
      await print(describeTools(await loadTools(tools), { language: 'python' }));
      finish(0);
    });
}
