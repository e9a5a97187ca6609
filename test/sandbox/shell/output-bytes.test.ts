import { expect, test } from 'vitest';
import { sharedShell } from './support/shell.ts';

const { run, outputOf, failureOf } = sharedShell();

const HEX = 'python3 -c "import sys; print(sys.stdin.buffer.read().hex())"';

test.each([
  [String.raw`printf '\xff'`, 'ff'],
  [String.raw`printf '\377\x00\xFE%s' é`, 'ff00fec3a9'],
  [String.raw`printf -- '\xc3\xa9\xff'`, 'c3a9ff'],
  [String.raw`printf 'é\u00e9\xff\n'`, 'c3a9c3a9ff0a'],
  [String.raw`printf '%b|%s' '\xff' '\xff'`, 'ff7c5c786666'],
  [String.raw`printf '%*s|%b' 2 '\xff' '\0377' 3 x y`, '5c7866667cff2020787c79'],
  [String.raw`printf '%s%%\xff' a b`, '6125ff6225ff'],
  [String.raw`printf '\\xff\x41é'`, '5c78666641c3a9'],
  [String.raw`printf '%s' '\xff'`, '5c786666'],
])('%s writes the bytes it names', async (command, hex) => {
  expect(await outputOf(`${command} | ${HEX}; ${command} > f; ${HEX} < f`)).toBe(
    `${hex}\n${hex}\n`,
  );
});

test('one byte is one byte, and printf -v is what it was', async () => {
  expect(await outputOf(String.raw`printf '\xff' | wc -c; printf -v x '%s-%d' a 3; echo $x`)).toBe(
    '1\na-3\n',
  );
});

test.each([
  ['-c 3000000', 3_000_000],
  ['-c3M', 3_145_728],
  ['--bytes=2MB', 2_000_000],
  ['-c 33554432', 33_554_432],
])('head %s of a device has so many bytes', async (option, bytes) => {
  expect(await outputOf(`head ${option} /dev/zero > big; stat -c %s big; rm big`)).toBe(
    `${bytes}\n`,
  );
});

test('more of a device than a command can hold is an error, and no short file', async () => {
  for (const command of ['head -c 200000000 /dev/zero', 'cd /dev; head -c 1G urandom']) {
    const [exitCode, stderr] = await failureOf(`(${command}) > /workspace/big`);
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^head: \S+: no more than 33,554,432 bytes at once\n$/),
    ]);
  }
  expect(await outputOf('stat -c %s big; seq 3 | head -n 2; seq 3 | head -2 | head -c 1')).toBe(
    '0\n1\n2\n1',
  );
});

test('a command that is left out is not found, as any other', async () => {
  expect(await run('sqlite3 file')).toMatchObject({
    stderr: 'bash: sqlite3: command not found\n',
    exitCode: 127,
  });
});
