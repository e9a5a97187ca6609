import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { fold } from '../../src/timeline/fold.ts';
import { textOf } from '../house/source-files.ts';
import { post, startRoad } from '../server/event-road/support.ts';
import { runPython } from './run-program.ts';

const page = textOf('docs/emitter.md');

function blocks(language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm');
  return [...page.matchAll(fence)].map(([, text]) => text as string);
}

const noCurl = spawnSync('curl', ['--version']).status !== 0;

describe('the page on emitters', () => {
  test.skipIf(noCurl)(
    `has commands that report a call${noCurl ? ': there is no curl' : ''}`,
    async () => {
      await using road = await startRoad();
      const [commands = ''] = blocks('sh');
      const env = { ...process.env, CAUSEWAY_URL: road.url() };
      const { stdout } = await promisify(execFile)('sh', ['-ec', commands], { env });
      expect(stdout.match(/^HTTP\/1.1 202/gm)).toHaveLength(2);
      const [call] = fold(await road.journal.read('run_1')).calls;
      expect([call?.tool, call?.state, call?.result]).toEqual([
        'load',
        'ok',
        { value: { rows: 3 } },
      ]);
    },
  );

  test('has events of the published shape that are taken', async () => {
    await using road = await startRoad();
    const [lines = ''] = blocks('json');
    for (const line of lines.trim().split('\n')) {
      expect((await post(road.url(), line)).status).toBe(202);
    }
    const [call] = fold(await road.journal.read('run_1')).calls;
    expect([call?.tool, call?.state, call?.marks]).toEqual(['add_slide', 'ok', []]);
  });

  test('has a Python program that reports', async () => {
    await using road = await startRoad();
    const [code = ''] = blocks('python');
    const env = { CAUSEWAY_URL: road.url() };
    const whole = code.replace('def load(table): ...', 'def load(table): return [1, 2, 3]');
    expect(await runPython({ code: whole }, [], env)).toMatchObject({ code: 0, stderr: '' });
    const [report] = fold(await road.journal.read('run_1')).roots;
    expect([report?.tool, report?.result, report?.children[0]?.tool]).toEqual([
      'report',
      { value: 3 },
      'load',
    ]);
  });
});
