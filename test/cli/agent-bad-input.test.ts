import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { causeway } from './run-causeway.ts';
import { temporaryFolder } from './serving.ts';

const data = (): string[] => ['--data', temporaryFolder()];

test.each([
  [
    ['./my-agent.sh', '--json'],
    '-- is missing before the agent’s command; write causeway agent [options] -- ./my-agent.sh --json',
  ],
  [
    ['claude', '-p', '{prompt}', '--permission-mode', 'acceptEdits'],
    '-- is missing before the agent’s command; write causeway agent [options] -- claude -p {prompt} --permission-mode acceptEdits',
  ],
  [
    ['--tsak', 'x', '--', 'true'],
    "unknown option --tsak before --; run 'causeway agent --help' for what there is",
  ],
  [
    ['here', '--', 'true'],
    "unexpected word here before --; run 'causeway agent --help' for what there is",
  ],
  [[], 'no agent is named; give its command behind --, or --preset NAME'],
  [['--'], 'no agent is named; give its command behind --, or --preset NAME'],
  [
    ['--task', 'a', '--task-file', 'b', '--', 'true'],
    '--task and --task-file are two tasks; give one of them',
  ],
  [['--task', ' ', '--', 'true'], '--task is empty; say what the agent is to do'],
  [
    ['--task-file', '/nowhere/task.md', '--', 'true'],
    '--task-file /nowhere/task.md does not exist; check the path',
  ],
  [
    ['--', 'claude', '-p', '{prompt}'],
    'the command has {prompt} and there is no task; give --task or --task-file',
  ],
  [
    ['--preset', 'claude', '--', 'true'],
    '--preset claude and a command behind -- are two agents; give one of them',
  ],
  [
    ['--preset', 'cluade', '--task', 'x'],
    'There is no preset "cluade"; there are claude, codex, opencode, gemini, and any command goes behind --',
  ],
  [
    ['--allow-everything', '--', 'true'],
    '--allow-everything goes with --preset; a command of your own says itself what it may do',
  ],
  [
    ['--attach', 'run_x', '--', 'true'],
    '--attach takes over an agent that was started; leave out the command',
  ],
  [
    ['--attach', 'run_x', '--task', 'more'],
    '--attach takes the run as it was started; leave out --task',
  ],
  [['--attach', 'run_x'], 'There is no run run_x; causeway runs ls shows those that there are'],
  [['--timeout', 'soon', '--', 'true'], '--timeout soon: not a duration; write it like 500ms'],
  [['--stall', '0', '--', 'true'], '--stall 0: must be more than 0'],
  [['--workdir', '', '--', 'true'], '--workdir is empty; give it a value, or leave it out'],
  [['--out', '', '--', 'true'], '--out is empty; give it a value, or leave it out'],
  [['--title', '', '--', 'true'], '--title is empty; give it a value, or leave it out'],
  [['--ssh-config', '/dev/null', '--', 'true'], '--ssh-config goes with --host; name the host'],
  [['--out', import.meta.filename, '--', 'true'], `--out ${import.meta.filename} is not a folder`],
  [['--', './nowhere.sh'], 'There is no program ./nowhere.sh here; check the path'],
  [
    ['--workdir', '/nowhere', '--', './nowhere.sh'],
    'There is no program ./nowhere.sh here or in /nowhere',
  ],
  [['--', 'no-such-agent'], 'There is no program no-such-agent on the PATH; install it'],
])('%j is one clear line', async (args, told) => {
  const env = { CAUSEWAY_DATA_DIR: temporaryFolder() };
  const { exitCode, stdout, stderr } = await causeway(['agent', ...args], { env });
  expect(stderr).toMatch(/^causeway: .*\n$/);
  expect(stderr).toContain(`causeway: ${told}`);
  expect([exitCode, stdout]).toEqual([2, '']);
});

test('a task file that is no text is refused', async () => {
  const file = join(temporaryFolder(), 'task.bin');
  writeFileSync(file, new Uint8Array([255, 254]));
  const { exitCode, stderr } = await causeway([
    'agent',
    ...data(),
    '--task-file',
    file,
    '--',
    'true',
  ]);
  expect([exitCode, stderr]).toEqual([
    2,
    `causeway: --task-file ${file} is not UTF-8; save it as UTF-8\n`,
  ]);
});

test('an answer without a run, without a request, or to several at once is told how', async () => {
  const none = await causeway(['answer', 'run_x', 'yes', ...data()]);
  expect([none.exitCode, none.stderr]).toEqual([
    2,
    'causeway: There is no run run_x; causeway runs ls shows those that there are\n',
  ]);
});

test('a preset whose program is not installed is one line with what installs it', async () => {
  const home = temporaryFolder();
  const bin = temporaryFolder();
  // What the command needs, and no agent program that the tester may have.
  for (const name of ['sh', 'sed', 'tail', 'env']) symlinkSync(`/bin/${name}`, join(bin, name));
  const env = { CAUSEWAY_DATA_DIR: temporaryFolder(), HOME: home, SHELL: '/bin/false', PATH: bin };
  const args = ['agent', '--preset', 'codex', '--task', 'x'];
  const { exitCode, stdout, stderr } = await causeway(args, { env });
  expect(stderr).toBe(
    'causeway: Codex is not installed on this machine: there is no codex on its PATH; install it there with: npm install -g @openai/codex\n',
  );
  expect([exitCode, stdout]).toEqual([2, '']);
});
