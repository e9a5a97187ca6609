import { Command } from 'commander';
import { takeStandardOutput } from '../../sandbox/node/ndjson/host/standard-output.ts';

const details = `
The client writes requests to standard input and reads replies from standard output,
one JSON object a line. docs/host-protocol.md describes every message. Logs go to
standard error. The host ends with its client: on "close", at the end of its input,
and on SIGTERM, SIGINT or SIGHUP, always with exit code 0, and whatever runs in it
ends too. Options it does not know are ignored, as clients written for other hosts of
this protocol expect.

Examples:
  causeway host                                          serve one client
  python3 examples/host-from-python/client.py            a client that starts one`;

/** `causeway host`: serves one client in any language by lines of JSON. */
export function hostCommand(finish: (exitCode: number) => void): Command {
  return new Command('host')
    .description('Serve a session to a program in any language, by lines of JSON.')
    .option('--asset-dir <dir>', 'accepted and ignored: the interpreter comes with the package')
    .allowUnknownOption()
    .argument('[other...]', 'accepted and ignored')
    .addHelpText('after', details)
    .action(async () => {
      const output = takeStandardOutput();
      const { serveProcess } = await import('../../sandbox/node/ndjson/host/serve-process.ts');
      await serveProcess(output);
      finish(0);
    });
}
