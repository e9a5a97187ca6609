// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are scripts of the shell
import { describe, expect, test } from 'vitest';
import { sharedShell, withShell } from './support/shell.ts';

const { run, outputOf, failureOf } = sharedShell();

describe('a command line', () => {
  test('gives its output, its errors, both in order, and its exit status', async () => {
    const result = await run('echo one; echo two >&2; echo three; exit 3');
    expect(result).toEqual({
      events: [],
      stdout: 'one\nthree\n',
      stderr: 'two\n',
      output: 'one\ntwo\nthree\n',
      exitCode: 3,
    });
  });

  test.each([
    ['true', 0],
    ['false', 1],
    ['', 0],
    ['# nothing but words', 0],
    ['exit 300', 44],
    ['(exit 7)', 7],
    ['f() { return 9; }; f', 9],
    ['false | true', 0],
    ['set -o pipefail; false | true', 1],
    ['! true', 1],
    ['false || exit 5', 5],
    ['[ 1 = 2 ]', 1],
    ['grep x /dev/null', 1],
    ['set -e; false; echo no', 1],
    ['bash -c "exit 6"', 6],
  ])('%j ends with status %i', async (command, status) => {
    const { exitCode, stdout } = await run(command);
    expect([exitCode, stdout]).toEqual([status, '']);
  });

  test('a command that is not there is 127, one that may not be started 126', async () => {
    const setUp = 'echo echo hi > plain; mkdir -p folder';
    const { stdout, stderr } = await run(
      `${setUp}; nosuch; echo $?; ./nosuch; echo $?; ./plain; echo $?; ./folder; echo $?`,
    );
    expect(stdout).toBe('127\n127\n126\n126\n');
    expect(stderr).toBe(
      'bash: nosuch: command not found\n' +
        'bash: ./nosuch: No such file or directory\n' +
        'bash: ./plain: Permission denied\n' +
        'bash: ./folder: Is a directory\n',
    );
  });

  test('a command line that cannot be read says where, and the shell goes on', async () => {
    expect(await failureOf('if then fi')).toEqual([
      2,
      "bash: line 1: syntax error near unexpected token `fi'\n",
    ]);
    expect(await failureOf('echo "never closed')).toEqual([
      2,
      'bash: line 1: unexpected EOF while looking for matching `"\'\n',
    ]);
    expect(await outputOf('echo still here')).toBe('still here\n');
  });

  test.each([
    [`echo "a  b" 'c  d' e\\ f`, 'a  b c  d e f\n'],
    [`x='*'; echo "$x" \\* "it's"`, "* * it's\n"],
    ['cat <<END\n$((6 * 7)) ${HOME}\nEND', '42 /workspace\n'],
    ["cat <<'END'\n$x `y`\nEND", '$x `y`\n'],
    ['cat <<< "here $((1 + 1))"', 'here 2\n'],
    ['mkdir -p g; cd g; touch a1 a2 b1; echo a* [ab]1 *.none; cd ..', 'a1 a2 a1 b1 *.none\n'],
    ['for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done', '1\n3\n'],
    ['i=0; while [ $i -lt 3 ]; do i=$((i + 1)); done; echo $i', '3\n'],
    ['case abc in b*) echo no;; a*) echo yes;; esac', 'yes\n'],
    ['echo {1..3} {x,y}z; echo $((2 ** 40))', '1 2 3 xz yz\n1099511627776\n'],
    ['a=(x "y z"); echo ${#a[@]} "${a[1]}"; declare -A m; m[k]=v; echo ${m[k]}', '2 y z\nv\n'],
    ['printf "%s-%03d\\n" a 7; echo $(echo $(echo deep))', 'a-007\ndeep\n'],
    ['false | true | false; echo "${PIPESTATUS[@]}" $?', '1 0 1 1\n'],
    ['f() { local x=in; echo "$x $1 $#"; }; f "a b" c', 'in a b 2\n'],
    ['echo héllo wörld | wc -c; echo "naïve" | cut -c3', '14\nï\n'],
    ['seq 5 | grep -v 3 | sort -r | head -2 | tr "\\n" ,', '5,4,'],
    [`echo '{"a": [1, 2]}' | jq -c .a; echo 'k: 1' | yq .k`, '[1,2]\n1\n'],
  ])('%j', async (command, output) => {
    expect(await outputOf(command)).toBe(output);
  });

  test('redirections send each stream where it is told', async () => {
    const script = [
      'ls nothing-here 2> errors > output; cat errors; wc -c < output',
      'ls nothing-here > both 2>&1; cat both',
      'echo one > lines; echo two >> lines; cat lines',
      'exec > log; echo logged; echo seen >&2',
    ];
    const { stdout, stderr } = await run(script.join('\n'));
    const missing = 'ls: nothing-here: No such file or directory\n';
    expect(stdout).toBe(`${missing}0\n${missing}one\ntwo\n`);
    expect(stderr).toBe('seen\n');
    expect(await outputOf('cat log')).toBe('logged\n');
  });

  test('/dev/null swallows and is empty; other devices of the machine are not there', async () => {
    expect(await outputOf('echo x > /dev/null; cat /dev/null | wc -c')).toBe('0\n');
    expect(
      await outputOf('head -c 6 /dev/urandom | wc -c; head -c 3 /dev/zero | od -An -c'),
    ).toMatch(/^6\n +\\0 +\\0 +\\0\n$/);
    expect(await run('echo loud | tee /dev/stderr | tr a-z A-Z')).toMatchObject({
      stdout: 'LOUD\n',
      stderr: 'loud\n',
    });
    for (const device of ['tty', 'causeway', 'stdin', 'sda']) {
      expect((await run(`cat /dev/${device}`)).exitCode, device).toBe(1);
      expect((await run(`echo x > /dev/${device}`)).exitCode, device).toBe(1);
    }
  });
});

describe('output', () => {
  test('is in the order in which commands wrote it, in loops and conditions too', async () => {
    const { output, stdout, stderr } = await run(
      'for i in 1 2; do echo out $i; echo err $i >&2; done; if ls gone; then :; fi; echo end',
    );
    const gone = 'ls: gone: No such file or directory\n';
    expect(output).toBe(`out 1\nerr 1\nout 2\nerr 2\n${gone}end\n`);
    expect([stdout, stderr]).toEqual(['out 1\nout 2\nend\n', `err 1\nerr 2\n${gone}`]);
  });

  test('is handed on while the command line still runs', async () => {
    const seen: string[] = [];
    const controller = new AbortController();
    const { exitCode } = await run('echo first; echo oops >&2; sleep 60; echo never', {
      signal: controller.signal,
      onOutput: (stream, text) => {
        seen.push(`${stream} ${text}`);
        if (seen.length === 2) controller.abort();
      },
    });
    expect(seen).toEqual(['stdout first\n', 'stderr oops\n']);
    expect(exitCode).toBe(130);
  });

  test('tracing shows the script’s own commands only', async () => {
    const { stdout, stderr } = await run('set -x; echo hi; x=1\necho $x');
    expect(stdout).toBe('hi\n1\n');
    expect(stderr).toBe('+ echo hi\n+ x=1\n+ echo 1\n');
  });
});

describe('from run to run', () => {
  test('variables, functions, arrays, aliases and the folder live on', async () => {
    await run('name=value; list=(1 "2 3"); shout() { echo "$1!"; }; mkdir -p deep/er; cd deep/er');
    await run('shopt -s expand_aliases; alias hi="echo hello"');
    expect(await outputOf('echo $name "${list[1]}"; shout hey; pwd')).toBe(
      'value 2 3\nhey!\n/workspace/deep/er\n',
    );
    expect(await outputOf('hi')).toBe('hello\n');
    expect(await outputOf('cd; pwd; cd -; cd')).toBe('/workspace\n/workspace/deep/er\n');
  });

  test('what `set` turned on does not', async () => {
    await run('set -euf; set -o pipefail');
    expect(await outputOf('false; echo [$not_set] $?; false | true; echo $?')).toBe('[] 1\n0\n');
  });

  test('a shell that ends leaves its folder and exported variables of the run before', async () => {
    await run('mkdir -p kept; cd kept; export KEPT=yes; plain=gone; f() { echo gone; }');
    expect(await run('cd /tmp; export KEPT=no; exit 4')).toMatchObject({ exitCode: 4 });
    const { stdout, stderr } = await run('pwd; echo "$KEPT [$plain]"; f; cd');
    expect(stdout).toBe('/workspace/kept\nyes []\n');
    expect(stderr).toBe('bash: f: command not found\n');
  });

  test('a `break` or `return` with nothing to leave changes nothing', async () => {
    expect((await run('break; echo a; continue; echo b')).stdout).toBe('a\nb\n');
    expect((await run('kept=1; return 2; echo c')).stdout).toContain('c\n');
    expect(await outputOf('echo $kept')).toBe('1\n');
  });

  test('a shell told to read commands without running them is given up, not waited for', async () => {
    expect(await run('set -n; echo no')).toMatchObject({ stdout: '', exitCode: 0 });
    expect(await outputOf('echo yes')).toBe('yes\n');
  });

  test('a thousand runs leave nothing behind that the next one feels', async () => {
    await run('count=0');
    for (let index = 0; index < 1000; index += 1) await run('count=$((count + 1))');
    expect(await outputOf('echo $count')).toBe('1000\n');
  });
});

test('a restarted session has a new shell', async () => {
  await withShell({ initialFiles: [{ path: 'in.txt', content: 'first' }] }, async (sh, session) => {
    await sh('x=1; cd /tmp; echo changed > /workspace/in.txt');
    await session.restart();
    expect(await sh('echo "[$x] $PWD"; cat in.txt')).toMatchObject({
      stdout: '[] /workspace\nfirst',
      exitCode: 0,
    });
  });
});

test('a command line that is no string is refused, as is a limit of the whole session', async () => {
  await expect(run(7 as never)).rejects.toThrow('run needs a command line: a string');
  await expect(run('true', { limits: { diskBytes: 1 } })).rejects.toThrow('Limit diskBytes is');
});
