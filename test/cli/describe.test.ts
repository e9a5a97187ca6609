import { expect, test } from 'vitest';
import { causeway } from './run-causeway.ts';

test('causeway describe prints the signatures of the tools and nothing else', async () => {
  const { exitCode, stdout, stderr } = await causeway([
    'describe',
    '--tools',
    'tools/arithmetic.ts',
    'tools/talkative.ts',
  ]);
  expect(exitCode).toBe(0);
  for (const signature of [
    'async def add(a: float, b: float) -> float',
    'async def divide(a: float, b: float)',
    'async def talk()',
  ]) {
    expect(stdout).toContain(signature);
  }
  expect(stdout).not.toContain('the module was loaded');
  expect(stderr).toBe('the module was loaded\n');
});
