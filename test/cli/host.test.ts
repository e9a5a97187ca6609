import { expect, test } from 'vitest';
import { causeway, startCauseway } from './run-causeway.ts';

const ACK = '{"type":"ack","capabilities":{"host_call":"v1"}}\n';
const CLOSE = '{"id":1,"method":"close"}\n';
const CLOSED = '{"id":1,"ok":true,"result":{"closed":true}}\n';

test.each([
  [[]],
  [['--asset-dir', '/nowhere']],
  [['--asset-dir=/nowhere', '--verbose', 'words', '-x', '--', 'more']],
])('causeway host %j serves on its standard streams alone', async (options) => {
  expect(await causeway(['host', ...options], { stdin: CLOSE })).toEqual({
    exitCode: 0,
    stdout: ACK + CLOSED,
    stderr: '',
  });
});

test('causeway host ends with its input', async () => {
  expect(await causeway(['host'], { stdin: '' })).toEqual({ exitCode: 0, stdout: ACK, stderr: '' });
});

test('causeway host answers what it cannot read, and logs on standard error only', async () => {
  const lines = 'junk\n{"type":"news"}\n{"type":"news"}\n{"id":2,"method":"dance"}\n';
  const { exitCode, stdout, stderr } = await causeway(['host'], { stdin: lines + CLOSE });
  expect(exitCode).toBe(0);
  expect(stdout.split('\n').map((line) => line.slice(0, 30))).toEqual([
    '{"type":"ack","capabilities":{',
    '{"id":null,"ok":false,"error":',
    '{"id":2,"ok":false,"error":"un',
    '{"id":1,"ok":true,"result":{"c',
    '',
  ]);
  expect(stderr).toBe(
    'causeway host: a message is of no known type: its type is "news"; the next of this kind are only counted\n' +
      'causeway host: a message is of no known type: 2 times\n',
  );
});

test.skipIf(process.platform === 'win32')('Ctrl-C ends causeway host with code 0', async () => {
  const command = startCauseway(['host'], { stdin: null });
  await command.prints('"ack"');
  command.signal('SIGINT');
  expect(await command.ended).toEqual({ exitCode: 0, stdout: ACK, stderr: '' });
});
