import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { causeway } from '../cli/run-causeway.ts';
import { startServing } from '../cli/serving.ts';
import { root } from './source-files.ts';
import { findOnSystem, SYSTEM_REQUIREMENTS } from './system-requirements.ts';

const python = (): string[] => findOnSystem(SYSTEM_REQUIREMENTS.python3);
const stories = [
  {
    name: 'import_sales.py',
    interpreter: python,
    said: 'Sold 15; not readable: paris.csv\n',
    tree: [
      '0 import_sales ok',
      '1 count_sold ok',
      '2 read_file ok',
      '1 count_sold error',
      '2 read_file ok',
      '1 count_sold ok',
      '2 read_file ok',
    ],
  },
  {
    name: 'check-stock.ts',
    interpreter: () => [process.execPath],
    said: 'Out of stock: bread\n',
    tree: ['0 check_stock ok', '1 look_up ok', '1 look_up ok', '1 look_up ok'],
  },
] as const;

async function runStory(
  { name, interpreter }: (typeof stories)[number],
  env: Record<string, string>,
): Promise<string> {
  const [program = '', ...flags] = interpreter();
  const { CAUSEWAY_URL, ...rest } = process.env;
  const { stdout, stderr } = await promisify(execFile)(
    program,
    [...flags, `examples/event-road/${name}`],
    { cwd: root, env: { ...rest, ...env } },
  );
  expect(stderr).toBe('');
  return stdout;
}

describe.each(stories)('the example of the event road $name', (story) => {
  test('is seen with its calls nested, whole', async () => {
    const { data } = await startServing();
    const opened = await causeway(['open-run', '--title', 'Nightly', '--json', '--data', data]);
    const { runId, url } = JSON.parse(opened.stdout) as Record<string, string>;
    expect(await runStory(story, { CAUSEWAY_URL: url ?? '' })).toBe(story.said);
    await causeway(['runs', 'end', runId ?? '', '--data', data]);
    const shown = await causeway(['runs', 'show', runId ?? '', '--json', '--data', data]);
    const { run, calls } = JSON.parse(shown.stdout) as {
      run: { state: string; title: string };
      calls: { depth: number; tool: string; state: string }[];
    };
    expect(run).toMatchObject({ state: 'done', title: 'Nightly' });
    expect(calls.map(({ depth, tool, state }) => `${depth} ${tool} ${state}`)).toEqual(story.tree);
  });

  test('says the same where nobody listens', async () => {
    expect(await runStory(story, {})).toBe(story.said);
    expect(await runStory(story, { CAUSEWAY_URL: 'http://127.0.0.1:1/events?t=x' })).toBe(
      story.said,
    );
  });
});
