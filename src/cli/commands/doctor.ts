import { Command } from 'commander';
import { reportText } from '../doctor/report-text.ts';
import { FAILURE_EXIT_CODE } from '../exit-codes.ts';
import { printOut } from '../standard-output.ts';

const examples = `
Examples:
  causeway doctor          show versions, the interpreter image and the isolation
  causeway doctor --json   the same as one line of JSON`;

/** `causeway doctor`: tells what the sandbox finds on this machine and what would make it better. */
export function doctorCommand(finish: (exitCode: number) => void): Command {
  return new Command('doctor')
    .description('Check what the sandbox needs from this machine.')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', examples)
    .action(async ({ json }: { json?: boolean }) => {
      const { checkMachine } = await import('../doctor/check-machine.ts');
      const report = await checkMachine();
      await printOut(json ? `${JSON.stringify(report)}\n` : reportText(report));
      finish(report.ok ? 0 : FAILURE_EXIT_CODE);
    });
}
