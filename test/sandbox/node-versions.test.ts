import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

// Programs of other Node versions, separated by colons. CONTRIBUTING.md says where to get them.
const others = (process.env.CAUSEWAY_TEST_NODES ?? '').split(':').filter(Boolean);
const program = new URL('./support/every-way-to-call.ts', import.meta.url).pathname;

if (others.length === 0) {
  process.stderr.write(
    'other Node versions: not tried; set CAUSEWAY_TEST_NODES to the paths of their programs\n',
  );
}

test.each([process.execPath, ...others])('awaited, sync and nested calls work on %s', (node) => {
  const { stdout, stderr } = spawnSync(node, ['--no-warnings', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    value: [1, 2, 3, [1, 3]],
    stopped: ['TimeoutError', 'the run took longer than 300 ms (limit wallClockMs)'],
    after: 2,
  });
});
