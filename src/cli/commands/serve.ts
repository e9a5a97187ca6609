import { Command } from 'commander';
import { parsePort } from '../options/port.ts';
import type { ServeOptions } from '../serve/serve.ts';

const examples = `
The server keeps every run in the data folder and shows it in the browser while it
happens. It listens on this machine alone and asks for no password; on any other
address it asks for a token. Ctrl-C ends it and what runs in it; a second one at once.

Examples:
  causeway serve
  causeway serve --tools ./tools.ts --run report.py
  causeway serve --port 0 --data ./runs --json
  causeway serve --host 0.0.0.0 --public-url https://runs.example.org`;

/** `causeway serve`: starts the server with its dashboard. */
export function serveCommand(finish: (exitCode: number) => void): Command {
  return new Command('serve')
    .description('Start the server: it keeps runs, shows them live and runs programs.')
    .option('--port <port>', 'where to listen; default 4319, 0 for a free port', parsePort)
    .option('--host <host>', 'name or address to listen on; default this machine alone')
    .option('--public-url <url>', 'where others reach it, when that is not where it listens')
    .option('--data <dir>', 'the folder that runs are kept in; default the user’s data folder')
    .option('--tools <module...>', 'modules whose exports are tools of the programs it runs')
    .option('--run <file>', 'a program to start as the first run')
    .option('--title <title>', 'name of the first run, as people see it')
    .option('--token <token>', 'what to ask for; better in CAUSEWAY_TOKEN')
    .option('--open', 'open the dashboard in the browser')
    .option('--json', 'print one line of JSON when it is ready')
    .addHelpText('after', examples)
    .action(async (options: ServeOptions) => {
      const { serve } = await import('../serve/serve.ts');
      finish(await serve(options));
    });
}
