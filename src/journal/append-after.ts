import { isDeepStrictEqual } from 'node:util';
import { readJson } from '../protocol/read-json.ts';
import type { EventBody, Journal } from './journal.ts';
import { JournalError } from './journal-error.ts';

/** What others than a run's driver add to it: emitters, people who answer, whoever cancels. */
const ADDED_BY_OTHERS: ReadonlySet<string> = new Set([
  'call.began',
  'call.progressed',
  'call.ended',
  'attention.closed',
  'run.cancel_requested',
]);

/** Events that are looked through at once for what is there already. */
const PAGE = 200;

export interface AppendAfter {
  /** Position of the newest event of the run that its driver knows; 0 for none. */
  afterSeq: number;
  bodies: readonly EventBody[];
}

/** The last batch that is being added to a run, by journal: batches of one run are added in turn. */
const underWay = new WeakMap<Journal, Map<string, Promise<unknown>>>();

/**
 * Adds a driver's batch to its run exactly once, and resolves with the position of its last event. A
 * batch that is there already, because the answer to it was lost, is not added again. Behind
 * `afterSeq` there may be what others add to a run; anything else is another driver's.
 *
 * @throws JournalError `append_conflict` for such, and what `append` refuses.
 */
export async function appendAfter(
  journal: Journal,
  runId: string,
  request: AppendAfter,
): Promise<number> {
  let runs = underWay.get(journal);
  if (runs === undefined) {
    runs = new Map();
    underWay.set(journal, runs);
  }
  const before = runs.get(runId) ?? Promise.resolve();
  const added = before.then(() => addOnce(journal, runId, request));
  const settled = added
    .catch(() => undefined)
    .finally(() => runs.get(runId) === settled && runs.delete(runId));
  runs.set(runId, settled);
  return await added;
}

async function addOnce(
  journal: Journal,
  runId: string,
  { afterSeq, bodies }: AppendAfter,
): Promise<number> {
  if (bodies.length === 0) return afterSeq;
  // As they come back out of a journal: without what JSON leaves out.
  const batch = bodies.map((body) => readJson(JSON.stringify(body)) as EventBody);
  if (afterSeq > 0 && (await journal.read(runId, { fromSeq: afterSeq, limit: 1 })).length === 0) {
    const message = `Run ${runId} has no event at position ${afterSeq}, which its driver knows of: this is another journal`;
    throw new JournalError('append_conflict', message);
  }
  for (let fromSeq = afterSeq + 1; ; fromSeq += PAGE) {
    // A batch that begins on a page may end on the next one.
    const limit = PAGE + batch.length;
    const events = await journal.read(runId, { fromSeq, limit });
    for (const [index, event] of events.slice(0, PAGE).entries()) {
      if (isAt(events.slice(index, index + batch.length), batch)) {
        return event.seq + batch.length - 1;
      }
      if (!ADDED_BY_OTHERS.has(event.type)) throw conflict(runId, event);
    }
    if (events.length < limit) break;
  }
  const added = await journal.append(runId, batch);
  return added.at(-1)?.seq ?? afterSeq;
}

function isAt(events: readonly object[], batch: readonly EventBody[]): boolean {
  if (events.length < batch.length) return false;
  return batch.every((body, index) => {
    const { runId, seq, at, ...known } = events[index] as Record<string, unknown>;
    return isDeepStrictEqual(known, body);
  });
}

function conflict(runId: string, event: { type: string; seq: number }): JournalError {
  if (event.type === 'run.ended') {
    return new JournalError('run_ended', `Run ${runId} has ended; it takes no more events`);
  }
  const message = `Run ${runId} has ${event.type} at position ${event.seq}, which this driver does not know of: another one drives the run`;
  return new JournalError('append_conflict', message);
}
