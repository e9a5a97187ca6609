import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSqliteJournal } from '../../src/journal/sqlite/open-sqlite-journal.ts';
import { causeway } from './run-causeway.ts';
import { startServing, temporaryFolder } from './serving.ts';

interface Driver {
  runId: string;
  pid: number;
  /** Lines of its output so far. */
  lines: string[];
  /** Resolves once it has added so many events. */
  added(count: number): Promise<void>;
  ended: Promise<number | null>;
}

let made = 0;

/** A driver in a process of its own, which adds `count` events to its run. */
function startDriver(data: string, count: number): Driver {
  made += 1;
  const runId = `run_00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
  const script = join(import.meta.dirname, 'fixtures/drivers/appending.ts');
  const child = spawn(process.execPath, [script, data, runId, String(count)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    runId,
    pid: child.pid ?? 0,
    lines,
    ended,
    added: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (lines.length >= wanted) resolve();
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`the driver ended early: ${errors}`)));
      }),
  };
}

async function checkRun(data: string, runId: string, count: number): Promise<void> {
  const journal = await openSqliteJournal({ directory: data, readOnly: true });
  const events = await journal.read(runId);
  await journal.close();
  const told = events.flatMap((event) => (event.type === 'run.progressed' ? [event.message] : []));
  expect(told).toEqual(Array.from({ length: count }, (_, index) => String(index + 1)));
  expect(events.at(-1)).toMatchObject({ type: 'run.ended', outcome: 'done' });
}

describe('drivers of one data folder', () => {
  test('one serves the folder itself, and other commands find it', async () => {
    const data = temporaryFolder();
    const driver = startDriver(data, 200);
    await driver.added(3);
    const list = await causeway(['runs', 'ls', '--data', data, '--json']);
    expect(JSON.parse(list.stdout)).toMatchObject({ runId: driver.runId, state: 'running' });
    const cancel = await causeway(['runs', 'cancel', driver.runId, '--data', data]);
    expect(cancel.stdout).toContain('was asked to end');
    expect(await driver.ended).toBe(0);
    expect(driver.lines[0]).toBe('serves 1');
    await checkRun(data, driver.runId, 200);
  });

  test('H-A14: when the one that serves is killed, another takes over and nothing is lost or doubled', async () => {
    const data = temporaryFolder();
    const first = startDriver(data, 100_000);
    await first.added(5);
    const others = [startDriver(data, 150), startDriver(data, 150)];
    for (const other of others) await other.added(20);
    expect(others.map(({ lines }) => lines[0])).toEqual(['uses 1', 'uses 1']);
    process.kill(first.pid, 'SIGKILL');
    for (const other of others) expect(await other.ended).toBe(0);
    expect(others.flatMap(({ lines }) => lines).some((line) => line.startsWith('serves'))).toBe(
      true,
    );
    for (const { runId } of others) await checkRun(data, runId, 150);
    // The dead one’s run is open, with all that it was told is durable.
    const journal = await openSqliteJournal({ directory: data, readOnly: true });
    const kept = await journal.read(first.runId);
    await journal.close();
    expect(kept.length).toBeGreaterThanOrEqual(1 + first.lines.length);
    expect(kept.at(-1)?.type).toBe('run.progressed');
    const end = await causeway(['runs', 'end', first.runId, '--data', data]);
    expect(end.stdout).toContain(`${first.runId} has ended: lost. Its driver ends its program`);
  });

  test('a server that is stopped leaves them the folder, and the next one has it back', async () => {
    const serving = await startServing();
    const driver = startDriver(serving.data, 400);
    await driver.added(5);
    await serving.stop();
    await driver.added(30);
    expect(await driver.ended).toBe(0);
    expect(driver.lines.some((line) => line.startsWith('uses'))).toBe(true);
    expect(driver.lines.some((line) => line.startsWith('serves'))).toBe(true);
    await checkRun(serving.data, driver.runId, 400);
    const next = await startServing([], { data: serving.data });
    const { summary } = await next.get<{ summary: { state: string; files: number } }>(
      `/api/runs/${driver.runId}`,
    );
    expect(summary).toMatchObject({ state: 'done', files: 1 });
  });

  test('a server that is started later gets the folder from a driver that keeps it', async () => {
    const data = temporaryFolder();
    const driver = startDriver(data, 500);
    await driver.added(5);
    const serving = await startServing([], { data });
    await expect.poll(() => driver.lines.at(-1)).toContain('uses');
    const second = await causeway(['serve', '--port', '0', '--data', data]);
    expect([second.exitCode, second.stderr]).toEqual([
      1,
      `causeway: The server at ${serving.url} (process ${serving.command.pid}) keeps the runs in ${data}; end it with Ctrl-C there, or give another --data\n`,
    ]);
    expect(await driver.ended).toBe(0);
    expect(driver.lines[0]).toBe('serves 1');
    await checkRun(data, driver.runId, 500);
  });
});
