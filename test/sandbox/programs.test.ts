import { expect, test } from 'vitest';
import { sharedSession, withSession } from './support/session.ts';

const { run } = sharedSession();

test('H-P1 names, imports, functions, classes and open objects live on in the session', async () => {
  await run(`
import math
x = 41
def double(n): return n * 2
class Box:
    def __init__(self, v): self.v = v
box = Box([1])
handle = open('/workspace/kept.txt', 'w')
counter = iter(range(10))
next(counter)
`);
  const { value } = await run(`
handle.write('still open'); handle.close()
box.v.append(2)
[x + 1, double(4), box.v, math.floor(2.5), open('/workspace/kept.txt').read(), next(counter)]
`);
  expect(value).toEqual([42, 8, [1, 2], 2, 'still open', 1]);
});

test('H-P10 a program is what a notebook cell is', async () => {
  await run("open('/workspace/names.py', 'w').write('one = 1\\ntwo = 2\\n')");
  const results = [];
  for (const code of [
    'from names import *\none + two',
    'import asyncio\nasync def numbers():\n    for n in range(3):\n        yield n\n        await asyncio.sleep(0)\nfound = []\nasync for n in numbers():\n    found.append(n)\nfound',
    '[n async for n in numbers()]',
    'async with asyncio.timeout(5):\n    await asyncio.sleep(0)\n"done"',
    'await asyncio.sleep(0, 7)',
    'y = 5',
    '5;',
    '6 * 7  # the answer;',
    '\ufeff8',
    'def f():\n    return 3\nf()',
    '',
    '# only a comment',
    'import sys; sys.exit()',
  ]) {
    const { ok, value, message } = await run(code);
    results.push(ok ? value : message);
  }
  expect(results).toEqual([
    3,
    [0, 1, 2],
    [0, 1, 2],
    'done',
    7,
    null,
    null,
    42,
    8,
    3,
    null,
    null,
    null,
  ]);
});

test.each([
  ['yield 1', "'yield' outside function"],
  ['return 1', "'return' outside function"],
  ['x = = 1', 'invalid syntax'],
  ['def f(:\n  pass', 'invalid syntax'],
  ["print('a", 'unterminated string literal'],
])('H-P10 %j is a SyntaxError with line, column and caret', async (code, told) => {
  const { error, message, traceback } = await run(code, { filename: 'report.py' });
  expect(error).toBe('SyntaxError');
  expect(message).toContain(told);
  expect(traceback).toMatch(/File "report\.py.*", line 1\n/);
  expect(traceback).toContain('^');
});

test('H-P5 a traceback shows the program alone, with its lines and carets', async () => {
  await withSession({}, async (runAlone) => {
    const { error, message, traceback } = await runAlone(
      `import json

def parse(text):
    return json.loads(text)

parse('{')
`,
      { filename: 'report.py' },
    );
    expect(error).toBe('JSONDecodeError');
    expect(message).toContain('Expecting property name');
    expect(traceback).toBe(`Traceback (most recent call last):
  File "report.py", line 6, in <module>
    parse('{')
    ~~~~~^^^^^
  File "report.py", line 4, in parse
    return json.loads(text)
           ~~~~~~~~~~^^^^^^
json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)
`);
    // A function of the first run fails in the second: each frame shows its own run's text.
    const later = await runAlone("\n\nparse('[')", { filename: 'report.py' });
    expect(later.traceback).toContain('File "report.py (run 2)", line 3, in <module>\n    parse(');
    expect(later.traceback).toContain(
      'File "report.py", line 4, in parse\n    return json.loads(text)',
    );
  });
});

test('H-P5 chained errors, groups and failing calls show no frame of the bootstrap', async () => {
  const { traceback } = await run(`
import asyncio
async def one():
    try:
        await tools.fail(name='NotFoundError', message='no such row')
    except ToolError as error:
        raise RuntimeError('wrapped') from error
async with asyncio.TaskGroup() as group:
    group.create_task(one())
`);
  expect(traceback).toContain('NotFoundError: no such row');
  expect(traceback).toContain('RuntimeError: wrapped');
  expect(traceback).toContain('ExceptionGroup');
  expect(traceback).not.toMatch(/_causeway|\/lib\/|session\.py|event_loop\.py/);
});

test('H-P11 two runs at once take turns, and neither sees the other’s output or calls', async () => {
  await withSession({}, async (runAlone) => {
    const program = (name: string): string => `
import asyncio
for i in range(3):
    print('${name}', i)
    await tools.echo(value='${name}')
    await asyncio.sleep(0.001)
'${name}'
`;
    const calls: string[] = [];
    const [a, b] = await Promise.all(
      ['a', 'b'].map((name) =>
        runAlone(program(name), {
          onHostCall: ({ args }) => {
            calls.push(`${name}:${args.value}`);
            return { ok: true, value: args.value };
          },
        }),
      ),
    );
    expect([a?.stdout, b?.stdout]).toEqual(['a 0\na 1\na 2\n', 'b 0\nb 1\nb 2\n']);
    expect(calls).toEqual(['a:a', 'a:a', 'a:a', 'b:b', 'b:b', 'b:b']);
  });
});

test('H-P11 a tool that runs code in the session that waits for it is refused, not hung', async () => {
  await withSession({}, async (runAlone, session) => {
    const { error, message } = await runAlone('await tools.echo(value=1)', {
      onHostCall: async () => {
        await session.runPtc({ code: '1' });
        return { ok: true, value: null };
      },
    });
    expect(error).toBe('Error');
    expect(message).toContain('open another session');
  });
});

test('output is handed on while the program still runs', async () => {
  const seen: string[] = [];
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { stdout, stderr } = await run(
    `
import sys
print('first', end='')
await tools.echo(value=1)
print(' second')
print('problem', file=sys.stderr)
sys.stdout.buffer.write(b'\\xff\\n')
print('\\ud800')
`,
    {
      onOutput: (stream, text) => {
        seen.push(`${stream}:${text}`);
        release();
      },
      onHostCall: async () => {
        await released;
        return { ok: true, value: seen.join() };
      },
    },
  );
  expect(seen[0]).toBe('stdout:first');
  expect(stdout).toBe('first second\n\ufffd\n\\ud800\n');
  expect(stderr).toBe('problem\n');
});

test('output of a loop that never awaits is seen while it runs', async () => {
  const abort = new AbortController();
  const { stdout, error } = await run(
    `
i = 0
while True:
    i += 1
    if i % 1000 == 0:
        print(i)
`,
    {
      signal: abort.signal,
      limits: { outputBytes: 1_000_000 },
      onOutput: (_stream, text) => {
        if (text.includes('50000')) abort.abort();
      },
    },
  );
  expect(error).toBe('CancelledError');
  expect(stdout.startsWith('1000\n2000\n3000\n')).toBe(true);
});

test.each([
  ['import numpy', 'only the standard library and installed packages are here'],
  ["x = 'a' * 10 ** 9", 'limit memoryBytes is 536,870,912'],
  ['import socket; socket.socket()', 'this sandbox has no network; call a tool instead'],
  [
    "import urllib.request; urllib.request.urlopen('http://example.org')",
    'this sandbox has no network; call a tool instead',
  ],
  [
    "from zoneinfo import ZoneInfo; ZoneInfo('Europe/Berlin')",
    'this sandbox has no time zones but UTC; use fixed offsets',
  ],
])('the error of %j says what the sandbox does not have', async (code, hint) => {
  const { message, traceback } = await run(code);
  expect(message).toContain(hint);
  expect(traceback).toContain(hint);
});

test('H-P8 a call as the value, without await, is told as what it is', async () => {
  const { notes } = await run('tools.echo(value=1)');
  expect(notes).toContain('the value is a call that was not awaited: write await tools.echo(…)');
});
