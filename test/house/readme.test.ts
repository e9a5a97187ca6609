import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { causeway } from '../cli/run-causeway.ts';
import { startServing, temporaryFolder } from '../cli/serving.ts';
import { fencedBlocksOf } from './markdown.ts';
import { root, textOf } from './source-files.ts';
import { findOnSystem, SYSTEM_REQUIREMENTS } from './system-requirements.ts';

const run = promisify(execFile);
const main = join(root, 'dist/cli/main.js');

// Inside the repository, so that `import … from 'causeway'` finds this package; git ignores it.
const folder = join(root, 'examples/library/out');

const blocks = fencedBlocksOf(textOf('README.md'));
/** Blocks that begin with a comment naming a file: together they are one small project. */
const files = blocks.flatMap(({ text }) => {
  const name = /^(?:\/\/|#) (\S+\.(?:ts|py))\n/.exec(text)?.[1];
  return name === undefined ? [] : [{ name, text }];
});
const snippets = blocks.filter(
  ({ language, text }) => language === 'python' && !files.some((file) => file.text === text),
);
const scripts = files.filter(({ text }) => /create(Runtime|NodeSession)\(/.test(text));
const shellBlocks = blocks.filter(({ language }) => language === 'sh');
/** Blocks that are one small session in a shell, beside a server. */
const sessions = shellBlocks.filter(({ text }) => text.includes('$(npx causeway '));
const commands = shellBlocks
  .flatMap(({ text }) => text.split('\n'))
  .flatMap((line) => /^npx causeway (.*?)(?:\s+#.*)?$/.exec(line)?.[1] ?? []);

/** Splits a command line at spaces outside quotes; the README uses nothing more of a shell. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    (word) => word[1] ?? word[2] ?? word[3] ?? '',
  );
}

describe('the readme', () => {
  beforeAll(() => {
    mkdirSync(folder, { recursive: true });
    for (const { name, text } of files) writeFileSync(join(folder, name), text);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('has its two commands on the first screen', () => {
    const [first] = blocks;
    expect(first?.line).toBeLessThan(25);
    expect(first?.text).toContain('npm ci && npm start');
    expect(first?.text).toContain('npm ci && npm test');
  });

  test('has a program, its tools, the same from code, and commands to run', () => {
    expect(scripts.length).toBeGreaterThan(0);
    expect(files.length).toBeGreaterThan(scripts.length);
    expect(commands.length).toBeGreaterThan(0);
  });

  test.each(scripts)('runs $name', async ({ name }) => {
    const { stderr } = await run(process.execPath, [join(folder, name)], { cwd: folder });
    expect(stderr).toBe('');
  });

  test.each(commands.filter((line) => !line.startsWith('serve ')))(
    'runs causeway %s',
    async (line) => {
      const { stderr } = await run(process.execPath, [main, ...wordsOf(line)], { cwd: folder });
      expect(stderr).not.toMatch(/\(node:\d+\)|^causeway:/m);
    },
  );

  test.each(commands.filter((line) => line.startsWith('serve ')))(
    'starts causeway %s',
    async (line) => {
      const [, ...args] = wordsOf(line).map((word) =>
        files.some(({ name }) => name === word.replace('./', '')) ? join(folder, word) : word,
      );
      const { data, ready } = await startServing(args);
      const shown = await causeway(['runs', 'follow', ready.runId ?? '', '--data', data]);
      expect(shown.exitCode).toBe(0);
    },
  );

  test.skipIf(process.platform === 'win32').each(sessions)(
    'runs its session in a shell at line $line',
    async ({ text }) => {
      const { data, get } = await startServing();
      const npx = `npx() { shift; '${process.execPath}' '${main}' "$@"; }`;
      const env: NodeJS.ProcessEnv = { ...process.env, CAUSEWAY_DATA_DIR: data };
      const node = `${join(process.execPath, '..')}${delimiter}${env.PATH}`;
      await run('sh', ['-ec', `${npx}\n${text}`], { cwd: root, env: { ...env, PATH: node } });
      const { runs } = await get<{ runs: { calls: { ok: number } }[] }>('/api/runs');
      expect(runs.map(({ calls }) => calls.ok > 0)).toEqual([true]);
    },
  );

  test.each(snippets)('runs its Python at line $line', async ({ text }) => {
    const [python = '', ...flags] = findOnSystem(SYSTEM_REQUIREMENTS.python3);
    const env = { ...process.env, PYTHONPATH: join(root, 'python/src') };
    const { stderr } = await run(python, [...flags, '-c', text], { env });
    expect(stderr).toBe('');
  });
});

describe('npm start', () => {
  test('starts a server with the example, whose run can be looked at to its end', async () => {
    const { scripts: own } = JSON.parse(textOf('package.json')) as {
      scripts: Record<'start', string>;
    };
    const [build, command = ''] = own.start.split(' && ');
    expect(build).toBe('npm run --silent build');
    const [node, program, verb, ...args] = wordsOf(command);
    expect([node, program, verb]).toEqual(['node', 'dist/cli/main.js', 'serve']);
    const data = temporaryFolder();
    const { ready, get, url, stop } = await startServing(args, { data, cwd: root });
    const page = await fetch(ready.page ?? '');
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    const followed = await causeway(['runs', 'follow', ready.runId ?? '', '--server', url]);
    expect(followed.exitCode).toBe(0);
    const { run: facts, counts } = await get<{
      run: { state: string; title: string };
      counts: Record<string, number>;
    }>(`/api/runs/${ready.runId}`);
    expect(facts).toMatchObject({ state: 'done', title: 'Flight delays' });
    expect(counts.ok).toBeGreaterThan(50);
    expect((await stop()).exitCode).toBe(0);
  });
});
