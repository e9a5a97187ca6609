import type { Journal } from '../../src/journal/journal.ts';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import type { RunEnded } from '../../src/protocol/events/run.ts';
import { createRuntime, type Runtime, type RuntimeOptions } from '../../src/runs/create-runtime.ts';

/** Gives a runtime for as long as it is used. */
export async function withRuntime<T>(
  options: RuntimeOptions,
  use: (runtime: Runtime) => Promise<T>,
): Promise<T> {
  const runtime = createRuntime(options);
  try {
    return await use(runtime);
  } finally {
    await runtime.close();
  }
}

/** A journal in memory; `before` is called before each batch is taken, and may refuse it. */
export function journalThat(
  before: (types: string[]) => Promise<void> | void,
  putBlob?: Journal['putBlob'],
): Journal {
  const journal = createMemoryJournal();
  const append = journal.append.bind(journal);
  journal.append = async (runId, bodies) => {
    const appended = before(bodies.map(({ type }) => type));
    if (appended !== undefined) await appended;
    return append(runId, bodies);
  };
  if (putBlob !== undefined) journal.putBlob = putBlob;
  return journal;
}

/** The end of the only run of a journal. */
export async function endOf(journal: Journal): Promise<RunEnded | undefined> {
  const { runs } = await journal.listRuns();
  if (runs.length !== 1) throw new Error(`There are ${runs.length} runs, not one`);
  return (await journal.getRun(runs[0]?.runId ?? ''))?.ended;
}
