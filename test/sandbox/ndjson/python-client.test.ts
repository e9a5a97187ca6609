import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { resolveNodeHostPath } from '../../../src/sandbox/node/index.ts';
import { findOnSystem, SYSTEM_REQUIREMENTS } from '../../house/system-requirements.ts';

const run = promisify(execFile);
const fixtures = join(import.meta.dirname, 'fixtures');
const cases = fileURLToPath(new URL('../../../conformance/host-protocol/', import.meta.url));
const host = [process.execPath, resolveNodeHostPath()];

function findPython(): string[] | null {
  try {
    return findOnSystem(SYSTEM_REQUIREMENTS.python3);
  } catch (error) {
    process.stderr.write(`No client in Python is tried: ${(error as Error).message}\n`);
    return null;
  }
}

const python = findPython();

async function runPython(script: string, ...args: string[]): Promise<string> {
  const [program = '', ...flags] = python ?? [];
  // An exit code other than 0 rejects.
  const { stdout } = await run(program, [...flags, join(fixtures, script), ...args], {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return stdout;
}

describe.skipIf(python === null)('a client in Python, with its standard library only', () => {
  test('runs a whole scenario and finds what it expects', async () => {
    expect(await runPython('scenario.py', ...host)).toBe('all is well\n');
  });

  test('finds every case of conformance/host-protocol to hold', async () => {
    const count = readdirSync(cases).length;
    const told = await runPython('conformance.py', cases, ...host);
    expect(told).toBe(`${count} of ${count} cases hold\n`);
  });

  test('notices a host that is none', async () => {
    await expect(
      runPython('scenario.py', process.execPath, '-e', "console.log('{}')"),
    ).rejects.toThrow('AssertionError');
    await expect(
      runPython('conformance.py', cases, process.execPath, '-e', "console.log('{}')"),
    ).rejects.toMatchObject({ code: 1 });
  });
});
