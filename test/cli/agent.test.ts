import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { agentPath, lineOf, makeGround, processesIn, textOf } from './agents.ts';
import { startServing, temporaryFolder } from './serving.ts';

describe.skipIf(process.platform === 'win32')('causeway agent', () => {
  test('H-A17: shows an agent, saves what it hands over, and takes an answer from another terminal', async () => {
    const ground = makeGround();
    const agent = ground.start(['--title', 'Paint', '--', agentPath('reports.sh')]);
    await agent.shows('Answer it: causeway answer run_');
    await agent.shows('two.txt\n');
    const answered = await ground.run('answer', 'run_', 'it is "blue"', '--by', 'mara');
    expect(answered).toMatchObject({ exitCode: 0, stderr: '', stdout: 'Answered r2\n' });
    const { exitCode, stdout } = await agent.ended;
    const line = lineOf(stdout);
    expect(line).toMatchObject({
      outcome: 'done',
      summary: 'painted it it is "blue"',
      exitCode: 0,
      deliverables: [
        { path: 'notes.md', size: 8, file: join(ground.out, 'notes.md') },
        { path: 'sub/two.txt', size: 4, file: join(ground.out, 'sub/two.txt') },
      ],
    });
    expect(exitCode).toBe(0);
    expect(textOf(join(ground.out, 'notes.md'))).toBe('# Notes\n');
    const events = await ground.eventsOf(line.runId);
    expect(events[0]).toMatchObject({ kind: 'agent', title: 'Paint', host: 'local' });
    expect(events.filter(({ type }) => type === 'attention.closed')).toMatchObject([
      { by: 'mara', answer: 'it is "blue"' },
    ]);
    const listed = await ground.run('runs', 'ls', 'kind:agent');
    expect(listed.stdout).toContain('Paint');
  });

  test.each([
    ['echo "DONE: well" >> optio.log', 0, { outcome: 'done', summary: 'well', exitCode: 0 }],
    ['echo "ERROR: no key" >> optio.log', 1, { outcome: 'error', summary: 'no key' }],
    ['exit 7', 3, { outcome: 'exited', exitCode: 7 }],
    ['kill -9 $$', 3, { outcome: 'exited' }],
  ])('an agent that does %j exits with %d', async (script, exitCode, told) => {
    const ended = await makeGround().start(['--', 'sh', '-c', script]).ended;
    expect(lineOf(ended.stdout)).toMatchObject(told);
    expect(ended.exitCode).toBe(exitCode);
  });

  test('a program that is not there is one clear line, before there is a run', async () => {
    const ground = makeGround();
    const { exitCode, stderr } = await ground.start(['--', 'no-such-agent'], { json: false }).ended;
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^causeway: .*no-such-agent.*$/m);
  });

  test('time that runs out ends it with 124, and silence too where that is asked for', async () => {
    const timed = makeGround().start(['--timeout', '2s', '--', agentPath('waits.sh')]);
    const quiet = makeGround().start(['--stall', '1s', '--', 'sleep', '1000']);
    for (const { ended } of [timed, quiet]) {
      const { exitCode, stdout } = await ended;
      expect(lineOf(stdout).outcome).toBe('timed_out');
      expect(exitCode).toBe(124);
    }
  });

  test('the prompt goes into the command as one word, and the title is its first line', async () => {
    const ground = makeGround();
    const task = '# Tidy up\nthe "attic" $(date) {prompt}';
    const script =
      'printf "%s" "$1" > deliverables/p; echo "DELIVERABLE: deliverables/p" >> optio.log; echo DONE >> optio.log';
    const { stdout } = await ground.start([
      '--task',
      task,
      '--',
      'sh',
      '-c',
      script,
      'sh',
      '{prompt}',
    ]).ended;
    const { runId } = lineOf(stdout);
    expect(textOf(join(ground.out, 'p'))).toContain(task);
    expect((await ground.eventsOf(runId))[0]).toMatchObject({ title: 'Tidy up' });
  });

  test('calls of the agent itself stand under its run, and its URL in no event', async () => {
    const ground = makeGround();
    const { stdout } = await ground.start(['--', agentPath('calls.sh')]).ended;
    const line = lineOf(stdout);
    expect(line.outcome).toBe('done');
    const events = await ground.eventsOf(line.runId);
    expect(events.filter(({ type }) => type.startsWith('call.'))).toMatchObject([
      { type: 'call.began', tool: 'grep', road: 'event' },
      { type: 'call.ended', status: 'ok' },
    ]);
    expect(JSON.stringify(events)).toContain('CAUSEWAY_URL=http://127.0.0.1');
    expect(JSON.stringify(events)).not.toMatch(/\?t=1\.[\w-]{8}\./);
  });

  test('Ctrl-C asks the agent to end, and a second one ends it at once', async () => {
    const ground = makeGround();
    const asked = ground.start(['--', agentPath('waits.sh')]);
    await ground.records('still waiting');
    asked.signal('SIGINT');
    const { exitCode, stdout } = await asked.ended;
    expect([exitCode, lineOf(stdout).outcome]).toEqual([130, 'cancelled']);

    const other = makeGround();
    const forced = other.start(['--', agentPath('stubborn.sh')]);
    await other.records('staying');
    forced.signal('SIGINT');
    await other.records('CANCEL');
    forced.signal('SIGINT');
    const end = await forced.ended;
    expect([end.exitCode, lineOf(end.stdout).outcome]).toEqual([130, 'cancelled']);
  });

  test('another terminal cancels it, by the server that keeps the run', async () => {
    const ground = makeGround();
    const serving = await startServing([], { data: ground.data });
    const agent = ground.start(['--', agentPath('waits.sh')]);
    await agent.shows(`Dashboard ${serving.url}/runs/run_`);
    await ground.records('still waiting');
    const cancel = await ground.run('runs', 'cancel', 'run_');
    expect(cancel.stdout).toMatch(/was asked to end; .* --attach run_\S+ ends it\n$/);
    const { exitCode, stdout } = await agent.ended;
    expect([exitCode, lineOf(stdout).outcome]).toEqual([130, 'cancelled']);
    expect(lineOf(stdout).reason).toContain('asked');
    const follow = await ground.run('runs', 'follow', lineOf(stdout).runId);
    expect(follow.exitCode).toBe(130);
  });

  test('a folder that another agent works in is refused', async () => {
    const ground = makeGround();
    const workdir = temporaryFolder();
    const first = ground.start(['--workdir', workdir, '--', agentPath('waits.sh')]);
    await ground.records('still waiting');
    const second = await ground.start(['--workdir', workdir, '--', 'true']).ended;
    expect([second.exitCode, second.stdout]).toEqual([2, '']);
    expect(second.stderr).toMatch(/^causeway: .*in use.*$/im);
    writeFileSync(join(workdir, 'go'), '');
    expect((await first.ended).exitCode).toBe(0);
    expect(existsSync(join(workdir, 'optio.log'))).toBe(true);
  });

  test('a run that is ended by hand while its driver lives ends the agent with it', async () => {
    const ground = makeGround();
    const workdir = temporaryFolder();
    const agent = ground.start(['--workdir', workdir, '--', agentPath('waits.sh')]);
    await ground.records('still waiting');
    const ended = await ground.run('runs', 'end', 'run_', '--summary', 'not needed');
    expect(ended.stdout).toMatch(/^run_\S+ has ended: lost\. Its driver ends its program/);
    const { exitCode, stdout } = await agent.ended;
    expect(exitCode).toBe(4);
    expect(lineOf(stdout)).toMatchObject({
      outcome: 'lost',
      summary: 'not needed',
      reason: 'The run was ended from outside.',
    });
    expect(processesIn(workdir)).toEqual([]);
  });

  test('H-L4: a flood of bytes that are no text is recorded up to its limit, and told', async () => {
    const ground = makeGround();
    const flood =
      'head -c 6000000 /dev/urandom; head -c 1000000 /dev/zero >&2; echo DONE >> optio.log';
    const { exitCode, stdout } = await ground.start(['--', 'sh', '-c', flood]).ended;
    expect([exitCode, lineOf(stdout).outcome]).toEqual([0, 'done']);
  });

  test('a program cannot be kept in a folder that an agent’s process keeps, and is told why', async () => {
    const ground = makeGround();
    ground.start(['--', agentPath('waits.sh')]);
    await ground.records('still waiting');
    const { exitCode, stderr } = await ground.run('run', '-c', '1', '--data', ground.data);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^causeway: An agent’s process \(\d+\) keeps .* start causeway serve/);
  });
});
