import { describe, expect, test } from 'vitest';
import { sharedShell } from './support/shell.ts';

const { run, outputOf, failureOf, session } = sharedShell();

/** A program given to `python3 -c`, quoted for the shell. */
const python = (code: string, before = ''): string =>
  `${before}python3 -c '${code.replaceAll("'", "'\\''")}'`;

const writeFile = async (path: string, content: string): Promise<void> => {
  await (await session()).writeFile(path, content);
};

describe('python3', () => {
  test('runs a file, code, a module or its input, each with its arguments', async () => {
    await writeFile('show.py', 'import sys\nprint(__name__, sys.argv, sys.path[0])\n');
    await writeFile('pack/__init__.py', '');
    await writeFile('pack/__main__.py', 'import sys\nprint("main of pack", sys.argv[1:])\n');
    await writeFile('sub/deep.py', 'import sys\nprint(sys.path[0], __file__)\n');
    expect(await outputOf('python3 show.py a "b c" -x --y=z')).toBe(
      "__main__ ['show.py', 'a', 'b c', '-x', '--y=z'] /workspace\n",
    );
    expect(await outputOf('(cd sub; python3 deep.py; python3 ../show.py)')).toBe(
      "/workspace/sub /workspace/sub/deep.py\n__main__ ['../show.py'] /workspace\n",
    );
    expect(await outputOf(`${python('import sys; print(sys.argv, sys.path[0])')} -c x`)).toBe(
      "['-c', '-c', 'x'] \n",
    );
    expect(await outputOf('python3 -m show one')).toBe(
      "__main__ ['/workspace/show.py', 'one'] /workspace\n",
    );
    expect(await outputOf('python3 -m pack 1; python3 pack 2')).toBe(
      "main of pack ['1']\nmain of pack ['2']\n",
    );
    expect(await outputOf("echo 'import sys; print(sys.argv)' | python3 - x")).toBe("['-', 'x']\n");
    expect(await outputOf("echo 'print(6 * 7)' | python3")).toBe('42\n');
    expect(await outputOf('python <<< "print(1)"; python3 /dev/stdin q <<< "print(2)"')).toBe(
      '1\n2\n',
    );
    expect(await outputOf('python3 --version; python3 -V')).toBe('Python 3.14.2\nPython 3.14.2\n');
  });

  test('is a program of its own, not the session’s', async () => {
    const open = await session();
    await open.runPtc({ code: 'kept = 41\nimport json\ndef helper(): return kept' });
    await writeFile('global.py', 'kept = 1\nimport builtins, json, os, sys\nbuiltins.len = None\n');
    await run(
      python(
        'import json, sys, os, random; json.dumps = None; sys.path.clear(); os.environ.clear();' +
          'random.seed(1); sys.setrecursionlimit(50); os.chdir("/tmp"); kept = 0; sys.modules.clear()',
      ),
    );
    expect((await run(python('print(kept)'))).stderr).toContain(
      "NameError: name 'kept' is not def",
    );
    const { value } = await open.runPtc({
      code: 'import os, sys\n[helper(), json.dumps([len("ab")]), os.getcwd(), "HOME" in os.environ, __name__]',
    });
    expect(value).toEqual([41, '[2]', '/workspace', true, '__main__']);
  });

  test('finds modules beside it as they are now, also where the session has older ones', async () => {
    const open = await session();
    await writeFile('helper_module.py', 'version = 1\n');
    await open.runPtc({ code: 'import helper_module' });
    expect(await outputOf(python('import helper_module; print(helper_module.version)'))).toBe(
      '1\n',
    );
    await writeFile('helper_module.py', 'version = 2\n');
    expect(await outputOf(python('import helper_module; print(helper_module.version)'))).toBe(
      '2\n',
    );
    expect((await open.runPtc({ code: 'helper_module.version' })).value).toBe(1);
  });

  test('has the shell’s folder and exported variables, and nothing else', async () => {
    await run('mkdir -p inner; export SHOWN="a b"; HIDDEN=1');
    const inside = (command: string): string => `(cd inner; ${command})`;
    const show =
      'print(os.getcwd(), os.environ["SHOWN"], "HIDDEN" in os.environ, os.environ["ONE"])';
    expect(await outputOf(inside(python(`import os; ${show}`, 'ONE=1 ')))).toBe(
      '/workspace/inner a b False 1\n',
    );
    expect(
      await outputOf(
        python('import os; print("HOME" in os.environ, os.environ["X"])', 'env -i X=1 '),
      ),
    ).toBe('False 1\n');
    await run(inside(python('import os; os.environ["SHOWN"] = "changed"; os.chdir("/")')));
    expect(await outputOf('echo $SHOWN $PWD')).toBe('a b /workspace\n');
    const { value } = await (await session()).runPtc({
      code: 'import os\n[os.environ.get("SHOWN"), os.getcwd()]',
    });
    expect(value).toEqual([null, '/workspace']);
  });

  test.each([
    ['os.read', 'import os; print(os.read(0, 100))', "b'one\\ntwo\\n'"],
    ['sys.stdin', 'import sys; print(list(sys.stdin))', "['one\\n', 'two\\n']"],
    ['its bytes', 'import sys; print(sys.stdin.buffer.read())', "b'one\\ntwo\\n'"],
    ['input()', 'print(input(), input())', 'one two'],
    ['/dev/stdin', 'print(repr(open("/dev/stdin").read()))', "'one\\ntwo\\n'"],
    ['fileinput', 'import fileinput; print(list(fileinput.input([])))', "['one\\n', 'two\\n']"],
  ])('reads its standard input by %s', async (_, code, output) => {
    expect(await outputOf(`printf 'one\\ntwo\\n' | ${python(code)}`)).toBe(`${output}\n`);
  });

  test('is at the end of its input where there is none, also after a program that had some', async () => {
    await run(`echo left | ${python('print(1)')}`);
    expect(await outputOf(python('import sys; print(repr(sys.stdin.read()))'))).toBe("''\n");
    const { error } = await (await session()).runPtc({ code: 'input()' });
    expect(error).toBe('EOFError');
  });

  test('keeps its streams apart and its bytes as they are', async () => {
    const { stdout, stderr } = await run(
      python(
        'import sys; print("out é"); print("err ü", file=sys.stderr); sys.stdout.write("no end")',
      ),
    );
    expect([stdout, stderr]).toEqual(['out é\nno end', 'err ü\n']);
    await run(`${python('import sys; sys.stdout.buffer.write(bytes(range(256)))')} > bytes`);
    expect([...(await (await session()).readFile('bytes')).content]).toEqual(
      Array.from({ length: 256 }, (_, index) => index),
    );
  });

  test.each([
    ['sys.exit()', 0, ''],
    ['sys.exit(0)', 0, ''],
    ['sys.exit(3)', 3, ''],
    ['sys.exit(-1)', 255, ''],
    ['sys.exit(True)', 1, ''],
    ['sys.exit("bye")', 1, 'bye\n'],
    ['raise SystemExit(4)', 4, ''],
    ['os._exit(5)', 5, ''],
    ['async def main(): sys.exit(6)\nasyncio.run(main())', 6, ''],
    [
      'async def main():\n  async with asyncio.TaskGroup() as g: g.create_task(leave())\nasync def leave(): sys.exit(7)\nasyncio.run(main())',
      7,
      '',
    ],
    ['raise KeyboardInterrupt', 130, undefined],
    ['1 / 0', 1, undefined],
    ['assert False', 1, undefined],
  ])('%j ends with status %i', async (code, status, told) => {
    const [exitCode, stderr] = await failureOf(python(`import asyncio, os, sys\n${code}`));
    expect(exitCode).toBe(status);
    if (told !== undefined) expect(stderr).toBe(told);
  });

  test('tells an error by the program’s own frames, and a wrong line by line and caret', async () => {
    await writeFile(
      'broken.py',
      'import json\n\ndef read(text):\n    return json.loads(text)\n\nread("{")\n',
    );
    const { exitCode, stdout, stderr } = await run('python3 broken.py');
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^Traceback \(most recent call last\):\n {2}File "\/workspace\/broken\.py", line 6, in <module>\n {4}read\("\{"\)\n[^/]*File "\/workspace\/broken\.py", line 4, in read\n[^/]*json\.decoder\.JSONDecodeError: [^\n]+\n$/,
    );
    expect(await failureOf(python('1 / 0'))).toEqual([
      1,
      'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\n    1 / 0\n    ~~^~~\n' +
        'ZeroDivisionError: division by zero\n',
    ]);
    expect(await failureOf(python('x = = 1'))).toEqual([
      1,
      '  File "<string>", line 1\n    x = = 1\n        ^\nSyntaxError: invalid syntax\n',
    ]);
  });

  test.each([
    [
      'python3 gone.py',
      2,
      "python3: can't open file '/workspace/gone.py': [Errno 44] No such file or directory\n",
    ],
    ['python3 -m gone', 1, '/usr/bin/python3: No module named gone\n'],
    [
      'mkdir -p empty; python3 empty',
      1,
      "/usr/bin/python3: can't find '__main__' module in 'empty'\n",
    ],
  ])('%j says what is missing', async (command, status, message) => {
    expect(await failureOf(command)).toEqual([status, message]);
  });

  test('an option it does not know, or one without its argument, is told with the usage', async () => {
    expect(await failureOf('python3 -y')).toEqual([
      2,
      expect.stringMatching(/^unknown option -y\nusage: python3 /),
    ]);
    expect(await failureOf('python3 -c')).toEqual([
      2,
      expect.stringMatching(/^Argument expected for the -c option\nusage: python3 /),
    ]);
  });

  test('-O, -W, -I and PYTHONPATH do what they do', async () => {
    await writeFile('lib/extra.py', 'print("extra")\n');
    expect(await outputOf('python3 -O -c "assert False; print(__debug__)"')).toBe('False\n');
    expect(await outputOf('PYTHONPATH=lib python3 -c "import extra"')).toBe('extra\n');
    expect((await run('PYTHONPATH=lib python3 -I -c "import extra"')).exitCode).toBe(1);
    expect((await run('python3 -W error -c "import warnings; warnings.warn(1)"')).exitCode).toBe(1);
    expect(await run('python3 -c "import warnings; warnings.warn(\'w\')"')).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('UserWarning: w'),
    });
  });

  test('asyncio starts its own loop, and there is none before', async () => {
    const code = [
      'import asyncio',
      'try: asyncio.get_running_loop()',
      'except RuntimeError as error: print(error)',
      'async def double(n):',
      '    await asyncio.sleep(0.01)',
      '    return 2 * n',
      'async def main(): return await asyncio.gather(*map(double, range(3)))',
      'print(asyncio.run(main()), asyncio.run(double(4)))',
    ].join('\n');
    expect(await outputOf(python(code))).toBe('no running event loop\n[0, 2, 4] 8\n');
  });

  test('what it leaves undone is done when it ends', async () => {
    const code = [
      'import atexit, logging, sys',
      'atexit.register(print, "first registered")',
      'atexit.register(print, "last registered")',
      'logging.basicConfig(format="%(message)s")',
      'logging.warning("logged")',
      'class Thing:',
      '    def __del__(self): print("deleted")',
      'thing = [Thing()]; thing.append(thing)',
      'file = open("unflushed", "w"); file.write("written")',
    ].join('\n');
    const { stdout, stderr } = await run(`${python(code)}; cat unflushed`);
    expect(stdout).toBe('last registered\nfirst registered\ndeleted\nwritten');
    expect(stderr).toBe('logged\n');
    // And none of it is there for the next one.
    const next = python(
      'import logging; logging.basicConfig(format="new %(message)s"); logging.warning("x")',
    );
    expect(await run(next)).toMatchObject({ stdout: '', stderr: 'new x\n' });
  });

  test('what it does to its descriptors ends with it', async () => {
    expect((await run(python('import os; os.close(0); os.close(1); os.close(2)'))).exitCode).toBe(
      0,
    );
    expect(
      (await run(python('import os; os.dup2(os.open("log", 65), 1); print("in log")'))).stdout,
    ).toBe('');
    expect(await outputOf(python('print("seen")'))).toBe('seen\n');
    expect((await (await session()).runPtc({ code: 'print("seen too")' })).stdout).toBe(
      'seen too\n',
    );
    expect(await outputOf('cat log')).toBe('in log\n');
  });

  test('tools of the session are not offered to it', async () => {
    const open = await session();
    let called = false;
    const onHostCall = (): { ok: true; value: null } => {
      called = true;
      return { ok: true, value: null };
    };
    await open.runPtc({ code: 'await tools.act()', tools: ['act'], onHostCall });
    called = false;
    expect((await run(python('tools.act.sync()'))).stderr).toContain("name 'tools' is not defined");
    const dug = python(
      'import sys; s = sys.modules["_causeway.session"].session; s._tools.act.sync()',
    );
    expect((await run(dug)).stderr).toContain('no tools are offered to this run');
    expect(called).toBe(false);
  });
});
