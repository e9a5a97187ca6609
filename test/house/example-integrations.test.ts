import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { root } from './source-files.ts';

test.each([
  ['traces/spans-of-runs.ts', 'invoke_workflow Stock  ok\n'],
  ['ag-ui/tell-a-run.ts', 'RUN_STARTED\nCUSTOM\nTEXT_MESSAGE_START\n'],
])('the example %s asserts its own result', async (example, words) => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [`examples/${example}`], {
    cwd: root,
  });
  expect(stdout).toContain(words);
  expect(stderr).toBe('');
});
