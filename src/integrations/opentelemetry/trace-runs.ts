import type { Journal } from '../../journal/journal.ts';
import { type ExportOptions, exportRun } from './export-run.ts';

export interface TraceRunsOptions extends ExportOptions {
  /** Aborting ends the tracing: spans of runs that are under way end as they stand. */
  signal?: AbortSignal;
  /** Told of a run that could not be traced; the others go on. Default: a Node warning. */
  onError?: (error: unknown, runId: string) => void;
}

/**
 * Traces every run of a journal while it happens: those under way, and each that begins from the
 * time of the call on. A call's span goes out when the call ends. Resolves when the signal is
 * aborted or the journal closes, with all spans ended and flushed.
 */
export async function traceRuns(journal: Journal, options: TraceRunsOptions): Promise<void> {
  const { signal, onError = warn, ...exporting } = options;
  const given = signal === undefined ? {} : { signal };
  // Asked for before the list is read, so that no run can begin unseen in between.
  const changes = journal.followRuns(given);
  const traced = new Map<string, { over: Promise<void>; done: boolean; told: boolean }>();

  const begin = (runId: string): void => {
    const over = exportRun(journal.follow(runId, given), exporting).then(
      () => undefined,
      (error: unknown) => onError(error, runId),
    );
    const run = { over, done: false, told: false };
    traced.set(runId, run);
    void over.then(() => {
      run.done = true;
      if (run.told) traced.delete(runId);
    });
  };
  /** A run changes a last time when it ends: only then can it be forgotten. */
  const end = (runId: string): void => {
    const run = traced.get(runId);
    if (run !== undefined) run.told = true;
    if (run?.done) traced.delete(runId);
  };

  for await (const runId of liveRuns(journal)) begin(runId);
  for await (const change of changes) {
    if ('gone' in change) {
      end(change.gone);
      continue;
    }
    const { runId, state } = change.changed;
    if (!traced.has(runId)) begin(runId);
    if (state !== 'running') end(runId);
  }
  await Promise.all([...traced.values()].map(({ over }) => over));
}

async function* liveRuns(journal: Journal): AsyncGenerator<string> {
  let after: string | undefined;
  do {
    const page = await journal.listRuns({ view: 'live', ...(after !== undefined && { after }) });
    for (const { runId } of page.runs) yield runId;
    after = page.next;
  } while (after !== undefined);
}

function warn(error: unknown, runId: string): void {
  process.emitWarning(`Run ${runId} could not be traced: ${String(error)}`);
}
