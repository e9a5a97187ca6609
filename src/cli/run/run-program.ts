import type { Journal } from '../../journal/journal.ts';
import { DEFAULT_LIMITS, type Limits } from '../../protocol/limits.ts';
import type { RunRequest, RunResult } from '../../runs/api.ts';
import { createRuntime } from '../../runs/create-runtime.ts';
import { SessionFileError } from '../../sandbox/node/file-requests.ts';
import { endLostRuns } from '../../server/end-lost-runs.ts';
import { CommandError, errorLine } from '../command-error.ts';
import { dataFolder } from '../data/data-folder.ts';
import { openJournal } from '../data/open-journal.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { loadTools } from '../load-tools.ts';
import type { PathPair } from '../options/path-pair.ts';
import { printError, reserveStandardOutput } from '../standard-output.ts';
import { harmless } from '../tree/harmless.ts';
import { cancelOnSignals } from './cancellation.ts';
import { envelopeLine, valueText } from './envelope.ts';
import { failureText, harmlessLines } from './failure-text.ts';
import { readFilesIn } from './files-in.ts';
import { checkDestinations, writeFilesOut } from './files-out.ts';
import { imageNotice } from './image-notice.ts';
import { readProgram } from './read-program.ts';
import { openRunView } from './run-view.ts';

/** What `causeway run` was told. */
export interface RunOptions {
  code?: string;
  tools?: string[];
  json?: boolean;
  /** Milliseconds. */
  timeout?: number;
  maxCalls?: number;
  allowHost?: string[];
  package?: string[];
  file?: PathPair[];
  out?: PathPair[];
  title?: string;
  tag?: Record<string, string>;
  /** A folder to keep the run in. Default: it is not kept. */
  data?: string;
}

/** Runs one program, shows it and prints what came of it. Resolves to the exit code. */
export async function runProgram(file: string | undefined, options: RunOptions): Promise<number> {
  const view = openRunView(process.stderr, { quiet: options.json === true });
  const print = reserveStandardOutput((text) => view.print(text));
  const request = await readRequest(file, options);
  const tools = await loadTools(options.tools ?? []);
  const journal = options.data === undefined ? undefined : await openToKeep(options.data);
  const cancellation = cancelOnSignals();
  const runtime = createRuntime({
    tools,
    ...(journal && { journal }),
    sandbox: {
      allowedHosts: options.allowHost,
      packages: options.package,
      onImageBuild: (why) => view.print(`${imageNotice(why)}\n`),
    },
  });
  let result: RunResult;
  try {
    result = await runtime.run({
      ...request,
      signal: cancellation.signal,
      onEvent: (event) => view.show(event),
    });
  } catch (error) {
    // A run writes no other files than those that were given.
    if (!(error instanceof SessionFileError)) throw error;
    const told = `--file: ${error.message}; give other files or destinations`;
    throw new CommandError(told, { cause: error });
  } finally {
    view.close();
    await runtime.close();
    await journal?.close();
    cancellation.release();
  }
  if (options.json) {
    await print(envelopeLine(result));
  } else {
    await printError(failureText(result));
    if (options.data !== undefined) await printError(keptText(result.runId, options.data));
    // A terminal obeys what it is sent; a file or a pipe gets the value as it is.
    await print(process.stdout.isTTY ? harmlessLines(valueText(result)) : valueText(result));
  }
  return saveOutputs(options.out ?? [], result);
}

/** This process is the only one that writes there: what others left open, nobody runs. */
async function openToKeep(data: string): Promise<Journal> {
  const journal = await openJournal(dataFolder(data));
  await endLostRuns(journal);
  return journal;
}

function keptText(runId: string, data: string): string {
  return `Kept: causeway runs show ${runId} --data ${harmless(data)}\n`;
}

async function readRequest(file: string | undefined, options: RunOptions): Promise<RunRequest> {
  const outputs = options.out ?? [];
  await checkDestinations(outputs);
  const files = await readFilesIn(options.file ?? [], DEFAULT_LIMITS.diskBytes);
  const { code, filename } = await readProgram(file, options.code);
  const limits: Partial<Limits> = {
    ...(options.timeout !== undefined && { wallClockMs: options.timeout }),
    ...(options.maxCalls !== undefined && { calls: options.maxCalls }),
  };
  return {
    code,
    filename,
    limits,
    files,
    collect: outputs.map(({ sandbox }) => sandbox),
    tags: { source: 'causeway run', ...options.tag },
    ...(options.title !== undefined && { title: options.title }),
  };
}

/** Files are saved whatever the outcome; one that is missing fails a run that otherwise went well. */
async function saveOutputs(pairs: readonly PathPair[], result: RunResult): Promise<number> {
  const exitCode = exitCodeOf(result.outcome);
  try {
    await writeFilesOut(pairs, result.files);
    return exitCode;
  } catch (error) {
    await printError(`${errorLine(error)}\n`);
    return exitCode === 0 ? 1 : exitCode;
  }
}
