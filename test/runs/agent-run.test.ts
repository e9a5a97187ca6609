import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Host } from '../../src/hosts/host.ts';
import { localHost } from '../../src/hosts/local/local-host.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import type { RunEvent } from '../../src/protocol/events/event.ts';
import { agentJournal } from '../../src/runs/agent-journal.ts';
import type { AgentRunRequest } from '../../src/runs/agent-run-types.ts';
import { attachAgentRun } from '../../src/runs/attach-agent-run.ts';
import { startAgentRun } from '../../src/runs/start-agent-run.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'causeway-agent-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function open(): { journal: Journal; host: Host; workdir: string } {
  const host = localHost();
  const journal = createMemoryJournal();
  onTestFinished(async () => {
    await host.close();
    await journal.close();
  });
  return { journal, host, workdir: folder() };
}

const sh = (script: string): NonNullable<AgentRunRequest['command']> => ({
  command: ['sh', '-c', script],
});

describe.skipIf(process.platform === 'win32')('an agent run from code', () => {
  test('tells each event once and in order, and what came of it', async () => {
    const ground = open();
    const seen: RunEvent[] = [];
    const run = await startAgentRun({
      ...ground,
      title: 'Count',
      tags: { by: 'mara' },
      limits: { wallClockMs: 60_000 },
      command: sh(
        'echo 1 > deliverables/a; for i in 1 2 3; do echo "STATUS: $i" >> optio.log; done; echo "DELIVERABLE: deliverables/a" >> optio.log; echo "DONE: three" >> optio.log',
      ),
      onEvent: (event) => seen.push(event),
    });
    const result = await run.ended;
    expect(result).toMatchObject({ runId: run.runId, outcome: 'done', summary: 'three' });
    const [file] = result.deliverables;
    expect(file).toMatchObject({ path: 'a', size: 2 });
    expect(await ground.journal.getBlob(file?.ref ?? '')).toEqual(new Uint8Array([49, 10]));
    expect(seen).toEqual(await ground.journal.read(run.runId));
    expect(seen[0]).toMatchObject({
      kind: 'agent',
      host: 'local',
      tags: { by: 'mara' },
      limits: { wallClockMs: 60_000 },
    });
    expect(seen.at(-1)).toMatchObject({ type: 'run.ended', outcome: 'done', summary: 'three' });
  });

  test('H-A12: is cancelled by its handle, by its signal and by the journal alike', async () => {
    const forever = 'echo "STATUS: on" >> optio.log; while :; do sleep 0.1; done';
    const ways: ((run: {
      cancel: (reason?: string) => void;
      stop: AbortController;
      journal: Journal;
      runId: string;
    }) => unknown)[] = [
      ({ cancel }) => cancel('no more need'),
      ({ stop }) => stop.abort(new Error('the caller left')),
      ({ journal, runId }) =>
        journal.append(runId, [{ type: 'run.cancel_requested', by: 'mara', reason: 'enough' }]),
    ];
    const reasons = ['no more need', 'the caller left', 'mara asked it to end: enough'];
    for (const [index, way] of ways.entries()) {
      const ground = open();
      const stop = new AbortController();
      const began = Promise.withResolvers<void>();
      const { runId, cancel, ended } = await startAgentRun({
        ...ground,
        command: sh(forever),
        signal: stop.signal,
        limits: { cancelGraceMs: 0 },
        onEvent: ({ type }) => type === 'run.progressed' && began.resolve(),
      });
      await began.promise;
      await way({ cancel, stop, journal: ground.journal, runId });
      const { outcome, reason } = await ended;
      expect([outcome, reason]).toEqual([
        'cancelled',
        expect.stringContaining(reasons[index] ?? ''),
      ]);
      expect((await ground.journal.getRun(runId))?.ended).toMatchObject({
        outcome: 'cancelled',
        error: { name: 'AgentCancelled' },
      });
    }
  });

  test('child tasks are runs under it', async () => {
    const ground = open();
    const run = await startAgentRun({
      ...ground,
      title: 'Parent',
      async body(_host, context) {
        await context.runChild({
          title: 'Fetch data',
          run: (child) => child.reportProgress(50, 'half'),
        });
        await context.channel.done('all done');
      },
    });
    expect(await run.ended).toMatchObject({ outcome: 'done', summary: 'all done' });
    const { runs } = await ground.journal.listRuns();
    const child = runs.find(({ title }) => title === 'Fetch data');
    expect(child).toMatchObject({
      state: 'done',
      percent: 50,
      parent: { runId: run.runId },
    });
  });

  test('an agent that prints its event URL tells nobody its token', async () => {
    const token = `1.abcdefgh.${'c'.repeat(20)}.${'d'.repeat(43)}`;
    const ground = open();
    const journal = agentJournal(ground.journal, {
      eventUrlFor: () => `http://127.0.0.1:9/events?t=${token}`,
    });
    const script = 'env | grep CAUSEWAY_URL; echo "DONE: $CAUSEWAY_URL" >> optio.log';
    const run = await startAgentRun({ ...ground, journal, command: sh(script) });
    expect((await run.ended).outcome).toBe('done');
    const told = JSON.stringify(await ground.journal.read(run.runId));
    expect(told).toContain('/events?t=…');
    expect(told).not.toContain('d'.repeat(43));
  });

  test('an agent that prints its environment tells nobody the token of its tools', async () => {
    const ground = open();
    const run = await startAgentRun({
      ...ground,
      program: {
        program: {
          command: [
            'sh',
            '-c',
            'env; cp .causeway/tools.json .; env >> optio.log; echo DONE >> optio.log',
          ],
        },
      },
    });
    expect((await run.ended).outcome).toBe('done');
    const { token } = JSON.parse(readFileSync(join(ground.workdir, 'tools.json'), 'utf8')) as {
      token: string;
    };
    const told = JSON.stringify(await ground.journal.read(run.runId));
    expect(told).toContain('CAUSEWAY_MCP_TOKEN=…');
    expect(told).toContain('/mcp/…');
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(told).not.toContain(token);
  });

  test('what cannot be begun leaves no run and no lock', async () => {
    const ground = open();
    const refused = [
      startAgentRun({ ...ground }),
      startAgentRun({ ...ground, command: sh('true'), body: async () => undefined }),
      startAgentRun({ ...ground, command: sh('true'), limits: { wallClockMs: -1 } }),
      startAgentRun({ ...ground, command: sh('true'), workdir: '/dev/null/x' }),
    ];
    for (const one of refused) await expect(one).rejects.toThrow();
    expect((await ground.journal.listRuns()).runs).toEqual([]);
    const run = await startAgentRun({ ...ground, command: sh('echo DONE >> optio.log') });
    expect((await run.ended).outcome).toBe('done');
  });

  test('a run that cannot be taken over says why', async () => {
    const ground = open();
    const { journal, host } = ground;
    const done = await startAgentRun({ ...ground, command: sh('echo DONE >> optio.log') });
    await done.ended;
    const start = (runId: string, kind: 'agent' | 'external', more: object = {}) =>
      journal.append(runId, [{ type: 'run.started', kind, title: 'x', ...more }]);
    await start('external', 'external');
    await start('young', 'agent', { host: 'local' });
    await start('elsewhere', 'agent', { host: 'build-box' });
    for (const [runId, code] of [
      ['none', 'run_unknown'],
      ['external', 'run_not_agent'],
      [done.runId, 'run_over'],
      ['young', 'agent_not_started'],
      ['elsewhere', 'other_host'],
    ] as const) {
      await expect(attachAgentRun({ journal, host, runId })).rejects.toMatchObject({
        name: 'AgentRunError',
        code,
      });
    }
  });

  test('H-A13: an agent whose driver was killed before it recorded the start is ended, not left alone', async () => {
    const ground = open();
    const { journal, host } = ground;
    const runId = 'run_killed';
    const path = join(ground.workdir, 'work');
    const dead = await host.openWorkdir({ task: runId, path });
    await journal.append(runId, [
      { type: 'run.started', kind: 'agent', title: 'x', host: 'local', workdir: dead.path },
    ]);
    const agent = await host.launch({
      command: ['sleep', '1000'],
      cwd: dead.path,
      stateFolder: `${dead.path}/.causeway/run`,
    });
    // The lock of a process that is gone.
    const lock = join(dead.path, '.causeway/driver.lock');
    writeFileSync(lock, readFileSync(lock, 'utf8').replace(/"start":"\d+"/, '"start":"1"'));
    await expect(attachAgentRun({ journal, host, runId })).rejects.toMatchObject({
      code: 'agent_not_started',
      message: expect.stringContaining('the agent ran and was ended'),
    });
    expect(await agent.isAlive()).toBe(false);
    expect((await journal.read(runId)).at(-1)).toMatchObject({
      type: 'run.ended',
      outcome: 'lost',
    });
    await expect(attachAgentRun({ journal, host, runId })).rejects.toMatchObject({
      code: 'run_over',
    });
  });

  test('H-A13: a driver that was frozen while another took its run over leaves the agent alone', async () => {
    const ground = open();
    const { journal, host, workdir } = ground;
    writeFileSync(join(workdir, 'notes.txt'), 'the user’s');
    const run = await startAgentRun({
      ...ground,
      program: {
        task: 'go on',
        program: {
          command: [
            'sh',
            '-c',
            'until [ -e go ]; do echo "STATUS: on" >> optio.log; sleep 0.05; done',
          ],
        },
      },
    });
    let record = {};
    for await (const event of journal.follow(run.runId)) {
      if (event.type !== 'agent.launched') continue;
      record = event.process;
      break;
    }
    // What another driver would record.
    await journal.append(run.runId, [{ type: 'host.connected', host: 'local', helper: 'node' }]);
    await expect(run.ended).rejects.toMatchObject({ code: 'run_taken_over' });
    const agent = await host.attach(record);
    expect(await agent.isAlive()).toBe(true);
    expect(existsSync(join(workdir, 'AGENTS.md'))).toBe(true);
    expect(readFileSync(join(workdir, 'inbox.log'), 'utf8')).not.toContain('CANCEL');
    writeFileSync(join(workdir, 'go'), '');
    expect(await agent.exited).toEqual({ exitCode: 0 });
  });

  test('a journal that takes nothing any more ends the agent, and is told', async () => {
    const ground = open();
    const began = Promise.withResolvers<void>();
    const run = await startAgentRun({
      ...ground,
      command: sh('while :; do echo "STATUS: on" >> optio.log; sleep 0.1; done'),
      onEvent: ({ type }) => type === 'run.progressed' && began.resolve(),
    });
    await began.promise;
    await ground.journal.close();
    await expect(run.ended).rejects.toMatchObject({ code: 'journal_closed' });
  });
});
