import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventBody, Journal } from '../../src/journal/journal.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import { parseEvent } from '../../src/protocol/events/event.ts';

/** Makes an empty journal whose clock is the one given: milliseconds since the epoch. */
export type MakeJournal = (now: () => number) => Journal | Promise<Journal>;

const started: EventBody = { type: 'run.started', kind: 'code', title: 'A run' };
const ended: EventBody = { type: 'run.ended', outcome: 'done' };

function wrote(text: string): EventBody {
  return { type: 'output.written', stream: 'stdout', text };
}

function told(events: readonly RunEvent[]): string[] {
  return events.map((event) =>
    event.type === 'output.written' ? `${event.seq} ${event.text}` : `${event.seq} ${event.type}`,
  );
}

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const collected: RunEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

/** What every journal must do. Each implementation of the port passes all of it. */
export function describeJournalContract(name: string, makeJournal: MakeJournal): void {
  describe(`${name} as a journal`, () => {
    let now: number;
    let journal: Journal;

    beforeEach(async () => {
      now = 1_000;
      journal = await makeJournal(() => now);
    });

    afterEach(async () => {
      await journal.close();
    });

    describe('append', () => {
      test('gives each event its run, a gapless position and the time', async () => {
        const first = await journal.append('run-1', [started, wrote('a')]);
        now = 1_500;
        const second = await journal.append('run-1', [wrote('b')]);
        expect([...first, ...second]).toEqual([
          { ...started, runId: 'run-1', seq: 1, at: 1_000 },
          { ...wrote('a'), runId: 'run-1', seq: 2, at: 1_000 },
          { ...wrote('b'), runId: 'run-1', seq: 3, at: 1_500 },
        ]);
        expect(await journal.read('run-1')).toEqual([...first, ...second]);
      });

      test('keeps the order of calls, also of those nobody waits for', async () => {
        const appended = [journal.append('run-1', [started])];
        for (let index = 0; index < 100; index += 1) {
          appended.push(journal.append('run-1', [wrote(`a${index}`), wrote(`b${index}`)]));
        }
        const events = (await Promise.all(appended)).flat();
        expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 201 }, (_, i) => i + 1));
        expect(told(await journal.read('run-1')).slice(0, 5)).toEqual([
          '1 run.started',
          '2 a0',
          '3 b0',
          '4 a1',
          '5 b1',
        ]);
        expect(await journal.read('run-1')).toEqual(events);
      });

      test('counts each run for itself', async () => {
        await journal.append('run-1', [started, wrote('a')]);
        await journal.append('run-2', [started]);
        await journal.append('run-1', [wrote('b')]);
        expect(told(await journal.read('run-1'))).toEqual(['1 run.started', '2 a', '3 b']);
        expect(told(await journal.read('run-2'))).toEqual(['1 run.started']);
      });

      test('never goes back in time within a run', async () => {
        await journal.append('run-1', [started]);
        now = 400;
        const [event] = await journal.append('run-1', [wrote('a')]);
        expect(event?.at).toBe(1_000);
      });

      test('does not let a body bring its own header', async () => {
        const forged = { ...wrote('a'), runId: 'run-9', seq: 99, at: 5 };
        const [, event] = await journal.append('run-1', [started, forged]);
        expect(event).toEqual({ ...wrote('a'), runId: 'run-1', seq: 2, at: 1_000 });
      });

      test('keeps events of unknown types as they are', async () => {
        const unknown = parseEvent({
          runId: 'x',
          seq: 1,
          at: 1,
          type: 'future.happened',
          what: { deep: [1, null, 'é'] },
        }) as EventBody;
        await journal.append('run-1', [started, unknown]);
        expect((await journal.read('run-1'))[1]).toEqual({
          runId: 'run-1',
          seq: 2,
          at: 1_000,
          type: 'future.happened',
          what: { deep: [1, null, 'é'] },
        });
      });

      test('takes an empty batch and records nothing', async () => {
        expect(await journal.append('run-1', [])).toEqual([]);
        expect(await journal.getRun('run-1')).toBeUndefined();
      });

      test('refuses a first event that is not run.started', async () => {
        const refused = journal.append('run-1', [wrote('a')]);
        await expect(refused).rejects.toMatchObject({
          name: 'JournalError',
          code: 'run_not_started',
          message:
            'Run run-1 has not started; its first event must be run.started, not output.written',
        });
        expect(await journal.read('run-1')).toEqual([]);
        expect(await journal.getRun('run-1')).toBeUndefined();
      });

      test('refuses a second run.started', async () => {
        await journal.append('run-1', [started]);
        await expect(journal.append('run-1', [started])).rejects.toMatchObject({
          code: 'run_already_started',
        });
        await expect(journal.append('run-2', [started, started])).rejects.toMatchObject({
          code: 'run_already_started',
        });
      });

      test('refuses an event after run.ended', async () => {
        await journal.append('run-1', [started, ended]);
        await expect(journal.append('run-1', [wrote('a')])).rejects.toMatchObject({
          name: 'JournalError',
          code: 'run_ended',
          message: 'Run run-1 has ended; it takes no output.written any more',
        });
        await expect(journal.append('run-1', [ended])).rejects.toMatchObject({ code: 'run_ended' });
      });

      test('takes all of a batch or nothing', async () => {
        await journal.append('run-1', [started]);
        const refused = journal.append('run-1', [wrote('a'), ended, wrote('b')]);
        await expect(refused).rejects.toMatchObject({ code: 'run_ended' });
        expect(told(await journal.read('run-1'))).toEqual(['1 run.started']);
        await journal.append('run-1', [wrote('c'), ended]);
        expect(told(await journal.read('run-1'))).toEqual(['1 run.started', '2 c', '3 run.ended']);
      });
    });

    test('a refused append fails none of those made beside it', async () => {
      const results = await Promise.allSettled([
        journal.append('run-1', [started]),
        journal.append('run-1', [started]),
        journal.append('run-2', [wrote('a')]),
        journal.append('run-1', [wrote('b'), ended]),
        journal.append('run-1', [wrote('c')]),
        journal.append('', [started]),
        journal.append('run-2', [started]),
      ]);
      const told = results.map((result) =>
        result.status === 'fulfilled' ? result.value.length : result.reason.code,
      );
      expect(told).toEqual([
        1,
        'run_already_started',
        'run_not_started',
        2,
        'run_ended',
        'invalid_run_id',
        1,
      ]);
      expect(await journal.read('run-1')).toHaveLength(3);
      expect(await journal.read('run-2')).toHaveLength(1);
    });

    test.each(['', 'x'.repeat(201), 'half \ud800'])(
      'refuses %j as the id of a run',
      async (runId) => {
        await expect(journal.append(runId, [started])).rejects.toMatchObject({
          code: 'invalid_run_id',
        });
        expect(await journal.getRun(runId)).toBeUndefined();
      },
    );

    test('keeps any id and any text exactly', async () => {
      const runId = 'it\'s \u0000 a "run" / 😀';
      const [, event] = await journal.append(runId, [started, wrote('\ud800 \u0000 é \u202e')]);
      expect(event).toMatchObject({ runId, text: '\ud800 \u0000 é \u202e' });
      expect((await journal.read(runId))[1]).toEqual(event);
      expect((await journal.listRuns()).runs[0]?.runId).toBe(runId);
    });

    describe('read', () => {
      test('starts at a position and stops after a number of events', async () => {
        await journal.append('run-1', [started, wrote('a'), wrote('b'), wrote('c')]);
        expect(told(await journal.read('run-1', { fromSeq: 3 }))).toEqual(['3 b', '4 c']);
        expect(told(await journal.read('run-1', { fromSeq: 2, limit: 2 }))).toEqual(['2 a', '3 b']);
        expect(await journal.read('run-1', { fromSeq: 5 })).toEqual([]);
        expect(told(await journal.read('run-1', { fromSeq: 0, limit: 1 }))).toEqual([
          '1 run.started',
        ]);
      });

      test('gives nothing for a run that is not known', async () => {
        expect(await journal.read('nobody')).toEqual([]);
      });

      test('gives a list that later events do not change', async () => {
        await journal.append('run-1', [started]);
        const before = await journal.read('run-1');
        await journal.append('run-1', [wrote('a')]);
        expect(told(before)).toEqual(['1 run.started']);
      });
    });

    describe('follow', () => {
      test('gives what is there and what comes, and ends with the run', async () => {
        await journal.append('run-1', [started, wrote('a')]);
        const followed = collect(journal.follow('run-1'));
        await journal.append('run-1', [wrote('b')]);
        await journal.append('run-1', [wrote('c'), ended]);
        expect(told(await followed)).toEqual(['1 run.started', '2 a', '3 b', '4 c', '5 run.ended']);
      });

      test('H-E3: a follower who comes late or comes back misses nothing, doubles nothing', async () => {
        await journal.append('run-1', [started]);
        const seen: RunEvent[] = [];
        for (let round = 0; round < 20; round += 1) {
          const stop = new AbortController();
          const follower = journal.follow('run-1', {
            fromSeq: seen.length + 1,
            signal: stop.signal,
          });
          const appended = journal.append('run-1', [wrote(`a${round}`), wrote(`b${round}`)]);
          for await (const event of follower) {
            seen.push(event);
            // Leaves in the middle of what is there every other time.
            if (seen.length >= round * 2 + 2) stop.abort();
          }
          await appended;
        }
        await journal.append('run-1', [ended]);
        for await (const event of journal.follow('run-1', { fromSeq: seen.length + 1 })) {
          seen.push(event);
        }
        expect(seen).toEqual(await journal.read('run-1'));
        expect(seen).toHaveLength(42);
      });

      test('continues where a read stopped, whatever came in between', async () => {
        await journal.append('run-1', [started, wrote('a')]);
        const seen = [...(await journal.read('run-1'))];
        await journal.append('run-1', [wrote('b')]);
        const follower = journal.follow('run-1', { fromSeq: seen.length + 1 });
        await journal.append('run-1', [wrote('c'), ended]);
        for await (const event of follower) seen.push(event);
        expect(told(seen)).toEqual(['1 run.started', '2 a', '3 b', '4 c', '5 run.ended']);
      });

      test('a slow follower holds up neither the writer nor other followers', async () => {
        await journal.append('run-1', [started]);
        const slow = journal.follow('run-1');
        expect((await slow.next()).value?.seq).toBe(1);
        const quick = collect(journal.follow('run-1'));
        for (let index = 0; index < 1_000; index += 1) {
          await journal.append('run-1', [wrote(`${index}`)]);
        }
        await journal.append('run-1', [ended]);
        expect(await quick).toHaveLength(1_002);
        const rest = await collect(slow);
        expect(rest.map(({ seq }) => seq)).toEqual(Array.from({ length: 1_001 }, (_, i) => i + 2));
      });

      test('several followers each see everything', async () => {
        const followers = [1, 2, 3].map(() => collect(journal.follow('run-1')));
        await journal.append('run-1', [started, wrote('a')]);
        await journal.append('run-1', [ended]);
        for (const follower of followers) expect(await follower).toHaveLength(3);
      });

      test('waits for a run that has not started', async () => {
        const followed = collect(journal.follow('run-1'));
        expect(await journal.getRun('run-1')).toBeUndefined();
        expect(await journal.listRuns()).toEqual({ runs: [] });
        await journal.append('run-1', [started, ended]);
        expect(told(await followed)).toEqual(['1 run.started', '2 run.ended']);
      });

      test('ends at once behind the end of a run', async () => {
        await journal.append('run-1', [started, ended]);
        expect(await collect(journal.follow('run-1', { fromSeq: 3 }))).toEqual([]);
      });

      test('ends without an error when it is aborted, waiting or not', async () => {
        await journal.append('run-1', [started, wrote('a')]);
        const stop = new AbortController();
        const waiting = collect(journal.follow('run-1', { fromSeq: 3, signal: stop.signal }));
        stop.abort();
        expect(await waiting).toEqual([]);
        expect(await collect(journal.follow('run-1', { signal: stop.signal }))).toEqual([]);
      });

      test('ends what is asked for when its consumer returns', async () => {
        await journal.append('run-1', [started]);
        const follower = journal.follow('run-1', { fromSeq: 2 });
        const waiting = follower.next();
        await follower.return?.();
        expect(await waiting).toEqual({ done: true, value: undefined });
        expect(await follower.next()).toEqual({ done: true, value: undefined });
      });

      test('answers several questions at once in order', async () => {
        await journal.append('run-1', [started]);
        const follower = journal.follow('run-1', { fromSeq: 2 });
        const asked = [follower.next(), follower.next(), follower.next(), follower.next()];
        await journal.append('run-1', [wrote('a')]);
        await journal.append('run-1', [wrote('b'), ended]);
        const answers = await Promise.all(asked);
        expect(answers.map(({ value }) => value?.seq)).toEqual([2, 3, 4, undefined]);
      });
    });

    describe('runs', () => {
      test('a run is told by its first event, its last and how far it is', async () => {
        await journal.append('run-1', [started, wrote('a')]);
        expect(await journal.getRun('run-1')).toMatchObject({
          runId: 'run-1',
          started: { ...started, runId: 'run-1', seq: 1, at: 1_000 },
          lastSeq: 2,
        });
        now = 2_000;
        await journal.append('run-1', [ended]);
        expect(await journal.getRun('run-1')).toMatchObject({
          runId: 'run-1',
          started: { ...started, runId: 'run-1', seq: 1, at: 1_000 },
          ended: { ...ended, runId: 'run-1', seq: 3, at: 2_000 },
          lastSeq: 3,
        });
        expect(await journal.getRun('nobody')).toBeUndefined();
      });

      test('the run started last comes first, page by page', async () => {
        for (const runId of ['a', 'b', 'c', 'd']) await journal.append(runId, [started]);
        await journal.append('a', [wrote('x')]);
        const ids = async (options?: { limit?: number; after?: string }): Promise<string[]> =>
          (await journal.listRuns(options)).runs.map(({ runId }) => runId);
        expect(await ids()).toEqual(['d', 'c', 'b', 'a']);
        expect(await ids({ limit: 3 })).toEqual(['d', 'c', 'b']);
        expect(await ids({ limit: 3, after: 'b' })).toEqual(['a']);
        expect(await ids({ after: 'a' })).toEqual([]);
      });

      test('a page has 100 runs unless told otherwise', async () => {
        for (let index = 0; index < 101; index += 1) await journal.append(`${index}`, [started]);
        const page = await journal.listRuns();
        expect(page.runs).toHaveLength(100);
        expect(page.next).toBe('1');
        expect((await journal.listRuns({ limit: 500 })).runs).toHaveLength(101);
        expect((await journal.listRuns({ after: '1' })).next).toBeUndefined();
      });
    });

    describe('blobs', () => {
      test('bytes are kept under the digest of their content', async () => {
        const id = await journal.putBlob(new TextEncoder().encode('hello'));
        expect(id).toBe('sha256-2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824');
        expect(new TextDecoder().decode(await journal.getBlob(id))).toBe('hello');
        expect(await journal.putBlob(new TextEncoder().encode('hello'))).toBe(id);
      });

      test('no bytes are bytes too', async () => {
        const id = await journal.putBlob(new Uint8Array());
        expect(await journal.getBlob(id)).toEqual(new Uint8Array());
      });

      test('gives nothing for an id that is not known', async () => {
        expect(await journal.getBlob('sha256-00')).toBeUndefined();
      });

      test('keeps its own copy, before and after', async () => {
        const content = new Uint8Array([1, 2, 3]);
        const id = await journal.putBlob(content);
        content[0] = 9;
        const first = await journal.getBlob(id);
        expect([...(first ?? [])]).toEqual([1, 2, 3]);
        first?.fill(7);
        expect([...((await journal.getBlob(id)) ?? [])]).toEqual([1, 2, 3]);
      });
    });

    test('refuses everything after it was closed, ends its followers, and closes twice', async () => {
      await journal.append('run-1', [started]);
      const waiting = collect(journal.follow('run-1', { fromSeq: 2 }));
      const idle = journal.follow('run-1');
      await journal.close();
      await journal.close();
      expect(await waiting).toEqual([]);
      expect(await idle.next()).toEqual({ done: true, value: undefined });
      const closed = { name: 'JournalError', code: 'journal_closed' };
      await expect(journal.append('run-1', [wrote('a')])).rejects.toMatchObject(closed);
      await expect(journal.read('run-1')).rejects.toMatchObject(closed);
      await expect(journal.getRun('run-1')).rejects.toMatchObject(closed);
      await expect(journal.listRuns()).rejects.toMatchObject(closed);
      await expect(journal.putBlob(new Uint8Array())).rejects.toMatchObject(closed);
      await expect(journal.getBlob('x')).rejects.toMatchObject(closed);
      expect(await collect(journal.follow('run-1'))).toEqual([]);
    });
  });
}
