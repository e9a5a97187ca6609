import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { causeway } from '../../cli/run-causeway.ts';
import { installPrograms } from './install-programs.ts';
import { startScriptedModel } from './model/scripted-model.ts';
import { makeOwnHome } from './own-home.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('causeway agent --preset runs the program and prints what came of it', async (context) => {
  const { claude } = await installPrograms(['claude']);
  if ('missing' in claude) return context.skip(claude.missing);
  const model = await startScriptedModel([
    { shell: "echo 'It is fine.' > deliverables/report.txt" },
    { mcp: 'deliver', args: { path: 'deliverables/report.txt' } },
    { mcp: 'done', args: { summary: 'All of it' } },
    { say: 'The end.' },
  ]);
  const home = await makeOwnHome(model.url, claude.bin);
  try {
    const out = join(home.root, 'out');
    const { exitCode, stdout, stderr } = await causeway([
      ...['agent', '--preset', 'claude', '--task', 'Write a report', '--json', '--out', out],
      ...['--data', join(home.root, 'data'), '--', '--model', 'claude-haiku-4-5'],
    ]);
    expect({ exitCode, faults: model.faults }, stderr).toEqual({ exitCode: 0, faults: [] });
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'done',
      summary: 'All of it',
      exitCode: 0,
      deliverables: [{ path: 'report.txt', size: 12 }],
      notes: [],
    });
    expect(readFileSync(join(out, 'report.txt'), 'utf8')).toBe('It is fine.\n');
  } finally {
    await model.close();
    await home.remove();
  }
}, 900_000);
