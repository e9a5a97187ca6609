import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fold } from '../../src/timeline/fold.ts';
import { findOnSystem, SYSTEM_REQUIREMENTS } from '../house/system-requirements.ts';
import { startRoad } from '../server/event-road/support.ts';
import { runPython } from './run-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'causeway-published-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [python = '', ...flags] = findOnSystem(SYSTEM_REQUIREMENTS.python3);
const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
const install = spawnSync(
  python,
  [
    ...flags,
    ...pip,
    '--retries',
    '0',
    '--timeout',
    '15',
    '--target',
    folder,
    'athena-ptc-emitter==0.1.0',
  ],
  { encoding: 'utf8' },
);
const reason = install.status === 0 ? '' : install.stderr.trim().split('\n').at(-1);
if (reason)
  process.stderr.write(`Skipped: the published emitter cannot be installed (${reason})\n`);

test.skipIf(reason)(
  `the published package reports to the receiver as it is${reason && `: ${reason}`}`,
  async () => {
    await using road = await startRoad();
    const code = `
from athena_ptc_emitter import emit_begin, emit_end
outer = emit_begin('build', {'deck': 'Tide'}, asset_id='deck-4')
inner = emit_begin(tool_name='add_slide', args={'title': 'x' * 70_000})
emit_end(call_id=inner, tool_name='add_slide', result=None, is_error=False)
emit_end(call_id=outer, tool_name='build', result={'error': 'no such layout', 'score': float('nan')}, is_error=True)
emit_end(call_id='never begun', tool_name='build', result=None, is_error=False)`;
    const env = { ATHENA_PTC_URL: road.url('run_1', 'c1'), PYTHONPATH: folder };
    expect(await runPython({ code }, [], env)).toMatchObject({ code: 0, stderr: '' });
    const { calls } = fold(await road.journal.read('run_1'));
    expect(
      calls.map(({ tool, parentCallId, assetId, args, state, result, error, marks }) => ({
        tool,
        parentCallId,
        assetId,
        args,
        state,
        result,
        error,
        marks,
      })),
    ).toEqual([
      {
        tool: 'build',
        parentCallId: 'c1',
        assetId: 'deck-4',
        args: { value: { deck: 'Tide' } },
        state: 'error',
        result: { value: { error: 'no such layout', score: { __unencodable__: 'NaN' } } },
        error: { name: 'Error', message: 'no such layout' },
        marks: ['parent_missing'],
      },
      {
        tool: 'add_slide',
        parentCallId: 'c1',
        assetId: undefined,
        args: { value: { __truncated__: true } },
        state: 'ok',
        result: { value: null },
        error: undefined,
        marks: ['parent_missing'],
      },
    ]);
  },
);
