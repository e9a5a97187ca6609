import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inNewLab, sharedLab } from './support/lab.ts';

const lab = sharedLab();

/** Modules for other systems, or for what a browser's Python has not: Pyodide brings none of them. */
const NOT_BUILT =
  '_aix_support _android_support _apple_support _curses _curses_panel _dbm _gdbm _hashlib _interpchannels _interpqueues _interpreters _ios_support _multiprocessing _osx_support _overlapped _posixshmem _pydecimal _scproxy _tkinter _uuid _winapi _wmi curses dbm ensurepip grp msvcrt nt pwd pydoc_data readline resource syslog venv winreg winsound'.split(
    ' ',
  );
/** Modules that lead out of the interpreter. */
const REFUSED = '_ctypes _posixsubprocess _remote_debugging webbrowser'.split(' ');

async function run(name: string): Promise<unknown> {
  const program = readFileSync(
    new URL(`fixtures/compatibility/${name}.py`, import.meta.url),
    'utf8',
  );
  const { end } = await lab.attack(program, { limits: { wallClockMs: 100_000 } });
  expect(end).toMatch(/^value /);
  expect(await lab.isWell()).toBe(true);
  return JSON.parse(end.slice('value '.length));
}

test('H-S1 importing the whole standard library trips nothing; what is missing is told', async () => {
  const missing = (name: string): string => `ModuleNotFoundError: No module named '${name}'`;
  expect(await run('stdlib')).toEqual([
    251,
    {
      ...Object.fromEntries(NOT_BUILT.map((name) => [name, missing(name)])),
      ...Object.fromEntries(REFUSED.map((name) => [name, `${missing(name)} in this sandbox`])),
    },
  ]);
});

test('H-S1 touching every object there is trips nothing', async () => {
  expect(await run('touch_everything')).toEqual([true, true]);
});

test('asyncio does what programs know of it', async () => {
  expect(await run('asyncio_suite')).toEqual({
    queue: [0, 1, 2, 3, 4],
    event: true,
    lock: 'aabb',
    semaphore: 2,
    condition: 'told',
    barrier: [0, 1, 2],
    timeout: 'timed out',
    wait_for: 'in time',
    generators: [1, 2],
    cancellation: ['enough', true],
    threads: [3, 4],
    exceptions: ["ValueError('one')", 2, 1],
    completion: [['soon', 'late'], 1, 1],
    shield: 'kept',
    context: ['parent', 'parent'],
    names: ['mine', true, true],
    eager: 'eager',
    'run in a run': [0, 1, 2, 3, 4],
    runner: true,
    'until complete': 'aabb',
  });
});

test('the library does its ordinary work', async () => {
  expect(await run('library_work')).toEqual({
    'sqlite in memory': 10,
    'sqlite on file': 7,
    zip: 'zipped',
    gzip: 'packed',
    tar: ['a.gz'],
    csv: [{ a: '1', b: 'x,y' }],
    dataclass: { x: 1, y: 2 },
    inspect: ['(x: int, y: int = 2) -> None', 6],
    doctest: 'TestResults(failed=0, attempted=1)',
    pickle: 5,
    unittest: [2, 1],
    signal: 1,
    tracemalloc: true,
    faulthandler: true,
    logging: 'WARNING:root:careful\n',
    sleep: true,
  });
});

test('H-L3 deep recursion is a RecursionError, never the end of the session', async () => {
  expect(await run('deep')).toEqual({
    repr: 'done',
    json: 'done',
    'json text': 'done',
    pickle: 'RecursionError',
    deepcopy: 'RecursionError',
    compare: 'done',
    source: 'SyntaxError',
    literal: 'MemoryError',
    deleted: 'done',
    'a million deleted': 'done',
    python: 'RecursionError',
  });
});

test('files with the names of JavaScript’s own things are files', async () => {
  expect(await run('odd_files')).toEqual([[], true, false]);
});

test('H-L1 the traceback of very deep recursion is told in time', async () => {
  await inNewLab(async (own) => {
    const { end } = await own.attack(
      'import sys\nsys.setrecursionlimit(10**6)\ndef again(): again()\nagain()',
      { limits: { wallClockMs: 8000 } },
    );
    expect(end).toBe('error RecursionError: maximum recursion depth exceeded');
  });
});
