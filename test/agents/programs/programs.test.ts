import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, type TestContext, test, vi } from 'vitest';
import { PRESETS, type PresetName } from '../../../src/agents/presets/presets.ts';
import { localHost } from '../../../src/hosts/local/local-host.ts';
import type { AttentionRaised } from '../../../src/protocol/events/attention.ts';
import type { RunEvent } from '../../../src/protocol/events/event.ts';
import { type Installed, installPrograms } from './install-programs.ts';
import { makeOwnHome } from './own-home.ts';
import { type ProgramRequest, type ProgramRun, startProgram } from './run-program.ts';

const NAMES = Object.keys(PRESETS) as PresetName[];
let installed: Record<PresetName, Installed>;
const running: ProgramRun[] = [];

beforeAll(async () => {
  installed = await installPrograms(NAMES);
}, 900_000);

afterEach(async () => {
  for (const run of running.splice(0)) await run.end();
  vi.unstubAllEnvs();
});

function binOf(name: PresetName, context: TestContext): string {
  const program = installed[name];
  if ('missing' in program) return context.skip(program.missing);
  return program.bin;
}

async function start(
  request: Omit<ProgramRequest, 'bin'>,
  context: TestContext,
): Promise<ProgramRun> {
  const run = await startProgram({ ...request, bin: binOf(request.preset, context) });
  running.push(run);
  return run;
}

/** Waits for the end of the run, and shows what the program printed when it is not done. */
async function expectDone(run: ProgramRun): Promise<void> {
  const { outcome } = await run.handle.ended;
  expect({ outcome, faults: run.model.faults }, run.output()).toEqual({
    outcome: 'done',
    faults: [],
  });
}

/** Those events of a run that the agent made by what it said, without what differs each time. */
function heard(run: ProgramRun): unknown[] {
  return run.events.flatMap((event): unknown[] => {
    switch (event.type) {
      case 'run.progressed':
        return [[event.percent, event.message]];
      case 'deliverable.captured':
        return [event.path];
      case 'attention.raised':
        return [event.reason];
      case 'attention.closed':
        return [event.answer];
      default:
        return [];
    }
  });
}

const HELP: Record<PresetName, string[]> = {
  claude: ['--help'],
  codex: ['exec', '--help'],
  opencode: ['run', '--help'],
  gemini: ['--help'],
};

describe.each(NAMES)('%s', (preset) => {
  test('publishes each flag that its preset uses', async (context) => {
    const bin = binOf(preset, context);
    const home = await makeOwnHome('http://127.0.0.1:9', bin);
    try {
      const program = join(bin, PRESETS[preset].program);
      const { stdout, stderr } = spawnSync(program, HELP[preset], { encoding: 'utf8', input: '' });
      const help = stdout + stderr;
      const { command, modes, mcp } = PRESETS[preset];
      const words = [command, modes.workdir.words, modes.everything.words, mcp.words].flat();
      const flags = words.filter((word): word is string => /^--?[a-z]/.test(word ?? ''));
      expect(flags.length).toBeGreaterThan(0);
      for (const flag of flags) {
        const [name = ''] = flag.split('=');
        expect(help).toMatch(new RegExp(`(^|[\\s,])${name}\\b`, 'm'));
      }
    } finally {
      await home.remove();
    }
  });

  test('H-A20 does a task headless, reports by its log and by its tools, and shows its token to nobody', async (context) => {
    const run = await start(
      {
        preset,
        permissions: 'everything',
        task: '--help is no option here, {args} no placeholder: write a report',
        script: [
          { shell: "echo 'STATUS: 10% Reading' >> ./optio.log" },
          { shell: "echo 'It is fine.' > deliverables/report.txt" },
          { shell: "echo 'DELIVERABLE: deliverables/report.txt' >> ./optio.log" },
          { mcp: 'report_progress', args: { message: 'Writing', percent: 50 } },
          { shell: "echo 'It is better.' > deliverables/report.txt" },
          { mcp: 'deliver', args: { path: 'deliverables/report.txt' } },
          { mcp: 'ask_person', args: { question: 'Which branch?' } },
          { mcp: 'done', args: { summary: 'All of it' } },
          { say: 'The end.' },
        ],
      },
      context,
    );
    const { runId } = run.handle;
    const asked = (): RunEvent | undefined =>
      run.events.find(({ type }) => type === 'attention.raised');
    await expect.poll(asked, { timeout: 60_000 }).toBeDefined();
    const { id } = asked() as AttentionRaised;
    await run.journal.append(runId, [
      { type: 'attention.closed', id, by: 'Ada', answer: 'the main one' },
    ]);
    await expectDone(run);

    const result = await run.handle.ended;
    expect(result).toMatchObject({ summary: 'All of it', exitCode: 0, notes: [] });
    // The log and the tools are two roads: each keeps its order.
    expect(heard(run)).toHaveLength(6);
    expect(heard(run)).toEqual(
      expect.arrayContaining([
        [10, 'Reading'],
        [50, 'Writing'],
        'report.txt',
        'Which branch?',
        'the main one',
      ]),
    );
    expect(result.deliverables.map(({ path, size }) => [path, size])).toContainEqual([
      'report.txt',
      14,
    ]);
    const [first, last] = [run.model.requests[0], run.model.requests.at(-1)];
    expect(first?.prompt).toContain('--help is no option here, {args} no placeholder');
    expect(first?.prompt).toContain('A person follows this run');
    expect(last?.results[6]).toContain('the main one');
    expect(readdirSync(run.workdir).sort()).toEqual([
      '.causeway',
      'deliverables',
      'inbox.log',
      'optio.log',
    ]);
    const { token } = JSON.parse((await run.textOf('.causeway/tools.json')) ?? '{}');
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(run.events)).not.toContain(token);
    const found = await localHost().run(['grep', '-rl', '--', token, '.'], { cwd: run.workdir });
    expect(found.stdout).toBe('./.causeway/tools.json\n');
  });

  test('H-A19 speaks on the channel and writes nowhere but in its workdir by default', async (context) => {
    const allowed = PRESETS[preset].modes.workdir.reporting !== 'tools';
    const shells = (root: string): string[] => [
      `echo a >> '${root}/out'`,
      'echo a > ../out',
      `echo a; touch '${root}/out'`,
      `echo $(touch '${root}/out')`,
      `X=1 touch '${root}/out'`,
      `ln -s '${root}' link; echo a > link/out`,
      'echo a > ~/out',
      `echo '#!/bin/sh' > .causeway/bin/mkdir`,
      `echo 'STATUS: from the shell' >> ./optio.log`,
      `echo inner > deliverables/inner`,
    ];
    const run = await start(
      {
        preset,
        task: 'Try to get out',
        script: ({ root }) => [
          ...(allowed ? shells(root).map((shell) => ({ shell })) : []),
          { mcp: 'report_progress', args: { message: 'Still inside' } },
          { mcp: 'done', args: {} },
          { say: 'The end.' },
        ],
      },
      context,
    );
    await expectDone(run);
    expect(readdirSync(run.root).sort()).toEqual(['home', "work dir's"]);
    expect(readdirSync(join(run.root, 'home'))).not.toContain('out');
    expect(heard(run)).toContainEqual([undefined, 'Still inside']);
    const [first] = run.model.requests;
    const shell = /^(bash|exec_command|run_shell_command)$/i;
    expect(first?.tools.some(({ name }) => shell.test(name))).toBe(allowed);
    if (allowed) {
      expect(heard(run)).toContainEqual([undefined, 'from the shell']);
      expect(await run.textOf('deliverables/inner')).toBe('inner\n');
    }
  });

  test('H-A12 is ended in the middle of a command, and nothing of it is left', async (context) => {
    const pipe = `pipe-${randomUUID()}`;
    const run = await start(
      {
        preset,
        permissions: 'everything',
        task: 'Wait',
        script: [{ shell: `mkfifo ${pipe}; cat ${pipe} & cat ${pipe}` }, { say: 'The end.' }],
      },
      context,
    );
    const waiting = (): string[] => {
      const list = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' });
      return list.split('\n').filter((line) => line.trim() === `cat ${pipe}`);
    };
    await expect.poll(waiting, { timeout: 60_000 }).toHaveLength(2);
    run.handle.cancel();
    expect(await run.handle.ended).toMatchObject({ outcome: 'cancelled' });
    expect(waiting()).toEqual([]);
  });
});
