// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are scripts of the shell
import { expect, test } from 'vitest';
import { sharedShell } from './support/shell.ts';

const { run, outputOf, session } = sharedShell();

const program = async (path: string, content: string): Promise<void> => {
  await (await session()).writeFile(path, content);
  await run(`chmod +x ${path}`);
};
const SHOW = 'import sys\nprint(sys.argv)\n';

test.each([
  ['#!/usr/bin/env python3', 'py1'],
  ['#!/usr/bin/python3', 'py2'],
  ['#! /usr/bin/env -S python3 -O', 'py3'],
  ['#!/usr/local/bin/python3.12', 'py4'],
])('a file that begins with %j is run by Python', async (line, name) => {
  await program(name, `${line}\n${SHOW}`);
  const many = Array.from({ length: 12 }, (_, index) => `'${index} '`).join(' ');
  expect(await outputOf(`./${name} ${many}`)).toBe(
    `['./${name}', '0 ', '1 ', '2 ', '3 ', '4 ', '5 ', '6 ', '7 ', '8 ', '9 ', '10 ', '11 ']\n`,
  );
  expect(
    await outputOf(
      `/workspace/${name}; x=$(./${name} in); echo "$x"; echo piped | ./${name} | cat`,
    ),
  ).toBe(`['/workspace/${name}']\n['./${name}', 'in']\n['./${name}']\n`);
});

test('one that begins with no such line, or a shell’s, is a script with all its arguments', async () => {
  await program('plain', 'echo "$# $0 ${11}"\nexit 3\n');
  await program('sh', '#!/bin/sh\necho "$@"; cat\n');
  const { stdout, exitCode } = await run('./plain 1 2 3 4 5 6 7 8 9 10 "e leven"; exit $?');
  expect([stdout, exitCode]).toEqual(['11 ./plain e leven\n', 3]);
  expect(await outputOf('echo input | ./sh a "b  c"')).toBe('a b  c\ninput\n');
  expect(await outputOf('x=1; f() { echo leaked; }; ./plain; true')).not.toContain('leaked');
});

test('one for another of the shell’s commands is run by that', async () => {
  await program('count', '#!/usr/bin/wc -l\nsecond line\n');
  expect(await outputOf('./count')).toBe('2 ./count\n');
});

test('one for a program that is not here says so', async () => {
  await program('ruby', '#!/usr/bin/ruby\nputs 1\n');
  expect(await run('./ruby')).toMatchObject({
    stdout: '',
    stderr: 'bash: ./ruby: /usr/bin/ruby: bad interpreter: No such file or directory\n',
    exitCode: 126,
  });
});

test('a file is found in the folders of PATH, and a program can be named by its path', async () => {
  await program('tools/greet', '#!/bin/bash\necho "hello $1"\n');
  expect(await outputOf('(PATH=/workspace/tools:$PATH; greet you)')).toBe('hello you\n');
  expect(
    await outputOf('/bin/echo by path; /usr/bin/env python3 -c "print(1)"; which grep python3'),
  ).toBe('by path\n1\n/usr/bin/grep\n/usr/bin/python3\n');
});

test('reading a program is not running it', async () => {
  await program('script', `#!/usr/bin/env python3\n${SHOW}`);
  const text = `#!/usr/bin/env python3\n${SHOW}`;
  expect(await outputOf('[ -x script ] && x=$(< script); echo "$x"')).toBe(text);
  expect(await outputOf('f() { [ -x ./script ] && cat ./script; }; f; head -1 ./script')).toBe(
    `${text}#!/usr/bin/env python3\n`,
  );
});
