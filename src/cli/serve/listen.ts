import { ServerError, type ServerErrorCode } from '../../server/server-error.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../server/start-server.ts';
import { CommandError } from '../command-error.ts';
import { FAILURE_EXIT_CODE } from '../exit-codes.ts';

type Fix = (options: ServerOptions) => string;

const fixes: Partial<Record<ServerErrorCode, Fix>> = {
  port_in_use: ({ host = '127.0.0.1', port }) =>
    `--port ${port}: another program listens there on ${host}; give another one, or --port 0 for a free one`,
  port_not_permitted: ({ port }) =>
    `--port ${port}: this user may not listen there; give one above 1023`,
};

/** Starts the server; of what the command line can mend it says how it is mended there. */
export async function listen(options: ServerOptions): Promise<RunningServer> {
  try {
    return await startServer(options);
  } catch (cause) {
    if (!(cause instanceof ServerError)) throw cause;
    const message = fixes[cause.code]?.(options) ?? cause.message;
    throw new CommandError(message, { cause, exitCode: FAILURE_EXIT_CODE });
  }
}
