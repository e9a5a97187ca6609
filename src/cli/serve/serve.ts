import { createRuntime } from '../../runs/create-runtime.ts';
import { loadEventKeys } from '../../server/event-road/load-event-keys.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../server/start-server.ts';
import { dataFolder } from '../data/data-folder.ts';
import { openJournal } from '../data/open-journal.ts';
import { removeServerFile, writeServerFile } from '../data/server-file.ts';
import { loadTools } from '../load-tools.ts';
import { imageNotice } from '../run/image-notice.ts';
import { readProgram } from '../run/read-program.ts';
import { printError, reserveStandardOutput } from '../standard-output.ts';
import { agUiRoute } from './ag-ui-route.ts';
import { startFirstRun, tellEnd } from './first-run.ts';
import { openBrowser } from './open-browser.ts';
import { tellReady } from './ready-text.ts';
import { untilStopped } from './until-stopped.ts';

/** What `causeway serve` was told. */
export interface ServeOptions {
  /** Default 4319. */
  port?: number;
  host?: string;
  publicUrl?: string;
  data?: string;
  tools?: string[];
  run?: string;
  title?: string;
  json?: boolean;
  token?: string;
  open?: boolean;
}

const DEFAULT_PORT = 4319;

function givenOnly({ host, publicUrl, token }: ServeOptions): Partial<ServerOptions> {
  const asked = token ?? (process.env.CAUSEWAY_TOKEN || undefined);
  return {
    ...(host !== undefined && { host }),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(asked !== undefined && { token: asked }),
  };
}

/** Serves until a signal ends it. Resolves to the exit code. */
export async function serve(options: ServeOptions): Promise<number> {
  const print = reserveStandardOutput((text) => process.stderr.write(text));
  // Mistakes are told before anything is opened.
  const program = options.run === undefined ? undefined : await readProgram(options.run, undefined);
  const tools = await loadTools(options.tools ?? []);
  const folder = dataFolder(options.data);
  const journal = await openJournal(folder);
  await using closing = new AsyncDisposableStack();
  closing.defer(() => journal.close());
  const stopping = untilStopped();
  let server: RunningServer | undefined;
  const runtime = createRuntime({
    tools,
    journal,
    emitter: { urlFor: (call) => server?.eventUrlFor(call) ?? '' },
    sandbox: { onImageBuild: (why) => process.stderr.write(`${imageNotice(why)}\n`) },
  });
  closing.use(runtime);
  server = await startServer({
    journal,
    runtime,
    eventKeys: await loadEventKeys({ folder }),
    routes: [agUiRoute({ journal, closing: stopping.signal })],
    endLostRuns: true,
    port: options.port ?? DEFAULT_PORT,
    ...givenOnly(options),
  });
  closing.use(server);
  const { url, token } = server;
  await writeServerFile(folder, { url, pid: process.pid, ...(token !== undefined && { token }) });
  // First to go: whoever looks for the server from then on finds none.
  closing.defer(() => removeServerFile(folder));

  const run = program && (await startFirstRun(server, program, options.title));
  await print(tellReady({ server, folder, run, json: options.json ?? false }));
  if (options.open && !(await openBrowser(server.link(run?.place)))) {
    await printError('No browser could be started here; open the link above\n');
  }
  if (run !== undefined) void tellEnd(journal, run.runId, stopping.signal);
  await stopping.stopped;
  return 0;
}
