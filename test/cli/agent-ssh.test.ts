import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sshBox } from '../hosts/ssh/ssh-box.ts';
import { agentPath, lineOf, makeGround, textOf } from './agents.ts';

describe.skipIf(process.platform === 'win32')('causeway agent over SSH', () => {
  const box = sshBox();
  const at = (): string[] => ['--host', 'box', '--ssh-config', box.sshd.configFile];

  test('an agent reports, is answered, delivers, and its own calls come to its run', async () => {
    const ground = makeGround();
    const reports = ground.start([...at(), '--', agentPath('reports.sh')]);
    await reports.shows('Answer it: ');
    expect((await ground.run('answer', 'run_', 'blue')).exitCode).toBe(0);
    const { exitCode, stdout } = await reports.ended;
    expect([exitCode, lineOf(stdout).summary]).toEqual([0, 'painted it blue']);
    expect(textOf(join(ground.out, 'sub/two.txt'))).toBe('two\n');

    const calls = await ground.start([...at(), '--', agentPath('calls.sh')]).ended;
    expect(calls.exitCode).toBe(0);
    const events = await ground.eventsOf(lineOf(calls.stdout).runId);
    expect(events[0]).toMatchObject({ host: 'box' });
    expect(events.filter(({ type }) => type === 'call.ended')).toHaveLength(1);
  });

  test('H-A14: a killed driver leaves the agent there, and another takes it up', async () => {
    const ground = makeGround();
    const first = ground.start([...at(), '--', agentPath('reports.sh')]);
    await ground.records('"type":"attention.raised"');
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    expect((await ground.run('answer', 'run_', 'green')).exitCode).toBe(0);
    const attached = ['--attach', 'run_', '--ssh-config', box.sshd.configFile];
    const { exitCode, stdout } = await ground.start(attached).ended;
    const line = lineOf(stdout);
    expect([exitCode, line.summary]).toEqual([0, 'painted it green']);
    expect(line.deliverables.map(({ path }) => path)).toEqual(['notes.md', 'sub/two.txt']);
    const types = (await ground.eventsOf(line.runId)).map(({ type }) => type);
    for (const type of ['agent.launched', 'attention.raised', 'attention.closed', 'run.ended']) {
      expect(types.filter((one) => one === type)).toEqual([type]);
    }
  });

  test('a host that is not known, or does not take the key, is one clear line and no run', async () => {
    const ground = makeGround();
    const unknown = await ground.start([
      '--host',
      'no-such-host.invalid',
      '--ssh-config',
      box.sshd.configFile,
      '--',
      'true',
    ]).ended;
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toMatch(/^causeway: .*no-such-host\.invalid.*\n$/);
    const config = box.sshd.writeConfig('refused', { IdentityFile: '/dev/null' });
    const refused = await ground.start(['--host', 'box', '--ssh-config', config, '--', 'true'])
      .ended;
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/^causeway: .*box.*\n$/);
    const option = await ground.start(['--host', '-oProxyCommand=id', '--', 'true']).ended;
    expect(option.exitCode).toBe(2);
    expect((await ground.run('runs', 'ls')).stdout).toBe('');
  });
});
