import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { RunSummary } from '../../src/protocol/api/run-summary.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import { causeway, startCauseway } from './run-causeway.ts';
import { report, type Serving, startServing, temporaryFolder } from './serving.ts';

interface Opened {
  runId: string;
  url: string;
}

const open = (serving: Serving, title = 'External'): Promise<Opened> =>
  serving.post('/api/runs', { kind: 'external', title });

const lines = <T>(stdout: string): T[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);

describe('causeway runs ls', () => {
  test('lists runs, the newest first, by server and without one alike', async () => {
    const serving = await startServing([
      '--run',
      'programs/sums.py',
      '--tools',
      'tools/arithmetic.ts',
    ]);
    await vi.waitFor(async () => {
      const { run } = await serving.get<{ run: { state: string } }>(
        `/api/runs/${serving.ready.runId}`,
      );
      expect(run.state).toBe('done');
    });
    const { runId, url } = await open(serving, 'Nightly import');
    await report(url, 'c1', 'copy');
    await serving.post(`/api/runs/${runId}/end`, {});
    const list = ['runs', 'ls', '--data', serving.data];
    const byServer = await causeway(list);
    expect(byServer).toMatchObject({ exitCode: 0, stderr: '' });
    const [first = '', second = '', ...rest] = byServer.stdout.split('\n');
    expect(first).toMatch(
      new RegExp(
        `^✓ ${runId.slice(0, 12)}  done \\S+ \\S+ +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d  1 call   Nightly import$`,
      ),
    );
    expect(second).toMatch(/^✓ run_\w{8} {2}done .* 3 calls {2}sums\.py$/);
    expect(rest).toEqual(['']);
    await serving.stop();
    expect(await causeway(list)).toEqual(byServer);
    const found = await causeway([...list, 'kind:external', 'nightly', '--json']);
    expect(lines<RunSummary>(found.stdout).map((run) => run.runId)).toEqual([runId]);
  });

  test('says that there is more, and that there is nothing', async () => {
    const serving = await startServing();
    for (const title of ['one', 'two', 'three']) await open(serving, title);
    const two = await causeway(['runs', 'ls', '--data', serving.data, '--limit', '2']);
    expect(two.stdout.match(/^●/gm)?.length).toBe(2);
    expect(two.stderr).toBe('The first 2; more with --limit\n');
    const none = await causeway(['runs', 'ls', '--data', serving.data, '--view', 'failed']);
    expect(none).toEqual({ exitCode: 0, stdout: '', stderr: 'No runs\n' });
    const data = join(temporaryFolder(), 'mistyped');
    const nowhere = await causeway(['runs', 'ls', '--data', data]);
    const stderr = `No runs: there is no journal in ${data} so far\n`;
    expect(nowhere).toEqual({ exitCode: 0, stdout: '', stderr });
  });

  test('H-E4 shows hostile titles as text, on one line', async () => {
    const serving = await startServing();
    await open(serving, 'a\n\u001b[2J\u202eb');
    const { stdout } = await causeway(['runs', 'ls', '--data', serving.data]);
    expect(stdout).toContain('a\\n\\x1b[2J\\u202eb\n');
    expect(stdout.split('\n').length).toBe(2);
  });

  test('leaves a folder alone in which nothing has run', async () => {
    const data = `${temporaryFolder()}/none`;
    expect(await causeway(['runs', 'ls', '--data', data])).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
    expect(await causeway(['runs', 'ls', '--data', data, '--json'])).toMatchObject({ exitCode: 0 });
    expect((await causeway(['runs', 'show', 'x', '--data', data])).exitCode).toBe(2);
  });
});

describe('a run is named', () => {
  test('by the beginning of its id, with run_ or without, where that is one run’s only', async () => {
    const serving = await startServing();
    const { runId } = await open(serving, 'The one');
    const show = (run: string) => causeway(['runs', 'show', run, '--data', serving.data]);
    for (const run of [runId, runId.slice(0, 20), runId.slice(4, 20)]) {
      expect((await show(run)).stdout, run).toContain('The one');
    }
    await open(serving, 'Another');
    const both = await show('run_');
    expect(both).toMatchObject({ exitCode: 2, stdout: '' });
    expect(both.stderr).toMatch(
      /^causeway: run_ is the beginning of run_\S+, run_\S+; give more of the id\n$/,
    );
  });

  test.each(['nope', 'state:done', '../x', '\u001b[2J'])(
    'and %j is told to be none',
    async (run) => {
      const data = temporaryFolder();
      const { exitCode, stdout, stderr } = await causeway(['runs', 'show', run, '--data', data]);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
      expect(stderr).toMatch(
        /^causeway: There is no run .*; causeway runs ls shows those that there are\n$/,
      );
      expect(stderr).not.toContain('\u001b');
    },
  );
});

describe('causeway runs show', () => {
  test('shows the calls, the output and the value of a run that was kept', async () => {
    const data = temporaryFolder();
    const kept = await causeway([
      ...['run', 'programs/sums.py', '--tools', 'tools/arithmetic.ts', '--data', data],
    ]);
    expect(kept.exitCode).toBe(0);
    const runId = /causeway runs show (run_\S+)/.exec(kept.stderr)?.[1] ?? '';
    const { exitCode, stdout } = await causeway(['runs', 'show', runId, '--data', data]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^✓ sums\.py {2}done .* 3 calls: 3 ok\n/);
    expect(stdout.match(/^ {2}✓ add\(/gm)?.length).toBe(3);
    expect(stdout).toContain('  │ summed 3\n');
    expect(stdout).toContain('"sums": [\n');
    const json = await causeway(['runs', 'show', runId, '--data', data, '--json']);
    expect(json.stdout.indexOf('\n')).toBe(json.stdout.length - 1);
    expect(JSON.parse(json.stdout)).toMatchObject({ runId, run: { state: 'done' } });
  });

  test('H-E6 shows a failed run with its traceback', async () => {
    const data = temporaryFolder();
    await causeway(['run', 'programs/fails.py', '--data', data]);
    const { stdout } = await causeway(['runs', 'show', 'run_', '--data', data]);
    expect(stdout).toContain('line 2, in fail');
    expect(stdout).toContain('ValueError: out of range');
  });
});

describe('causeway runs follow', () => {
  test('H-E3 shows each event once, across a restart of the server, and exits as the run did', async () => {
    const first = await startServing();
    const { runId, url } = await open(first, 'Long import');
    await report(url, 'c1', 'copy');
    const follow = startCauseway(['runs', 'follow', runId, '--data', first.data, '--json']);
    await follow.prints('"type":"call.ended"');
    await first.stop();
    await follow.shows('The connection was lost; trying to reach the server again\n');
    const second = await startServing([], { data: first.data });
    await report(url.replace(first.url, second.url), 'c2', 'copy');
    await second.post(`/api/runs/${runId}/end`, { outcome: 'error', summary: 'half of it' });
    const { exitCode, stdout, stderr } = await follow.ended;
    expect(exitCode).toBe(1);
    expect(stderr).toBe('The connection was lost; trying to reach the server again\n');
    const told = lines<RunEvent>(stdout).map(({ seq, type }) => `${seq} ${type}`);
    expect(told).toEqual([
      '1 run.started',
      '2 call.began',
      '3 call.ended',
      '4 call.began',
      '5 call.ended',
      '6 run.ended',
    ]);
  });

  test('shows a run that has ended, without a server', async () => {
    const data = temporaryFolder();
    await causeway(['run', 'programs/fails.py', '--data', data]);
    const { exitCode, stderr } = await causeway(['runs', 'follow', 'run_', '--data', data]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^● fails\.py {2}running\n.*before\n✗ fails\.py {2}failed/s);
  });

  test('says at once that nobody can tell of a run that goes on', async () => {
    const serving = await startServing();
    const { runId } = await open(serving);
    await serving.stop();
    const follow = await causeway(['runs', 'follow', runId, '--data', serving.data]);
    expect(follow).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `causeway: No server runs for ${serving.data}; start one with causeway serve, or name another with --server or --data\n`,
    });
  });

  test.skipIf(process.platform === 'win32')('Ctrl-C leaves the run alone', async () => {
    const serving = await startServing();
    const { runId } = await open(serving);
    const follow = startCauseway(['runs', 'follow', runId, '--data', serving.data]);
    await follow.shows('External  running');
    follow.signal('SIGINT');
    expect((await follow.ended).exitCode).toBe(130);
    const { run } = await serving.get<{ run: { state: string } }>(`/api/runs/${runId}`);
    expect(run.state).toBe('running');
  });
});

describe('steering runs', () => {
  test('cancel ends a program that runs, and follow exits with 130', async () => {
    const serving = await startServing(['--tools', 'tools/patient.ts']);
    const { data } = serving;
    const code = 'await tools.wait_for_ever()';
    const { runId } = await serving.post<Opened>('/api/runs', { kind: 'code', code });
    const follow = startCauseway(['runs', 'follow', runId, '--data', data]);
    await follow.shows('● wait_for_ever()');
    const cancel = await causeway(['runs', 'cancel', runId, '--data', data]);
    expect(cancel).toEqual({
      exitCode: 0,
      stdout: `${runId} was asked to end; causeway runs follow shows when it has\n`,
      stderr: '',
    });
    expect((await follow.ended).exitCode).toBe(130);
    const again = await causeway(['runs', 'cancel', runId, '--data', data]);
    expect(again).toMatchObject({
      exitCode: 1,
      stderr: 'causeway: The run has ended: cancelled\n',
    });
  });

  test('end ends a run that another program reports', async () => {
    const serving = await startServing();
    const { runId, url } = await open(serving);
    const ended = await causeway([
      ...['runs', 'end', runId.slice(0, 16), '--summary', '480 rows', '--data', serving.data],
    ]);
    expect(ended).toEqual({ exitCode: 0, stdout: `${runId} has ended: done\n`, stderr: '' });
    const { summary } = await serving.get<{ summary: RunSummary }>(`/api/runs/${runId}`);
    expect(summary).toMatchObject({ state: 'done', summary: '480 rows' });
    await expect(report(url, 'late', 'copy')).rejects.toThrow('410');
  });

  test('prune deletes what the rules name, by server and without one', async () => {
    const serving = await startServing();
    const ids: string[] = [];
    for (const title of ['one', 'two', 'three', 'four']) {
      const { runId } = await open(serving, title);
      await serving.post(`/api/runs/${runId}/end`, {});
      ids.push(runId);
    }
    const prune = (...args: string[]) =>
      causeway(['runs', 'prune', '--data', serving.data, ...args]);
    expect(await prune('--keep', '2', '--dry-run')).toEqual({
      exitCode: 0,
      stdout: `${ids[0]}\n${ids[1]}\n`,
      stderr: '2 runs would be deleted\n',
    });
    expect((await prune('--keep', '3')).stderr).toBe('1 run deleted\n');
    await serving.stop();
    expect(await prune('--keep', '2', '--json')).toMatchObject({
      exitCode: 0,
      stdout: `{"runIds":["${ids[1]}"]}\n`,
    });
    expect((await prune('--older-than', '1d')).stderr).toBe('0 runs deleted\n');
    expect((await prune()).exitCode).toBe(2);
    const { stdout } = await causeway(['runs', 'ls', '--data', serving.data, '--json']);
    expect(lines<RunSummary>(stdout).map(({ runId }) => runId)).toEqual([ids[3], ids[2]]);
    expect((await prune('--keep', 'all')).stderr).toContain('--keep all: not a whole number');
    expect((await prune('--keep', '0')).stderr).toBe('2 runs deleted\n');
  });

  test.each([['cancel'], ['end'], ['follow']])('%s says that a run is not there', async (verb) => {
    const data = temporaryFolder();
    const { exitCode, stderr } = await causeway(['runs', verb, 'run_x', '--data', data]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^causeway: .*; .*\n$/);
  });
});

describe('a server that is none', () => {
  test('H-S6 gets no token, where it listens at the port of a server that was killed', async () => {
    const token = 'a-token-for-this-test';
    const serving = await startServing([], { env: { CAUSEWAY_TOKEN: token } });
    await open(serving, 'Kept');
    serving.command.signal('SIGKILL');
    await serving.command.ended;
    const asked: string[] = [];
    const other = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      response.end();
    });
    await new Promise<void>((resolve, reject) => {
      other.once('error', reject).listen(Number(new URL(serving.url).port), '127.0.0.1', resolve);
    });
    const list = await causeway(['runs', 'ls', '--data', serving.data]);
    other.close();
    expect(asked).toEqual([]);
    expect(list.stdout).toContain('Kept');
  });

  test('is told when nothing answers', async () => {
    const { exitCode, stderr } = await causeway(['runs', 'ls', '--server', 'http://127.0.0.1:1']);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr:
        'causeway: No server answers at http://127.0.0.1:1; start one with causeway serve, or name another with --server\n',
    });
  });

  test.each([
    ['text', 200, 'hello'],
    ['JSON of another kind', 200, '{"runs":7}'],
    ['a page that is not there', 404, '<h1>Not found</h1>'],
    ['a proxy’s word for it', 502, '<h1>Bad gateway</h1>'],
  ])('is told when it answers with %s', async (_what, status, body) => {
    const other = createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { exitCode, stderr } = await causeway([
      'runs',
      'ls',
      '--server',
      `http://127.0.0.1:${port}`,
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^causeway: (.* )?\S+:\d+ .*\n$/);
    other.close();
  });
});
