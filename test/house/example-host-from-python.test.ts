import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { root, textOf } from './source-files.ts';
import { findOnSystem, SYSTEM_REQUIREMENTS } from './system-requirements.ts';

const client = 'examples/host-from-python/client.py';

test('the example of a client in Python asserts its own result', async () => {
  const [python = '', ...flags] = findOnSystem(SYSTEM_REQUIREMENTS.python3);
  const { stdout, stderr } = await promisify(execFile)(python, [...flags, client], { cwd: root });
  expect({ stdout, stderr }).toEqual({ stdout: 'The order costs 9.5 euros\n', stderr: '' });
});

test('the example fails with a host that answers wrongly', async () => {
  const [python = '', ...flags] = findOnSystem(SYSTEM_REQUIREMENTS.python3);
  const wrong = `require('node:readline').createInterface({ input: process.stdin }).on('line', () =>
    console.log('{"id":1,"ok":true,"result":{"envelope":{"ok":true,"value":9}}}'))`;
  await expect(
    promisify(execFile)(python, [...flags, client, process.execPath, '-e', wrong], { cwd: root }),
  ).rejects.toThrow('AssertionError');
});

test('the example is short enough to be read at once', () => {
  expect(textOf(client).trimEnd().split('\n').length).toBeLessThan(60);
});
