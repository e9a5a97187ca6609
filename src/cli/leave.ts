import { errorLine } from './command-error.ts';
import { FAILURE_EXIT_CODE } from './exit-codes.ts';

/**
 * Ends the process with a command’s exit code. A tools module may hold timers or sockets open; they
 * do not keep a finished command alive, and what they fail to catch is told in one line.
 */
export async function leave(command: Promise<number>): Promise<never> {
  for (const stream of [process.stdout, process.stderr]) {
    // A reader that has gone, as in `causeway … | head`, is no failure of the run.
    stream.on('error', () => undefined);
  }
  process.on('unhandledRejection', (reason) => {
    process.stderr.write(`${errorLine(reason)} (a promise that no tool waits for failed)\n`);
  });
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${errorLine(error)} (thrown where nothing could catch it)\n`);
    process.exit(FAILURE_EXIT_CODE);
  });
  process.exit(await command);
}
