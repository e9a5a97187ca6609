import { expect, test } from 'vitest';
import { sharedShell } from './support/shell.ts';

const { run, outputOf, session } = sharedShell();

const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'prototype',
  '__defineGetter__',
];

test.each(NAMES)('%s is a name like any other', async (name) => {
  expect(await outputOf(`${name}=v; echo $${name}; unset ${name}; echo "[$${name}]"`)).toBe(
    'v\n[]\n',
  );
  expect(await outputOf(`${name}() { echo called $1; }; ${name} me; unset -f ${name}`)).toBe(
    'called me\n',
  );
  expect((await run(name)).exitCode).toBe(127);
  expect(
    await outputOf(`echo text > ${name}; cat ${name}; mkdir d; mv ${name} d; ls d; rm -r d`),
  ).toBe(`text\n${name}\n`);
  expect(
    await outputOf(
      `export ${name}=out; python3 -c 'import os; print(os.environ["${name}"])'; env | grep ^${name}=`,
    ),
  ).toBe(`out\n${name}=out\n`);
  expect(await outputOf(`echo $${name}; unset ${name}`)).toBe('out\n');
  expect(await outputOf(`declare -A m; m[${name}]=1; echo \${m[${name}]} \${#m[@]}; unset m`)).toBe(
    '1 1\n',
  );
  expect(await outputOf(`echo '{"${name}": 1}' | jq -c .`)).toBe(`{"${name}":1}\n`);
  const { value } = await (await session()).runPtc({ code: `import os\nos.listdir()` });
  expect(value).toEqual([]);
});

test('names with spaces, quotes, line ends and dashes reach both sides as they are', async () => {
  const awkward = ['a b', "it's", '"q"', '$x', '-n', '*', 'new\nline', 'tab\t', 'é', '😀', '\\'];
  const list = awkward.map((name) => `'${name.replaceAll("'", "'\\''")}'`).join(' ');
  await run(`mkdir odd; cd odd; for name in ${list}; do touch -- "$name"; done; cd ..`);
  const { value } = await (await session()).runPtc({
    code: 'import os\nsorted(os.listdir("odd"))',
  });
  expect(value).toEqual([...awkward].sort());
  expect(await outputOf(`python3 -c 'import sys; print(sys.argv[1:])' ${list}`)).toBe(
    `['a b', "it's", '"q"', '$x', '-n', '*', 'new\\nline', 'tab\\t', 'é', '😀', '\\\\']\n`,
  );
  expect(await outputOf('rm -r odd; ls -A')).toBe('');
});
