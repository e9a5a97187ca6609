import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { root } from './source-files.ts';

test('the library example asserts its own result', async () => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['examples/library/order-total.ts'],
    { cwd: root },
  );
  expect(stdout).toMatch(/^The order costs 9\.5 euros \(\d+ ms\)\n$/);
  expect(stderr).toBe('');
});
