import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventBody, Journal } from '../../src/journal/journal.ts';
import type { RunChange } from '../../src/journal/run-changes.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import { fold } from '../../src/timeline/fold.ts';
import { summarise } from '../../src/timeline/summarise.ts';
import type { MakeJournal } from './journal-contract.ts';

type Started = Extract<EventBody, { type: 'run.started' }>;

function started(more: Partial<Started> = {}): EventBody {
  return { type: 'run.started', kind: 'code', title: 'A run', ...more };
}

function ended(outcome: 'done' | 'error' = 'done'): EventBody {
  return { type: 'run.ended', outcome };
}

function began(callId: string, tool = 'docs.search'): EventBody {
  return { type: 'call.began', callId, tool, args: { value: {} }, road: 'host-call' };
}

async function asked<T>(iterator: AsyncIterator<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) taken.push((await iterator.next()).value as T);
  return taken;
}

function toldOf(change: RunChange): string {
  if ('gone' in change) return `${change.gone} gone`;
  return `${change.changed.runId} ${change.changed.state} ${change.changed.lastSeq}`;
}

/** What every journal must do beyond single runs: lists, filters, changes, retention. */
export function describeListContract(name: string, makeJournal: MakeJournal): void {
  describe(`${name} as a list of runs`, () => {
    let now: number;
    let journal: Journal;

    beforeEach(async () => {
      now = 1_000;
      journal = await makeJournal(() => now);
    });

    afterEach(async () => {
      await journal.close();
    });

    const ids = async (options: Parameters<Journal['listRuns']>[0]): Promise<string[]> =>
      (await journal.listRuns(options)).runs.map(({ runId }) => runId);

    test('H-E3: a summary is what summarising all events of the run gives', async () => {
      const bodies: EventBody[] = [
        started({ title: 'Flights', host: 'build-02', tags: { by: 'mara' } }),
        began('a'),
        { type: 'call.progressed', callId: 'a', percent: 50 },
        { type: 'output.written', stream: 'stdout', text: 'hello' },
        { type: 'attention.raised', id: 'q', reason: 'Which one?' },
        { type: 'call.ended', callId: 'a', status: 'ok', applied: 'yes', result: { value: 1 } },
        began('b', 'mail.send'),
        { type: 'run.progressed', percent: 10, message: 'Reading' },
        ended('error'),
      ];
      for (const body of bodies) {
        now += 10;
        await journal.append('run-1', [body]);
        const summary = summarise(fold(await journal.read('run-1')));
        expect((await journal.getRun('run-1'))?.summary).toEqual(summary);
        expect((await journal.listRuns()).runs).toEqual([summary]);
      }
      expect((await journal.listRuns()).runs).toMatchObject([
        {
          title: 'Flights',
          state: 'error',
          startedAt: 1_010,
          endedAt: 1_090,
          lastSeq: 9,
          calls: { ok: 1, unfinished: 1, running: 0 },
          applied: { yes: 1, unknown: 1 },
          tools: ['docs.search', 'mail.send'],
          open: [],
        },
      ]);
    });

    test('each view has the runs that belong in it, and their number', async () => {
      await journal.append('quiet', [started()]);
      await journal.append('asks', [
        started({ kind: 'agent' }),
        { type: 'attention.raised', id: 'q', reason: 'Which one?' },
      ]);
      await journal.append('failed', [started({ kind: 'external' }), ended('error')]);
      await journal.append('done', [started(), ended()]);
      expect(await ids({ view: 'all' })).toEqual(['done', 'failed', 'asks', 'quiet']);
      expect(await ids({ view: 'needs' })).toEqual(['asks']);
      expect(await ids({ view: 'live' })).toEqual(['asks', 'quiet']);
      expect(await ids({ view: 'failed' })).toEqual(['failed']);
      expect(await ids({ view: 'code' })).toEqual(['done', 'quiet']);
      expect(await ids({ view: 'agents' })).toEqual(['asks']);
      const totals = { all: 4, needs: 1, live: 2, failed: 1, code: 2, agents: 1 };
      expect(await journal.countRuns()).toEqual(totals);
      await journal.append('asks', [{ type: 'attention.closed', id: 'q', by: 'mara' }]);
      await journal.append('quiet', [ended('error')]);
      expect(await ids({ view: 'needs' })).toEqual([]);
      expect(await ids({ view: 'failed' })).toEqual(['failed', 'quiet']);
      expect(await journal.countRuns()).toEqual({ ...totals, needs: 0, live: 1, failed: 2 });
    });

    test('a view goes on page by page while its runs change', async () => {
      for (let index = 0; index < 7; index += 1) await journal.append(`r${index}`, [started()]);
      const first = await journal.listRuns({ view: 'live', limit: 3 });
      expect(first.runs.map(({ runId }) => runId)).toEqual(['r6', 'r5', 'r4']);
      expect(first.next).toBe('r4');
      await journal.append('r4', [ended()]);
      await journal.append('r7', [started()]);
      const second = await journal.listRuns({ view: 'live', limit: 3, after: 'r4' });
      expect(second.runs.map(({ runId }) => runId)).toEqual(['r3', 'r2', 'r1']);
      const third = await journal.listRuns({ view: 'live', limit: 3, after: 'r1' });
      expect(third).toMatchObject({ runs: [{ runId: 'r0' }] });
      expect(third.next).toBeUndefined();
    });

    test('a list goes on after a run that was deleted meanwhile, and not after one it does not know', async () => {
      for (const id of ['a', 'b', 'c']) await journal.append(id, [started(), ended()]);
      expect((await journal.listRuns({ limit: 2 })).next).toBe('b');
      await journal.deleteRun('b');
      expect(await ids({ after: 'b' })).toEqual(['a']);
      await expect(journal.listRuns({ after: 'nobody' })).rejects.toMatchObject({
        code: 'unknown_cursor',
        message: expect.stringContaining('first page'),
      });
    });

    test('a filter asks for words, facts, tags and times, and for all of them at once', async () => {
      await journal.append('flights-1', [
        started({ title: 'Flight Delays', host: 'build-02', tags: { by: 'Mara', team: 'ops' } }),
        began('a', 'docs.search'),
      ]);
      now = 90_000_000;
      await journal.append('mail-1', [started({ title: '100% "done"_', kind: 'agent' }), ended()]);
      const matches: [string, string[]][] = [
        ['', ['mail-1', 'flights-1']],
        ['delays', ['flights-1']],
        ['FLIGHT lay', ['flights-1']],
        ['"flight delays"', ['flights-1']],
        ['"delays flight"', []],
        ['100%', ['mail-1']],
        ['_', ['mail-1']],
        ['%', ['mail-1']],
        ['host:build', ['flights-1']],
        ['host:uild', []],
        ['build-02', ['flights-1']],
        ['tool:docs', ['flights-1']],
        ['kind:agent', ['mail-1']],
        ['state:done', ['mail-1']],
        ['id:mail-1', ['mail-1']],
        ['by:mara', ['flights-1']],
        ['tag:team', ['flights-1']],
        ['tag:team=ops', ['flights-1']],
        ['tag:team=dev', []],
        ['older:1d', ['flights-1']],
        ['newer:1h', ['mail-1']],
        ['older:1d state:running by:mara delays', ['flights-1']],
        ['older:1d kind:agent', []],
        ['\u0010100%', []],
        ["'; DROP TABLE runs; --", []],
      ];
      for (const [text, found] of matches)
        expect([text, await ids({ text })]).toEqual([text, found]);
    });

    test('refuses a filter that it cannot understand', async () => {
      await expect(journal.listRuns({ text: 'older:soon' })).rejects.toMatchObject({
        name: 'JournalError',
        code: 'invalid_filter',
        message: 'older:soon is not a duration; write older:2h, with s m h d or w',
      });
    });

    test('followers of the list hear of every run that changes, each as it stands', async () => {
      const changes = journal.followRuns();
      await journal.append('a', [started()]);
      expect((await asked(changes, 1)).map(toldOf)).toEqual(['a running 1']);
      const waiting = changes.next();
      await journal.append('a', [ended()]);
      expect(toldOf((await waiting).value as RunChange)).toBe('a done 2');
      await journal.deleteRun('a');
      expect((await asked(changes, 1)).map(toldOf)).toEqual(['a gone']);
      await changes.return?.();
      expect((await changes.next()).done).toBe(true);
    });

    test('a slow follower of the list gets the newest state of each run once', async () => {
      const changes = journal.followRuns();
      await journal.append('a', [started()]);
      await journal.append('b', [started()]);
      for (let index = 0; index < 50; index += 1) {
        await journal.append('a', [began(`c${index}`)]);
      }
      expect((await asked(changes, 2)).map(toldOf)).toEqual(['a running 51', 'b running 1']);
      const waiting = changes.next();
      await journal.close();
      expect((await waiting).done).toBe(true);
    });

    test('an aborted follower of the list ends, waiting or not', async () => {
      const stop = new AbortController();
      const waiting = journal.followRuns({ signal: stop.signal }).next();
      const idle = journal.followRuns({ signal: stop.signal });
      await journal.append('a', [started()]);
      expect((await waiting).done).toBe(false);
      stop.abort();
      expect((await idle.next()).done).toBe(true);
      expect((await journal.followRuns({ signal: stop.signal }).next()).done).toBe(true);
    });

    test('a deleted run leaves its title, its outcome and its tallies', async () => {
      await journal.append('a', [
        started({ title: 'Secret work', tags: { by: 'mara' }, host: 'build-02' }),
        began('c'),
        { type: 'call.ended', callId: 'c', status: 'error', applied: 'no' },
        ended('error'),
      ]);
      await journal.append('b', [started(), ended()]);
      now = 5_000;
      expect(await journal.deleteRun('a')).toBe(true);
      expect(await journal.deleteRun('a')).toBe(false);
      expect(await journal.getRun('a')).toBeUndefined();
      expect(await journal.read('a')).toEqual([]);
      expect(await ids({})).toEqual(['b']);
      expect(await ids({ text: 'secret' })).toEqual([]);
      expect(await ids({ after: 'b' })).toEqual([]);
      expect(await journal.countRuns()).toMatchObject({ all: 1, failed: 0, code: 1 });
      expect(await journal.getDeletedRun('b')).toBeUndefined();
      const { deletedAt, summary } = (await journal.getDeletedRun('a')) ?? {};
      expect(deletedAt).toBe(5_000);
      expect(summary).toEqual({
        runId: 'a',
        kind: 'code',
        title: 'Secret work',
        state: 'error',
        startedAt: 1_000,
        endedAt: 1_000,
        lastSeq: 4,
        lastAt: 1_000,
        calls: {
          running: 0,
          ok: 0,
          error: 1,
          refused: 0,
          cancelled: 0,
          timed_out: 0,
          unfinished: 0,
        },
        applied: { yes: 0, no: 1, unknown: 0, not_started: 0 },
        tools: [],
        files: 0,
        open: [],
      });
      for (const body of [started(), ended()]) {
        await expect(journal.append('a', [body])).rejects.toMatchObject({ code: 'run_ended' });
      }
    });

    test('followers of a deleted run end', async () => {
      await journal.append('a', [started(), ended()]);
      await journal.deleteRun('a');
      const seen: RunEvent[] = [];
      for await (const event of journal.follow('a')) seen.push(event);
      expect(seen).toEqual([]);
    });

    test('refuses to delete a run that is under way, and knows none that never was', async () => {
      await journal.append('a', [started()]);
      await expect(journal.deleteRun('a')).rejects.toMatchObject({
        code: 'run_not_ended',
        message: 'Run a is under way; end or cancel it before you delete it',
      });
      expect(await journal.read('a')).toHaveLength(1);
      expect(await journal.deleteRun('nobody')).toBe(false);
    });

    test('prunes ended runs by their age and by their number, and can only tell which', async () => {
      for (const runId of ['a', 'b', 'open', 'c', 'd']) await journal.append(runId, [started()]);
      for (const runId of ['b', 'a', 'c', 'd']) {
        now += 1_000;
        await journal.append(runId, [ended()]);
      }
      expect(await journal.prune({})).toEqual([]);
      expect(await journal.prune({ keep: 1, dryRun: true })).toEqual(['b', 'a', 'c']);
      expect(await journal.prune({ endedBefore: 4_000, keep: 3 })).toEqual(['b']);
      expect(await journal.prune({ endedBefore: 4_000 })).toEqual(['a']);
      expect(await ids({})).toEqual(['d', 'c', 'open']);
      expect(await journal.prune({ keep: 0 })).toEqual(['c', 'd']);
      expect(await ids({})).toEqual(['open']);
    });

    test('a blob goes with the last run that refers to it', async () => {
      const bytes = new TextEncoder().encode('large');
      const ref = await journal.putBlob(bytes);
      const value = { preview: 'l', bytes: 5, ref };
      for (const runId of ['a', 'b']) {
        await journal.append(runId, [started(), { type: 'run.ended', outcome: 'done', value }]);
      }
      await journal.deleteRun('a');
      expect(await journal.getBlob(ref)).toEqual(bytes);
      await journal.deleteRun('b');
      expect(await journal.getBlob(ref)).toBeUndefined();
      const again = await journal.putBlob(bytes);
      expect(await journal.getBlob(again)).toEqual(bytes);
    });

    test('refuses lists and changes after it was closed', async () => {
      await journal.close();
      const closed = { name: 'JournalError', code: 'journal_closed' };
      await expect(journal.countRuns()).rejects.toMatchObject(closed);
      await expect(journal.deleteRun('a')).rejects.toMatchObject(closed);
      await expect(journal.prune({ keep: 1 })).rejects.toMatchObject(closed);
      await expect(journal.getDeletedRun('a')).rejects.toMatchObject(closed);
      expect((await journal.followRuns().next()).done).toBe(true);
    });
  });
}
