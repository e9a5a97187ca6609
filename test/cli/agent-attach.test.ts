import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { agentPath, lineOf, makeGround, textOf } from './agents.ts';
import { report, startServing, temporaryFolder } from './serving.ts';

describe.skipIf(process.platform === 'win32')('an agent whose driver is gone', () => {
  test('H-A14: goes on, is answered meanwhile, and is taken up again by the beginning of its id', async () => {
    const ground = makeGround();
    const first = ground.start(['--', agentPath('reports.sh')]);
    await ground.records('"type":"attention.raised"');
    await ground.records('"path":"sub/two.txt","size"');
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    const answered = await ground.run('answer', 'run_', 'blue');
    expect(answered).toMatchObject({ exitCode: 0, stdout: 'Answered r2\n' });

    const second = ground.start(['--attach', 'run_']);
    const { exitCode, stdout } = await second.ended;
    const line = lineOf(stdout);
    expect(line).toMatchObject({ outcome: 'done', summary: 'painted it blue', exitCode: 0 });
    expect(exitCode).toBe(0);
    expect(line.deliverables.map(({ path }) => path)).toEqual(['notes.md', 'sub/two.txt']);
    expect(textOf(join(ground.out, 'notes.md'))).toBe('# Notes\n');
    const events = await ground.eventsOf(line.runId);
    const types = events.map(({ type }) => type);
    for (const type of ['agent.launched', 'attention.raised', 'attention.closed', 'run.ended']) {
      expect(types.filter((one) => one === type)).toEqual([type]);
    }
    const captured = events.filter(({ type }) => type === 'deliverable.captured');
    expect(captured.map((event) => 'path' in event && event.path)).toEqual([
      'notes.md',
      'sub/two.txt',
    ]);
    const again = await ground.start(['--attach', line.runId]).ended;
    expect([again.exitCode, again.stderr]).toEqual([
      2,
      `causeway: ${line.runId} has ended: done\n`,
    ]);
  });

  test('of two agents the one whose driver kept the folder is killed, and both come to their ends', async () => {
    const ground = makeGround();
    const folders = [temporaryFolder(), temporaryFolder()];
    const [one = '', two = ''] = folders;
    const first = ground.start(['--title', 'one', '--workdir', one, '--', agentPath('waits.sh')]);
    await ground.records('still waiting 2');
    const second = ground.start(['--title', 'two', '--workdir', two, '--', agentPath('waits.sh')]);
    await ground.records(two);
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    for (const folder of folders) writeFileSync(join(folder, 'go'), '');
    const ended = await second.ended;
    expect([ended.exitCode, lineOf(ended.stdout).summary]).toEqual([0, 'went']);
    const list = await ground.run('runs', 'ls', 'title:one', '--json');
    const { runId } = JSON.parse(list.stdout) as { runId: string };
    const attached = await ground.start(['--attach', runId]).ended;
    expect([attached.exitCode, lineOf(attached.stdout).summary]).toEqual([0, 'went']);
    for (const { stdout } of [ended, attached]) {
      const events = await ground.eventsOf(lineOf(stdout).runId);
      const told = JSON.stringify(events);
      const counts = [...told.matchAll(/"message":"still waiting (\d+)"/g)].map(([, count]) =>
        Number(count),
      );
      expect(counts).toEqual(counts.map((_, index) => index + 1));
    }
  });

  test('a terminal that is closed leaves it running', async () => {
    const ground = makeGround();
    const workdir = temporaryFolder();
    const first = ground.start(['--workdir', workdir, '--', agentPath('waits.sh')]);
    await ground.records('still waiting');
    first.signal('SIGHUP');
    expect((await first.ended).exitCode).toBe(129);
    writeFileSync(join(workdir, 'go'), '');
    const { exitCode, stdout } = await ground.start(['--attach', 'run_']).ended;
    expect([exitCode, lineOf(stdout).summary]).toEqual([0, 'went']);
  });

  test('what it calls goes to its run again when it was taken up', async () => {
    const ground = makeGround();
    const workdir = temporaryFolder();
    const script =
      'echo "$CAUSEWAY_URL" > url; echo STATUS: ready >> optio.log; until [ -e go ]; do sleep 0.05; done; echo DONE >> optio.log';
    const first = ground.start(['--workdir', workdir, '--', 'sh', '-c', script]);
    await ground.records('ready');
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    const second = ground.start(['--attach', 'run_']);
    await second.shows('Dashboard');
    await report(textOf(join(workdir, 'url')).trim(), 'c1', 'grep');
    writeFileSync(join(workdir, 'go'), '');
    const { stdout } = await second.ended;
    const events = await ground.eventsOf(lineOf(stdout).runId);
    expect(events.filter(({ type }) => type === 'call.ended')).toHaveLength(1);
  });

  test('is refused where its driver lives, and where it is no agent’s run', async () => {
    const ground = makeGround();
    const serving = await startServing([], { data: ground.data });
    const first = ground.start(['--', agentPath('waits.sh')]);
    await ground.records('still waiting');
    const living = await ground.start(['--attach', 'run_']).ended;
    expect(living.exitCode).toBe(2);
    expect(living.stderr).toMatch(/^causeway: The run run_ is driven by .*causeway runs follow/m);
    first.signal('SIGINT');
    await first.ended;
    const { runId } = await serving.post<{ runId: string }>('/api/runs', { kind: 'external' });
    const external = await ground.start(['--attach', runId]).ended;
    expect([external.exitCode, external.stderr]).toEqual([
      2,
      `causeway: ${runId} is a run of kind external, not an agent’s\n`,
    ]);
  });
});
