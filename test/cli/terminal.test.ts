import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { findOnSystem, SYSTEM_REQUIREMENTS } from '../house/system-requirements.ts';
import { fixtures, main } from './run-causeway.ts';
import { startServing, temporaryFolder } from './serving.ts';

interface Screen {
  exitCode: number;
  /** Everything that was written, without control sequences, lines ended by `\n`. */
  text: string;
  /** The same with its control sequences. */
  raw: string;
}

/** Runs a command in a real terminal; types each key once the screen shows what goes before it. */
async function onTerminal(args: string[], ...typing: [string, string][]): Promise<Screen> {
  const [python = '', ...flags] = findOnSystem(SYSTEM_REQUIREMENTS.python3);
  const script = join(import.meta.dirname, 'terminal.py');
  const command = [process.execPath, main, ...args];
  const child = spawn(python, [...flags, script, '30', '100', ...command], { cwd: fixtures });
  let raw = '';
  child.stdout.on('data', (chunk: Buffer) => {
    raw += chunk.toString();
    const [prompt, key] = typing[0] ?? [];
    if (prompt === undefined || !raw.includes(prompt)) return;
    typing.shift();
    child.stdin.write(key);
  });
  const [exitCode] = (await once(child, 'close')) as [number];
  return { exitCode, raw, text: stripVTControlCharacters(raw).replaceAll('\r\n', '\n') };
}

describe.skipIf(process.platform === 'win32')('on a terminal', () => {
  test('the tree is redrawn in place and stays above the value', async () => {
    const { exitCode, text, raw } = await onTerminal([
      'run',
      'programs/sums.py',
      '--tools',
      'tools/arithmetic.ts',
      '--title',
      'Three sums',
    ]);
    expect(exitCode).toBe(0);
    const last = text.slice(text.lastIndexOf('Three sums'));
    expect(last.match(/\badd\b/g)).toHaveLength(3);
    expect(last.indexOf('"sums"')).toBeGreaterThan(last.lastIndexOf('add'));
    // The cursor is given back.
    expect(raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(raw.lastIndexOf('\u001b[?25l'));
  });

  test('H-L6 Ctrl-C cancels the run, and the tree says so', async () => {
    const args = ['run', '-c', 'await tools.wait_for_ever()', '--tools', 'tools/patient.ts'];
    const { exitCode, text } = await onTerminal(args, ['the tool waits', '\u0003']);
    expect(exitCode).toBe(130);
    expect(text.slice(text.lastIndexOf('the tool was told to stop'))).toContain('cancelled');
  });

  test('H-L6 the header says at once that a run is cancelled, and in the end that it was left', async () => {
    const program = `
while True:
    try:
        print('spinning')
        while True: pass
    except BaseException:
        pass
`;
    const { exitCode, text, raw } = await onTerminal(
      ['run', '-c', program],
      ['spinning', '\u0003'],
      ['cancelling…', '\u0003'],
    );
    expect(exitCode).toBe(130);
    expect(text).toContain('● command.py  cancelling…');
    const last = text.slice(text.lastIndexOf('command.py') - 2);
    expect(last).toMatch(/^○ command\.py {2}ended at once \d/);
    // The cursor is given back.
    expect(raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(raw.lastIndexOf('\u001b[?25l'));
  });

  test('the last picture of an agent stands there once', async () => {
    const script = 'echo "DONE: all read" >> optio.log';
    const folder = temporaryFolder();
    const where = ['--data', join(folder, 'data'), '--workdir', join(folder, 'work')];
    const args = ['agent', '--title', 'Reader', ...where, '--', 'sh', '-c', script];
    const { exitCode, text } = await onTerminal(args);
    expect(exitCode).toBe(0);
    expect(text.match(/✓ Reader {2}done .* all read/g)).toHaveLength(1);
    expect(text).toContain(`  in ${join(folder, 'work')}\n`);
  });

  test('what a tool prints stands apart from the tree', async () => {
    const args = ['run', '-c', 'await tools.talk()', '--tools', 'tools/talkative.ts'];
    const { exitCode, text } = await onTerminal(args);
    expect(exitCode).toBe(0);
    for (const line of ['the tool logs', 'the tool complains', 'the tool writes']) {
      expect(text).toMatch(new RegExp(`^${line}$`, 'm'));
    }
  });

  test('Ctrl-C ends the following of a run, not the run, and gives the cursor back', async () => {
    const { data, get, post } = await startServing();
    const run = { kind: 'external', title: 'Nightly' };
    const { runId } = await post<{ runId: string }>('/api/runs', run);
    const args = ['runs', 'follow', runId, '--data', data];
    const { exitCode, raw, text } = await onTerminal(args, ['Nightly', '\u0003']);
    expect(exitCode).toBe(130);
    expect(raw.lastIndexOf('\u001b[?25h')).toBeGreaterThan(raw.lastIndexOf('\u001b[?25l'));
    expect(text).not.toContain('cancel');
    expect(await get(`/api/runs/${runId}`)).toMatchObject({ run: { state: 'running' } });
  });

  test('H-E4 runs are listed in its width, hostile titles as text', async () => {
    const { data, post } = await startServing();
    await post('/api/runs', { kind: 'external', title: `\u001b[2J${'tide '.repeat(90)}` });
    const { exitCode, raw, text } = await onTerminal(['runs', 'ls', '--data', data]);
    expect(exitCode).toBe(0);
    expect(raw).not.toContain('\u001b[2J');
    expect(text).toContain('\\x1b[2Jtide');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
