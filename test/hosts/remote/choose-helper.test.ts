import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chooseHelper } from '../../../src/hosts/remote/choose-helper.ts';
import { followRemote } from '../../../src/hosts/remote/follow-remote.ts';
import { FollowedLines } from '../followed-lines.ts';
import { testedHelpers } from './helper-kinds.ts';
import { LocalChannels } from './local-channel.ts';
import { locateProgram } from './locate-program.ts';

const tools = 'sh dd head readlink stat sha256sum sleep mktemp uname'.split(' ');

/** A machine that has these programs and no others. */
async function machineWith(programs: readonly string[]): Promise<LocalChannels> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-path-'));
  for (const name of programs) symlinkSync(await locateProgram(name), join(folder, name));
  return new LocalChannels((argv) => ['/usr/bin/env', `PATH=${folder}`, ...argv]);
}

test('takes python3, else perl, else the shell with its tools', async () => {
  const all = await machineWith([...tools, 'perl', 'python3']);
  expect(await chooseHelper(all.open)).toMatchObject({ helper: 'python3' });
  expect(await chooseHelper((await machineWith([...tools, 'perl'])).open)).toEqual({
    helper: 'perl',
  });
  expect(await chooseHelper((await machineWith(tools)).open)).toEqual({ helper: 'sh' });
  expect(await chooseHelper(all.open, 'sh')).toEqual({ helper: 'sh' });
});

test.each(testedHelpers())(
  'takes $name when it is wanted, whatever the machine says first',
  async ({ helper, channels: make }) => {
    const channels = make();
    channels.noise = 'Last login: yesterday\nH perl\n';
    expect(await chooseHelper(channels.open, helper)).toMatchObject({ helper });
  },
);

test('says what a machine lacks', async () => {
  const poor = await machineWith(tools.filter((name) => name !== 'sha256sum' && name !== 'stat'));
  await expect(chooseHelper(poor.open)).rejects.toMatchObject({
    code: 'no_shell',
    message: expect.stringContaining('it lacks stat, sha256sum'),
  });
  await expect(chooseHelper(poor.open, 'perl')).rejects.toThrow("can't use perl");
  const none = await machineWith([]);
  await expect(chooseHelper(none.open)).rejects.toMatchObject({ code: 'no_shell' });
});

test('an interpreter that does not work is not taken', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-path-'));
  for (const name of tools) symlinkSync(await locateProgram(name), join(folder, name));
  writeFileSync(join(folder, 'python3'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const broken = new LocalChannels((argv) => ['/usr/bin/env', `PATH=${folder}`, ...argv]);
  expect(await chooseHelper(broken.open)).toEqual({ helper: 'sh' });
});

test('the interpreter itself is used where `python3` is a script that finds one', async () => {
  const channels = await machineWith([...tools, 'perl', 'python3']);
  const { interpreter = '' } = await chooseHelper(channels.open);
  expect(interpreter).toMatch(/^\//);
  const folder = await mkdtemp(join(tmpdir(), 'causeway-shim '));
  for (const name of tools) symlinkSync(await locateProgram(name), join(folder, name));
  symlinkSync(interpreter, join(folder, 'a python'));
  writeFileSync(join(folder, 'python3'), `#!/bin/sh\nexec '${folder}/a python' "$@"\n`, {
    mode: 0o755,
  });
  const shim = new LocalChannels((argv) => ['/usr/bin/env', `PATH=${folder}`, ...argv]);
  const chosen = await chooseHelper(shim.open);
  expect(chosen).toEqual({ helper: 'python3', interpreter: `${folder}/a python` });
  // Nothing is left that could find it.
  rmSync(join(folder, 'python3'));
  writeFileSync(join(folder, 'log'), 'one\n');
  const lines = new FollowedLines(
    followRemote(async () => ({ open: shim.open, ...chosen }), join(folder, 'log')),
  );
  await lines.finish();
  expect(lines.texts).toEqual(['one']);
});
