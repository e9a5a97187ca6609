import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sharedShell } from './support/shell.ts';

const { run, outputOf, session } = sharedShell();

/** Writes every byte value, so often. */
const everyByte = (times: number): string =>
  `python3 -c 'import sys; sys.stdout.buffer.write(bytes(range(256)) * ${times})'`;
const digest =
  "python3 -c 'import sys, hashlib; d = sys.stdin.buffer.read(); print(len(d), hashlib.sha256(d).hexdigest())'";
const told = (times: number): string => {
  const bytes = Buffer.from(Array.from({ length: 256 * times }, (_, index) => index % 256));
  return `${bytes.length} ${createHash('sha256').update(bytes).digest('hex')}\n`;
};

test('a megabyte of every byte goes from Python through the shell into Python unchanged', async () => {
  const times = 4096;
  expect(await outputOf(`${everyByte(times)} | ${digest}`)).toBe(told(times));
  expect(await outputOf(`${everyByte(times)} | cat | tee copy | ${digest}; ${digest} < copy`)).toBe(
    told(times) + told(times),
  );
  expect(await outputOf(`${everyByte(times)} > raw; cp raw raw2; cat raw2 | ${digest}`)).toBe(
    told(times),
  );
  expect(await outputOf(`gzip -c raw | gunzip -c | base64 | base64 -d | ${digest}`)).toBe(
    told(times),
  );
  const { content } = await (await session()).readFile('raw');
  expect(content.length).toBe(1_048_576);
});

test('what a program says on stderr does not touch what it hands on', async () => {
  const noisy =
    'python3 -c \'import sys; print("é", file=sys.stderr); sys.stdout.buffer.write(bytes(range(256)))\'';
  expect(await run(`${noisy} | cat | ${digest}`)).toMatchObject({
    stdout: told(1),
    stderr: 'é\n',
    exitCode: 0,
  });
});

test('Python stands in the middle of a pipe as well as at its ends', async () => {
  await (await session()).writeFile(
    'up.py',
    'import sys\nfor line in sys.stdin: print(line.strip().upper())\n',
  );
  await (await session()).writeFile('rows.py', 'for n in range(5): print("row", n)\n');
  expect(await outputOf('python3 rows.py | grep -v 3 | python3 up.py | sort -r | head -1')).toBe(
    'ROW 4\n',
  );
  expect(
    await outputOf('printf "a\\nb" | python3 up.py | wc -l; python3 up.py < rows.py | head -1'),
  ).toBe('2\nFOR N IN RANGE(5): PRINT("ROW", N)\n');
  expect(await outputOf('for word in x y; do echo $word; done | python3 up.py')).toBe('X\nY\n');
  expect(await outputOf('python3 rows.py | while read a b; do echo "$b$a"; done | tail -1')).toBe(
    '4row\n',
  );
  expect(await outputOf('ls *.py | xargs -n1 echo file | python3 up.py')).toBe(
    'FILE ROWS.PY\nFILE UP.PY\n',
  );
});

test('substitutions take what Python writes, and give it what commands write', async () => {
  expect(await outputOf('x=$(python3 -c "print(6 * 7)"); echo "[$x]"; echo "$((x + 1))"')).toBe(
    '[42]\n43\n',
  );
  expect(await outputOf('cat <(python3 -c "print(1)") <(echo 2)')).toBe('1\n2\n');
  expect(
    await outputOf(
      'python3 -c \'import sys; print(open(sys.argv[1]).read(), end="")\' <(echo lent)',
    ),
  ).toBe('lent\n');
  expect(
    await outputOf('python3 -c \'import sys; open(sys.argv[1], "w").write("given back")\' >(cat)'),
  ).toBe('given back');
  expect(await outputOf('ls -A /tmp')).toBe('');
});

test('exit statuses come through conditions, lists and pipes', async () => {
  const exit = (status: number): string => `python3 -c 'raise SystemExit(${status})'`;
  expect(await outputOf(`${exit(0)} && echo yes; ${exit(3)} || echo "no $?"`)).toBe('yes\nno 3\n');
  expect(await outputOf(`${exit(3)} | cat; echo $? "\${PIPESTATUS[@]}"`)).toBe('0 3 0\n');
  expect(await outputOf(`set -o pipefail; ${exit(3)} | cat; echo $?`)).toBe('3\n');
  expect(await outputOf(`if ${exit(1)}; then echo then; else echo else; fi`)).toBe('else\n');
  expect(await run(`set -e; ${exit(9)}; echo never`)).toMatchObject({ exitCode: 9, stdout: '' });
  expect(await run(`set -eo pipefail; ${exit(8)} | cat; echo never`)).toMatchObject({
    exitCode: 8,
    stdout: '',
  });
  expect(await run(`timeout 0.3 python3 -c 'import time; time.sleep(60)'; echo $?`)).toMatchObject({
    stdout: '124\n',
  });
});

test('H-L4 more than a pipe holds is an error in the program that writes it', async () => {
  const { stdout, stderr, notes } = await run(
    'python3 -c \'import sys\nfor _ in range(64): sys.stdout.write("y" * 2 ** 20)\' | wc -c',
  );
  expect(stdout).toBe('33554432\n');
  expect(stderr).toContain('BrokenPipeError');
  expect(notes).toEqual([
    'python3 wrote more than 33,554,432 bytes at once; a program can write files itself instead',
  ]);
  // Its own files are bounded by the session's disk alone.
  expect(
    await outputOf(
      'python3 -c \'open("own", "w").write("y" * 40_000_000)\'; stat -c %s own; rm own',
    ),
  ).toBe('40000000\n');
});
