import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, type TestContext, test, vi } from 'vitest';
import { PRESETS, type PresetName } from '../../../src/agents/presets/presets.ts';
import { localHost } from '../../../src/hosts/local/local-host.ts';
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

/** Waits for the end of the program, and shows what it printed when that is not as it should be. */
async function expectEnd(run: ProgramRun): Promise<void> {
  const exit = await run.process.exited;
  expect({ exit, faults: run.model.faults }, await run.output()).toEqual({
    exit: { exitCode: 0 },
    faults: [],
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

  test('does a task headless and reports by its log and by its tools', async (context) => {
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
          { mcp: 'deliver', args: { path: 'deliverables/report.txt' } },
          { mcp: 'ask_person', args: { question: 'Which branch?' } },
          { shell: 'echo "ended $?" > ended' },
          { mcp: 'done', args: { summary: 'All of it' } },
          { say: 'The end.' },
        ],
      },
      context,
    );
    await expect.poll(() => run.channel.said.length, { timeout: 60_000 }).toBe(3);
    run.channel.settle('question-1', { state: 'answered', by: 'Ada', answer: 'the main one' });
    await expectEnd(run);

    expect(run.channel.said).toEqual([
      { type: 'progress', message: 'Writing', percent: 50 },
      { type: 'deliver', path: 'deliverables/report.txt' },
      { type: 'ask', id: 'question-1', reason: 'Which branch?' },
      { type: 'done', summary: 'All of it' },
    ]);
    expect(await run.textOf('optio.log')).toBe(
      'STATUS: 10% Reading\nDELIVERABLE: deliverables/report.txt\n',
    );
    expect(await run.textOf('ended')).toBe('ended 0\n');
    const [first, last] = [run.model.requests[0], run.model.requests.at(-1)];
    expect(first?.prompt).toContain('--help is no option here, {args} no placeholder');
    expect(first?.prompt).toContain('A person follows this run');
    expect(last?.results[5]).toContain('the main one');
    expect(run.setup.notes).toEqual([]);
  });

  test('has no secret on its command line or in a file', async (context) => {
    const run = await start({ preset, task: 'Wait', script: [{ say: 'Done.' }] }, context);
    const token = run.setup.mcp?.known.token ?? '';
    expect(token).toHaveLength(43);
    expect(run.setup.command.command.join(' ')).not.toContain(token);
    const found = await localHost().run(['grep', '-rl', '--', token, run.workdir]);
    expect(found.stdout).toBe('');
    await run.process.exited;
  });

  test('speaks on the channel and writes nowhere but in its workdir by default', async (context) => {
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
      `echo 'STATUS: a' >> ./optio.log`,
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
    await expectEnd(run);
    expect(readdirSync(run.root).sort()).toEqual(['home', "work dir's"]);
    expect(readdirSync(join(run.root, 'home'))).not.toContain('out');
    expect(run.channel.said).toEqual([
      { type: 'progress', message: 'Still inside' },
      { type: 'done', summary: undefined },
    ]);
    const [first] = run.model.requests;
    const shell = /^(bash|exec_command|run_shell_command)$/i;
    expect(first?.tools.some(({ name }) => shell.test(name))).toBe(allowed);
    if (allowed) {
      expect(await run.textOf('optio.log')).toBe('STATUS: a\n');
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
    const report = await run.process.stop();
    expect(report).toMatchObject({ wasAlive: true, left: 0 });
    expect(waiting()).toEqual([]);
    expect(await run.process.isAlive()).toBe(false);
  });
});
