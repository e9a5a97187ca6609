import { createRuntime } from '../../runs/create-runtime.ts';
import { loadEventKeys } from '../../server/event-road/load-event-keys.ts';
import type { RunningServer } from '../../server/start-server.ts';
import { errorLine } from '../command-error.ts';
import { dataFolder } from '../data/data-folder.ts';
import { removeServerFile, writeServerFile } from '../data/server-file.ts';
import { takeFolder } from '../data/take-folder.ts';
import { loadTools } from '../load-tools.ts';
import { optionFault } from '../options/option-fault.ts';
import { imageNotice } from '../run/image-notice.ts';
import { readProgram } from '../run/read-program.ts';
import { printError, reserveStandardOutput } from '../standard-output.ts';
import { agUiRoute } from './ag-ui-route.ts';
import { Closers } from './closers.ts';
import { startFirstRun, tellEnd } from './first-run.ts';
import { listen } from './listen.ts';
import { openBrowser } from './open-browser.ts';
import { readyText } from './ready-text.ts';
import { type Stopping, untilStopped } from './until-stopped.ts';

/** What `causeway serve` was told. */
export interface ServeOptions {
  /** Default 4319. */
  port?: number;
  /** Default: this machine’s own address. */
  host?: string;
  publicUrl?: string;
  data?: string;
  tools?: string[];
  /** A program to start as the first run. */
  run?: string;
  title?: string;
  json?: boolean;
  /** Default: `CAUSEWAY_TOKEN`. */
  token?: string;
  open?: boolean;
}

const DEFAULT_PORT = 4319;

/** Serves until a signal ends it. Resolves to the exit code. */
export async function serve(options: ServeOptions): Promise<number> {
  const print = reserveStandardOutput((text) => process.stderr.write(text));
  const closers = new Closers();
  const stopping = untilStopped();
  try {
    await serveUntil(stopping, options, closers, print);
    return 0;
  } finally {
    await closers.close();
  }
}

async function serveUntil(
  stopping: Stopping,
  options: ServeOptions,
  closers: Closers,
  print: (text: string) => Promise<void>,
): Promise<void> {
  // Mistakes are told before anything is opened.
  if (options.title !== undefined && options.run === undefined) {
    throw optionFault('--title', options.title, 'names the first run; give its program with --run');
  }
  const program = options.run === undefined ? undefined : await readProgram(options.run, undefined);
  const tools = await loadTools(options.tools ?? []);
  const folder = dataFolder(options.data);
  const journal = await takeFolder(folder);
  closers.add(() => journal.close());
  let server: RunningServer | undefined;
  const runtime = createRuntime({
    tools,
    journal,
    emitter: { urlFor: (call) => server?.eventUrlFor(call) ?? '' },
    sandbox: { onImageBuild: (why) => process.stderr.write(`${imageNotice(why)}\n`) },
  });
  closers.add(() => runtime.close());
  server = await listen({
    journal,
    runtime,
    eventKeys: await loadEventKeys({ folder }),
    routes: [agUiRoute({ journal, closing: stopping.signal })],
    endLostRuns: true,
    port: options.port ?? DEFAULT_PORT,
    ...given(options),
  });
  const { localUrl: url, token, close, link } = server;
  closers.add(close);
  await writeServerFile(folder, { url, pid: process.pid, ...(token !== undefined && { token }) });
  // First to go: whoever looks for the server from then on finds none.
  closers.add(() => removeServerFile(folder));

  const starting = program && startFirstRun(server, program, options.title);
  // Its sandbox may take seconds to start; who asks for the end meanwhile should not wait for it.
  const run = await Promise.race([starting, stopping.stopped]);
  if (stopping.signal.aborted) return;
  await print(readyText({ server, folder, run, json: options.json ?? false }));
  if (options.open && !(await openBrowser(link(run?.place)))) {
    await printError('No browser could be started here; open the link above\n');
  }
  if (run !== undefined) {
    // The server goes on also where the journal cannot tell how its first run ended.
    tellEnd(journal, run.runId, stopping.signal).catch((error) =>
      printError(`${errorLine(error)}\n`),
    );
  }
  await stopping.stopped;
}

function given({ host, publicUrl, token }: ServeOptions): Partial<Parameters<typeof listen>[0]> {
  const asked = token ?? (process.env.CAUSEWAY_TOKEN || undefined);
  return {
    ...(host !== undefined && { host }),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(asked !== undefined && { token: asked }),
  };
}
