import { errorLine } from './command-error.ts';
import { FAILURE_EXIT_CODE } from './exit-codes.ts';

/**
 * Ends the process with a command’s exit code. A tools module may hold timers or sockets open; they
 * do not keep a finished command alive. When nothing is left that could finish it, that is told.
 */
export async function leave(command: Promise<number>): Promise<never> {
  process.once('beforeExit', () => {
    process.stderr.write(
      'causeway: the command waits for something that will never come; check that each top-level await in the tools modules ends\n',
    );
    process.exit(FAILURE_EXIT_CODE);
  });
  process.on('unhandledRejection', (reason) => {
    process.stderr.write(`${errorLine(reason)} (a promise that no tool waits for failed)\n`);
  });
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${errorLine(error)} (thrown where nothing could catch it)\n`);
    process.exit(FAILURE_EXIT_CODE);
  });
  process.exit(await command);
}
