import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeInstructions } from '../../src/agents/instructions.ts';
import { placeFile, removePlacedFiles } from '../../src/agents/placed-files.ts';
import { type AgentSetup, setUpAgent } from '../../src/agents/set-up-agent.ts';
import { localHost } from '../../src/hosts/local/local-host.ts';
import { MemoryChannel } from './support/memory-channel.ts';

const host = localHost();
let root: string;
let workdir: string;
const setups: AgentSetup[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'causeway-setup-'));
  workdir = join(root, "a b's");
  await mkdir(workdir);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const setup of setups.splice(0)) await setup.mcp?.close();
  await rm(root, { recursive: true, force: true, maxRetries: 10 });
});

const textOf = (name: string): Promise<string> => readFile(join(workdir, name), 'utf8');

/** A program of that name that is found first. */
async function installed(name: string): Promise<void> {
  await writeFile(join(root, name), '#!/bin/sh\n');
  await chmod(join(root, name), 0o755);
  vi.stubEnv('PATH', `${root}:${process.env.PATH}`);
}

async function setUp(
  program: Parameters<typeof setUpAgent>[0]['program'],
  more: object = {},
): Promise<AgentSetup> {
  const channel = new MemoryChannel();
  const setup = await setUpAgent({ host, workdir, channel, program, ...more });
  setups.push(setup);
  return setup;
}

test('instructions go where agent programs look, and are taken away again', async () => {
  const task = 'Count the {files}';
  const { prompt, file } = await writeInstructions(host, { workdir, task, mcp: true });
  expect(file).toBe('AGENTS.md');
  expect(prompt).toMatch(/^Your task:\n\nCount the \{files\}\n\nReport as AGENTS\.md/);
  const text = await textOf('AGENTS.md');
  expect(text).toContain('# Your task\n\nCount the {files}\n');
  expect(text).toContain('`report_progress`');
  expect(text).toContain("echo '");
  expect(await textOf('CLAUDE.md')).toBe(text);
  expect(await removePlacedFiles(host, workdir)).toEqual([]);
  expect(await readdir(workdir)).toEqual(['.causeway']);
  expect(await removePlacedFiles(host, workdir)).toEqual([]);
});

test('instructions that are there stay alone: ours go beside them, and the prompt names them', async () => {
  await writeFile(join(workdir, 'CLAUDE.md'), 'Mine');
  await writeFile(join(workdir, 'CAUSEWAY.md'), 'Mine too');
  const instructions = await writeInstructions(host, { workdir, task: 'Do it' });
  expect(instructions).toMatchObject({ file: 'CAUSEWAY-2.md', present: ['CLAUDE.md'] });
  expect(instructions.prompt).toContain('CAUSEWAY-2.md');
  expect(await textOf('CLAUDE.md')).toBe('Mine');
  expect(await textOf('CAUSEWAY.md')).toBe('Mine too');
  // A program that reads CLAUDE.md only where there is no AGENTS.md would not read it any more.
  expect(await readdir(workdir)).not.toContain('AGENTS.md');
  await removePlacedFiles(host, workdir);
  expect((await readdir(workdir)).sort()).toEqual(['.causeway', 'CAUSEWAY.md', 'CLAUDE.md']);
});

test('a link in the place of instructions is neither followed nor replaced', async () => {
  await symlink(join(root, 'elsewhere'), join(workdir, 'AGENTS.md'));
  const { file } = await writeInstructions(host, { workdir });
  expect(file).toBe('CAUSEWAY.md');
  expect((await readdir(root)).sort()).toEqual(["a b's"]);
});

test('instructions that the agent changed stay where they are', async () => {
  await writeInstructions(host, { workdir });
  await writeFile(join(workdir, 'AGENTS.md'), 'What I learned');
  expect(await removePlacedFiles(host, workdir)).toEqual(['AGENTS.md']);
  expect(await textOf('AGENTS.md')).toBe('What I learned');
  expect(await readdir(workdir)).not.toContain('CLAUDE.md');
});

test('H-A10 a record that somebody forged removes nothing outside of the workdir', async () => {
  await placeFile(host, workdir, { path: 'AGENTS.md', content: 'Ours' });
  const [{ sha256 }] = JSON.parse(await textOf('.causeway/placed-files.json'));
  await writeFile(join(root, 'precious'), 'Ours');
  await symlink(root, join(workdir, 'link'));
  await writeFile(join(root, 'other'), 'Ours');
  const forged = ['../precious', 'link/other', join(root, 'precious'), '..', ''];
  const record = forged.map((path) => ({ path, sha256 }));
  await writeFile(join(workdir, '.causeway/placed-files.json'), JSON.stringify(record));
  await removePlacedFiles(host, workdir);
  expect((await readdir(root)).sort()).toEqual(["a b's", 'other', 'precious']);
  await writeFile(join(workdir, '.causeway/placed-files.json'), '{ broken');
  expect(await removePlacedFiles(host, workdir)).toEqual([]);
});

test('a task too long for a command line is in the file alone', async () => {
  const task = `${'x'.repeat(200_000)} end`;
  const { prompt } = await writeInstructions(host, { workdir, task });
  expect(prompt.length).toBeLessThan(200);
  expect(prompt).toContain('AGENTS.md');
  expect(await textOf('AGENTS.md')).toContain('xxx end\n');
});

test('a command of one’s own finds its prompt, its folder and the run’s tools', async () => {
  const words = ['my-agent', '--in', '{workdir}', '{mcpUrl}', '{prompt}', '{else}'] as const;
  const { command, mcp, notes } = await setUp(
    { command: [...words] },
    { task: 'Do {workdir}', env: { MINE: 'yes' } },
  );
  expect(command.command).toEqual([
    'my-agent',
    '--in',
    workdir,
    mcp?.url,
    expect.stringContaining('Do {workdir}'),
    '{else}',
  ]);
  expect(command.env).toEqual({
    MINE: 'yes',
    CAUSEWAY_MCP_TOKEN: mcp?.known.token,
    CAUSEWAY_MCP_URL: mcp?.secretUrl,
  });
  const answer = await fetch(mcp?.secretUrl ?? '', { method: 'GET' });
  expect(answer.status).toBe(405);
  expect(notes).toEqual([]);
});

test('a preset whose program is not installed is told with what installs it', async () => {
  vi.stubEnv('PATH', '/usr/bin:/bin');
  vi.stubEnv('HOME', root);
  await expect(setUp({ preset: 'claude' })).rejects.toMatchObject({
    code: 'preset_not_installed',
    message:
      'Claude Code is not installed on this machine: there is no claude on its PATH; install it there with: npm install -g @anthropic-ai/claude-code',
  });
  expect(await readdir(workdir)).toEqual([]);
});

test('a program that only the login shell finds gets the PATH of that', async () => {
  await mkdir(join(root, 'bin'));
  await writeFile(join(root, 'bin', 'codex'), '#!/bin/sh\n');
  await chmod(join(root, 'bin', 'codex'), 0o755);
  await writeFile(join(root, '.profile'), `echo noise; PATH="${root}/bin:$PATH"; export PATH\n`);
  vi.stubEnv('HOME', root);
  vi.stubEnv('SHELL', '/bin/sh');
  vi.stubEnv('PATH', '/usr/bin:/bin');
  const { command } = await setUp({ preset: 'codex' });
  expect(command.env?.PATH?.split(':')).toContain(join(root, 'bin'));
});

test('a preset that could not report is refused before it starts', async () => {
  await installed('gemini');
  await mkdir(join(workdir, '.gemini'));
  await writeFile(join(workdir, '.gemini/settings.json'), '{}');
  await expect(setUp({ preset: 'gemini' })).rejects.toMatchObject({
    code: 'preset_without_channel',
    message: expect.stringContaining('.gemini/settings.json is there already'),
  });
  await expect(setUp({ preset: 'gemini' }, { mcp: false })).rejects.toThrow(
    'Gemini CLI could not report: it may not run commands, and the tools of MCP are switched off',
  );
  const setup = await setUp({ preset: 'gemini', permissions: 'everything' });
  expect(setup.notes).toContainEqual(expect.stringContaining('it has its log alone'));
  expect(await textOf('.gemini/settings.json')).toBe('{}');
});

test('an agent that cannot run commands is told of its tools and not of its log', async () => {
  await installed('opencode');
  await setUp({ preset: 'opencode' });
  const text = await textOf('AGENTS.md');
  expect(text).toContain('`deliver`');
  expect(text).not.toContain('optio.log');
});

test('H-A18 instructions that a killed driver left are not taken for the user’s', async () => {
  const program = { command: ['true'] } as const;
  await setUp({ ...program }, { task: 'The first' });
  const { notes } = await setUp({ ...program }, { task: 'The second' });
  expect(notes).toEqual([]);
  expect(await textOf('AGENTS.md')).toContain('The second');
  expect(await textOf('CLAUDE.md')).not.toContain('The first');
});
