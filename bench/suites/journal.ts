import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type EventBody, type Journal, openSqliteJournal } from 'causeway/journal';
import type { OpenSuite, Suite } from './suite.ts';
import { timed } from './timed.ts';

const BATCH = 1_000;

/** What it costs to make an event durable, beside what SQLite takes for the same bytes. µs. */
export const journalSuite: Suite = {
  once: false,
  async open(_wanted, quick): Promise<OpenSuite> {
    const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-journal-'));
    const journal = await openSqliteJournal({ directory: join(folder, 'journal') });
    const floor = openFloor(join(folder, 'floor.db'));
    let run = 0;
    const startRun = async (): Promise<string> => {
      run += 1;
      const runId = `run-${run}`;
      await journal.append(runId, [{ type: 'run.started', kind: 'code', title: 'Bench' }]);
      return runId;
    };
    const one = quick ? 5 : 200;
    const batches = quick ? 1 : 5;
    return {
      measures: {
        'sqlite one': timed(one, async () => {
          for (let index = 0; index < one; index += 1) floor.insert(1);
        }),
        'sqlite batch': timed(batches * BATCH, async () => {
          for (let index = 0; index < batches; index += 1) floor.insert(BATCH);
        }),
        'append one': async () => {
          const runId = await startRun();
          return timed(one, async () => {
            for (let index = 0; index < one; index += 1)
              await journal.append(runId, [event(index)]);
          })();
        },
        'append by 32': async () => {
          const runId = await startRun();
          return timed(32 * one, () => appendBy32(journal, runId, one))();
        },
        'append batch': async () => {
          const runId = await startRun();
          return timed(batches * BATCH, async () => {
            for (let index = 0; index < batches; index += 1) {
              const events = Array.from({ length: BATCH }, (_, call) => event(call));
              await journal.append(runId, events);
            }
          })();
        },
        'appends at once': async () => {
          const runId = await startRun();
          return timed(batches * BATCH, async () => {
            for (let index = 0; index < batches; index += 1) {
              const appends = Array.from({ length: BATCH }, (_, call) =>
                journal.append(runId, [event(call)]),
              );
              await Promise.all(appends);
            }
          })();
        },
      },
      async close() {
        floor.close();
        await journal.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};

function event(index: number): EventBody {
  const args = { value: { query: 'something to look for', limit: 10, page: index } };
  return { type: 'call.began', callId: `c${index}`, tool: 'docs.search', args, road: 'host-call' };
}

async function appendBy32(journal: Journal, runId: string, each: number): Promise<void> {
  const append = async (): Promise<void> => {
    for (let index = 0; index < each; index += 1) await journal.append(runId, [event(index)]);
  };
  await Promise.all(Array.from({ length: 32 }, append));
}

/** The least that keeps the same bytes as safely: one table, one insert, one commit. */
function openFloor(file: string): { insert(events: number): void; close(): void } {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('fullfsync = ON');
  database.pragma('checkpoint_fullfsync = ON');
  database.exec('CREATE TABLE events (seq INTEGER PRIMARY KEY, at REAL, body TEXT) STRICT');
  const insert = database.prepare('INSERT INTO events (at, body) VALUES (?, ?)');
  const insertAll = database.transaction((events: number) => {
    for (let index = 0; index < events; index += 1) {
      insert.run(Date.now(), JSON.stringify(event(index)));
    }
  });
  return { insert: (events) => insertAll(events), close: () => database.close() };
}
