import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import type { RunSummary } from '../../src/protocol/api/run-summary.ts';
import { causeway, fixtures, startCauseway } from './run-causeway.ts';
import { report, startServing, temporaryFolder } from './serving.ts';

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

describe('causeway serve', () => {
  test('prints one line when it is ready, and ends cleanly on Ctrl-C', async () => {
    const serving = await startServing();
    expect(serving.ready).toEqual({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
    expect(await serving.get('/api/health')).toMatchObject({ status: 'ok' });
    const file = join(serving.data, 'server.json');
    expect(json(file)).toEqual({ url: serving.url, pid: serving.command.pid });
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    const { exitCode, stdout, stderr } = await serving.stop();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(`{"url":"${serving.url}"}\n`);
    expect(existsSync(file)).toBe(false);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)('ends cleanly on %s', async (signal) => {
    const serving = await startServing();
    serving.command.signal(signal);
    expect((await serving.command.ended).exitCode).toBe(0);
  });

  test('tells people where the dashboard, the first run and the runs are', async () => {
    const data = temporaryFolder();
    const command = startCauseway(
      [
        'serve',
        '--port',
        '0',
        '--data',
        data,
        '--run',
        'programs/sums.py',
        '--title',
        'Three sums',
      ].concat(['--tools', 'tools/arithmetic.ts']),
    );
    await command.prints(data);
    await command.shows('Three sums  done');
    command.signal('SIGINT');
    const { exitCode, stdout, stderr } = await command.ended;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^Causeway serves\. Ctrl-C ends it\.\n {2}Dashboard {3}(http:\/\/127\.0\.0\.1:\d+)\/\n {2}Three sums {2}\1\/runs\/run_\S+\n {2}Data {8}\S+\n$/,
    );
    expect(stderr).toMatch(/^✓ Three sums {2}done \d.* 3 calls: 3 ok\n$/);
  });

  test('runs its first program with its tools, and others by its API', async () => {
    const { get, post, ready } = await startServing([
      ...['--run', 'programs/sums.py', '--tools', 'tools/arithmetic.ts'],
    ]);
    expect(ready.page).toBe(`${ready.url}/runs/${ready.runId}`);
    const code = 'await tools.add(1, 2)';
    const { runId } = await post<{ runId: string }>('/api/runs', { kind: 'code', code });
    await vi.waitFor(async () => {
      const { runs } = await get<{ runs: RunSummary[] }>('/api/runs');
      expect(runs.map((run) => [run.runId, run.title, run.state, run.calls.ok])).toEqual([
        [runId, 'program.py', 'done', 1],
        [ready.runId, 'sums.py', 'done', 3],
      ]);
    }, 30_000);
  });

  test('gives a tool the URL by which what it starts reports under its call', async () => {
    const code = 'await tools.report_from_inside()';
    const { get, post } = await startServing(['--tools', 'tools/reporting.ts']);
    const { runId } = await post<{ runId: string }>('/api/runs', { kind: 'code', code });
    await vi.waitFor(async () => {
      const view = await get<{
        run: { state: string };
        calls: { tool: string; depth: number; state: string }[];
      }>(`/api/runs/${runId}`);
      expect(view.run.state).toBe('done');
      expect(view.calls.map(({ tool, depth, state }) => [tool, depth, state])).toEqual([
        ['report_from_inside', 0, 'ok'],
        ['inner', 1, 'ok'],
      ]);
    }, 30_000);
  });

  test('H-E1 has every event it answered after kill -9, and takes up the folder again', async () => {
    const first = await startServing();
    const opened = await first.post<{ runId: string; url: string }>('/api/runs', {
      kind: 'external',
    });
    for (let call = 0; call < 50; call += 1) await report(opened.url, `c${call}`, 'work');
    first.command.signal('SIGKILL');
    await first.command.ended;
    expect(existsSync(join(first.data, 'server.json'))).toBe(true);
    // No server answers where the file points: the folder itself is read.
    const shown = await causeway(['runs', 'ls', '--json', '--data', first.data]);
    expect(JSON.parse(shown.stdout)).toMatchObject({ runId: opened.runId, calls: { ok: 50 } });
    const second = await startServing([], { data: first.data });
    const page = await second.get<{ events: { seq: number }[]; complete: boolean }>(
      `/api/runs/${opened.runId}/events`,
    );
    expect(page.complete).toBe(false);
    expect(page.events.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 101 }, (_, index) => index + 1),
    );
    expect(json(join(first.data, 'server.json'))).toMatchObject({ url: second.url });
  });

  test('a program that a killed server ran is lost, and the next server says so', async () => {
    const tools = ['--tools', 'tools/patient.ts'];
    const first = await startServing(tools);
    const code = 'await tools.wait_for_ever()';
    const { runId } = await first.post<{ runId: string }>('/api/runs', { kind: 'code', code });
    await first.command.shows('the tool waits');
    first.command.signal('SIGKILL');
    await first.command.ended;
    const second = await startServing(tools, { data: first.data });
    const { run } = await second.get<{ run: { state: string } }>(`/api/runs/${runId}`);
    expect(run.state).toBe('lost');
  });

  test('H-L6 cancels what runs when it ends, and records that', async () => {
    const serving = await startServing(['--tools', 'tools/patient.ts']);
    const code = 'await tools.wait_for_ever()';
    const { runId } = await serving.post<{ runId: string }>('/api/runs', { kind: 'code', code });
    await serving.command.shows('the tool waits');
    expect((await serving.stop()).exitCode).toBe(0);
    const shown = await causeway(['runs', 'show', runId, '--data', serving.data]);
    expect(shown.stdout).toContain('○ program.py  cancelled');
  });

  test('H-L6 ends at once on a second signal', async () => {
    const serving = await startServing(['--tools', 'tools/stubborn.ts']);
    const code = 'await tools.never_mind()';
    await serving.post('/api/runs', { kind: 'code', code });
    await serving.command.shows('the tool goes on');
    serving.command.signal('SIGTERM');
    const { exitCode, stderr } = await serving.command.ended;
    expect(exitCode).toBe(130);
    expect(stderr).toContain('the tool was told to stop');
  });

  test('asks for a token where it was given one, and gives it to commands on this machine', async () => {
    const token = 'a-token-of-thirty-two-characters';
    const serving = await startServing([], { env: { CAUSEWAY_TOKEN: token } });
    expect(serving.ready).toEqual({ url: serving.url, token });
    expect((await fetch(`${serving.url}/api/runs`)).status).toBe(401);
    expect(await causeway(['runs', 'ls', '--data', serving.data])).toMatchObject({ exitCode: 0 });
    const foreign = await causeway(['runs', 'ls', '--server', serving.url]);
    expect(foreign).toMatchObject({ exitCode: 1, stdout: '' });
    expect(foreign.stderr).toMatch(/asks for a token; give the token .* in CAUSEWAY_TOKEN/);
    const allowed = await causeway(['runs', 'ls', '--server', serving.url], {
      env: { CAUSEWAY_TOKEN: token },
    });
    expect(allowed).toEqual({ exitCode: 0, stdout: '', stderr: 'No runs\n' });
  });

  test('makes a token on an address that others reach', async () => {
    const { ready, get } = await startServing(['--host', '0.0.0.0']);
    expect(ready.token?.length).toBeGreaterThanOrEqual(24);
    expect(await get('/api/runs')).toMatchObject({ runs: [] });
  });
});

describe('causeway serve refuses', () => {
  const refused = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await causeway(['serve', ...args]);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^causeway: .*\n$/);
    expect(exitCode).toBe(1);
    return stderr;
  };

  test('a port that is in use, and leaves nothing behind', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await vi.waitFor(() => expect(other.address()).not.toBeNull());
    const { port } = other.address() as { port: number };
    const data = temporaryFolder();
    expect(await refused('--port', `${port}`, '--data', data)).toBe(
      `causeway: --port ${port}: another program listens there on 127.0.0.1; give another one, or --port 0 for a free one\n`,
    );
    expect(existsSync(join(data, 'server.json'))).toBe(false);
    other.close();
  });

  test('a folder that another server keeps, and names that server', async () => {
    const { url, data, command } = await startServing();
    expect(await refused('--port', '0', '--data', data)).toBe(
      `causeway: The server at ${url} (process ${command.pid}) keeps the runs in ${data}; end it with Ctrl-C there, or give another --data\n`,
    );
    const run = await causeway(['run', '-c', '1', '--data', data]);
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toContain(`The server at ${url}`);
  });

  test('a folder that cannot be one', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(await refused('--port', '0', '--data', file)).toContain(file);
  });

  test.skipIf(process.platform !== 'linux')('a folder that may not be made (Linux)', async () => {
    // Nobody may make a folder there, not even root.
    expect(await refused('--port', '0', '--data', '/sys/causeway')).toContain('/sys/causeway');
  });

  test('a journal of a newer version', async () => {
    const data = temporaryFolder();
    await causeway(['run', '-c', '1', '--data', data]);
    const database = new Database(join(data, 'journal.db'));
    database.pragma('user_version = 9999');
    database.close();
    expect(await refused('--port', '0', '--data', data)).toMatch(/version 9999.*Update/);
    const ls = await causeway(['runs', 'ls', '--data', data]);
    expect(ls.stderr).toMatch(/^causeway: .*version 9999.*\n$/);
  });

  test('a journal that is damaged, and leaves it as it is', async () => {
    const data = temporaryFolder();
    const file = join(data, 'journal.db');
    mkdirSync(data, { recursive: true });
    writeFileSync(file, 'tide '.repeat(2_000));
    expect(await refused('--port', '0', '--data', data)).toContain('journal.db');
    expect(readFileSync(file, 'utf8')).toBe('tide '.repeat(2_000));
  });

  test.each([
    [
      ['--port', '70000'],
      '--port 70000: not a port; write a whole number up to 65535, 0 for a free one',
    ],
    [['--run', 'missing.py'], 'missing.py does not exist; check the path'],
    [['--title', 'Tides'], '--title Tides: names the first run; give its program with --run'],
    [['--tools', './missing.ts'], 'Tools module ./missing.ts cannot be found'],
  ])('%j before anything is opened', async (args, words) => {
    const data = join(fixtures, 'no-folder');
    const { exitCode, stderr } = await causeway(['serve', ...args, '--data', data]);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(words),
    });
    expect(existsSync(data)).toBe(false);
  });
});
