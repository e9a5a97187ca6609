import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { causeway, startCauseway } from '../../cli/run-causeway.ts';
import { installPrograms } from './install-programs.ts';
import { startScriptedModel } from './model/scripted-model.ts';
import { makeOwnHome } from './own-home.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('H-A14 a program whose driver is killed has its tools again from the next, and its question is asked once', async (context) => {
  const { codex } = await installPrograms(['codex']);
  if ('missing' in codex) return context.skip(codex.missing);
  const question = 'Which branch?';
  const model = await startScriptedModel([
    { mcp: 'ask_person', args: { question }, until: 'the main one' },
    { mcp: 'done', args: {} },
    { say: 'The end.' },
  ]);
  const home = await makeOwnHome(model.url, codex.bin);
  const where = ['--data', join(home.root, 'data')];
  try {
    const args = ['agent', '--preset', 'codex', '--task', 'Ask', '--workdir', home.workdir];
    const first = startCauseway([...args, ...where]);
    await first.shows('causeway answer');
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    // The call that waited broke, and the program goes on asking.
    await expect.poll(() => model.requests.length, { timeout: 60_000 }).toBeGreaterThan(2);

    const second = startCauseway(['agent', '--attach', 'run_', '--json', ...where]);
    await second.shows('causeway answer');
    const answered = await causeway(['answer', 'run_', 'r1', 'the main one', ...where]);
    expect(answered.exitCode, answered.stderr).toBe(0);
    const { exitCode, stdout, stderr } = await second.ended;
    expect({ exitCode, faults: model.faults }, stderr).toEqual({ exitCode: 0, faults: [] });
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'done', notes: [] });
    const results = model.requests.at(-1)?.results.join('\n') ?? '';
    expect(results).toContain('"id":"r1","state":"answered"');
    expect(results).not.toContain('"id":"r2"');
  } finally {
    await model.close();
    await home.remove();
  }
}, 900_000);
