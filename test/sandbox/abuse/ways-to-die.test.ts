import { expect, test } from 'vitest';
import { Lab, sharedLab } from './support/lab.ts';

const lab = sharedLab();

test.each([
  ['sys.exit(2)', 'import sys\nsys.exit(2)', 'error SystemExit: 2'],
  ['sys.exit()', 'import sys\nsys.exit()', 'value null'],
  ['exit()', 'exit()', 'value null'],
  ['raise SystemExit', 'raise SystemExit', 'value null'],
  [
    'SystemExit in a task',
    'import asyncio\nasync def leave(): raise SystemExit(5)\ntask = asyncio.create_task(leave())\nawait asyncio.sleep(0.01)\n1',
    'error SystemExit: 5',
  ],
  ['KeyboardInterrupt', 'raise KeyboardInterrupt', 'error KeyboardInterrupt: '],
  ['GeneratorExit', 'raise GeneratorExit', 'error GeneratorExit: '],
  ['CancelledError', 'import asyncio\nraise asyncio.CancelledError', 'error CancelledError: '],
  [
    'an exception that is no Exception',
    'class Own(BaseException): pass\nraise Own("text")',
    'error Own: text',
  ],
  [
    'MemoryError',
    'bytearray(1_500_000_000)',
    'error MemoryError: limit memoryBytes is 536,870,912',
  ],
  [
    'an impossible list',
    '[0] * 10**10',
    "error OverflowError: cannot fit 'int' into an index-sized integer",
  ],
  [
    'infinite recursion',
    'def again(): again()\nagain()',
    'error RecursionError: maximum recursion depth exceeded',
  ],
  [
    'a signal handler',
    'import signal\nsignal.signal(signal.SIGTERM, print)\nsignal.raise_signal(signal.SIGTERM)\n1',
    'value 1',
  ],
  ['an exit hook', 'import atexit\natexit.register(print, "bye")\n1', 'value 1'],
  [
    'no garbage collection in an odd folder',
    'import gc, os\ngc.disable()\nos.chdir("/dev")\n1',
    'value 1',
  ],
  [
    'the standard library deleted',
    'import os\nos.unlink("/lib/python314.zip")\nimport zipimport\n1',
    'value 1',
  ],
  [
    'the loop stopped and closed',
    'import asyncio\nloop = asyncio.get_event_loop()\nloop.stop()\nloop.close()\n1',
    'value 1',
  ],
  [
    'an eager task factory',
    'import asyncio\nasyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)\n1',
    'value 1',
  ],
  [
    'an exception handler that fails',
    'import asyncio\nasyncio.get_running_loop().set_exception_handler(lambda *_: 1 / 0)\nasyncio.get_running_loop().call_soon(lambda: 1 / 0)\nawait asyncio.sleep(0.01)\n1',
    'value 1',
  ],
  ['a low recursion limit', 'import sys\nsys.setrecursionlimit(50)\n1', 'value 1'],
  [
    'a thread',
    'import threading\nthreading.Thread(target=print).start()',
    "error RuntimeError: can't start new thread",
  ],
  [
    'a trace function that fails',
    'import sys\nsys.settrace(lambda *_: 1 / 0)\n1',
    'error ZeroDivisionError: division by zero',
  ],
  [
    'a profile function that fails',
    'import sys\nsys.setprofile(lambda *_: 1 / 0)\n1',
    'error ZeroDivisionError: division by zero',
  ],
  [
    'the run’s own task cancelled',
    'import asyncio\nasyncio.current_task().cancel()\nawait asyncio.sleep(1)',
    'error CancelledError: ',
  ],
  [
    'the run’s own coroutine closed',
    'import asyncio\ntask = asyncio.current_task()\nasyncio.get_running_loop().call_soon(lambda: task.get_coro().close())\nawait asyncio.sleep(0.1)\n3',
    'error GeneratorExit: ',
  ],
  [
    'an error whose text cannot be made',
    'class Odd(Exception):\n    def __str__(self): raise ValueError("no")\nraise Odd',
    'error Odd: <str() of the error failed: ValueError>',
  ],
  [
    'an error whose class lies about its name',
    'class Meta(type):\n    __name__ = property(lambda cls: 1 / 0)\nclass Odd(Exception, metaclass=Meta): pass\nraise Odd("text")',
    'error Odd: text',
  ],
  [
    'a value whose text cannot be made',
    'class Odd:\n    def __repr__(self): raise ValueError("no")\nOdd()',
    'preview <repr() of Odd failed: ValueError>',
  ],
  [
    'a dict that lies about its values',
    'class Odd(dict):\n    def values(self): raise RuntimeError("no")\nOdd(a=1)',
    "preview {'a': 1}",
  ],
  [
    'a value of 250 MB',
    "'x' * 250_000_000",
    'error LimitError: the value is 250,000,000 characters; limit resultBytes is 16,777,216',
  ],
  [
    'sockets and pipes',
    'import os\nos.pipe()',
    'error OSError: [Errno 52] Function not implemented',
  ],
])(
  'H-L3 %s is an ordinary end, and the next run finds the session well',
  async (_what, code, expected) => {
    const { end } = await lab.attack(code);
    expect(end).toBe(expected);
    expect(await lab.isWell()).toBe(true);
  },
);

test('H-L3 an error of 100 MB is told shortened', async () => {
  const { evaluation } = await lab.attack("raise ValueError('x' * 100_000_000)");
  const { end } = evaluation;
  if (end.kind !== 'error') throw new Error(end.kind);
  expect(end.message.length).toBeLessThan(20_000);
  expect(end.message).toContain('characters …');
  expect(await lab.isWell()).toBe(true);
});

test('H-L3 a hundred failing callbacks with huge errors make a hundred short notes', async () => {
  const { end, evaluation } = await lab.attack(`
import asyncio
def fail(): raise ValueError('x' * 5_000_000)
for _ in range(120): asyncio.get_running_loop().call_soon(fail)
await asyncio.sleep(0.1)
1
`);
  expect(end).toBe('value 1');
  expect(evaluation.notes.length).toBe(100);
  expect(Math.max(...evaluation.notes.map((note) => note.length))).toBe(500);
});

test.each([
  ['os._exit(3)', 'import os\nos._exit(3)', 'died exited: exit status 3'],
  ['os._exit(0)', 'import os\nos._exit(0)', 'died exited: exit status 0'],
  ['os.kill(self, 9)', 'import os\nos.kill(os.getpid(), 9)', 'died exited: exit status 137'],
  ['os.kill(self, 15)', 'import os\nos.kill(os.getpid(), 15)', 'died exited: exit status 143'],
  ['os.abort()', 'import os\nos.abort()', 'died crashed: the interpreter trapped: unreachable'],
  [
    'a segmentation fault',
    'import faulthandler\nfaulthandler._sigsegv()',
    'died crashed: the interpreter trapped: unreachable',
  ],
  [
    'SIGABRT',
    'import faulthandler\nfaulthandler._sigabrt()',
    'died crashed: the interpreter trapped: unreachable',
  ],
])('H-L3 %s ends the session, told with its reason', async (_what, code, expected) => {
  const own = new Lab();
  const sandbox = await own.sandbox();
  const { end, evaluation } = await own.attack(code);
  expect(end).toMatch(expected);
  expect(evaluation.stop).toBe(null);
  expect(sandbox.closed).toBe(true);
  // Whoever comes later is told at once, and closing is no trouble.
  const reason = evaluation.end.kind === 'died' ? evaluation.end.end.reason : '';
  const died = { name: 'SandboxDied', code: 'sandbox_died', reason };
  await expect(sandbox.evaluate(request('1'))).rejects.toMatchObject(died);
  await expect(sandbox.readFile('x')).rejects.toMatchObject(died);
  await expect(sandbox.writeFile('x', new Uint8Array())).rejects.toMatchObject(died);
  await expect(sandbox.listDir('.')).rejects.toMatchObject(died);
  await sandbox.close();
  await sandbox.close();
});

test.each([
  ['a tight loop', 'while True: pass'],
  [
    'a loop that swallows everything',
    'while True:\n    try:\n        while True: pass\n    except BaseException: pass',
  ],
  ['a C call without check points', 'sum(range(10**13))'],
  [
    'a consumer of an endless iterator',
    'import collections, itertools\ncollections.deque(itertools.count(), maxlen=0)',
  ],
  ['a catastrophic pattern', "import re\nre.match('(a+)+$', 'a' * 50 + 'b')"],
  ['a huge power', '3 ** (10**9)'],
  [
    'a recursive query',
    "import sqlite3\nsqlite3.connect(':memory:').execute('with recursive c(x) as (select 1 union all select x+1 from c) select count(*) from c').fetchone()",
  ],
  ['an endless await', 'import asyncio\nawait asyncio.Event().wait()'],
  ['a sleep for ever', "import asyncio\nawait asyncio.sleep(float('inf'))"],
  ['a very long sleep', 'import asyncio\nawait asyncio.sleep(1e20)'],
  ['time.sleep', 'import time\ntime.sleep(1e9)'],
  [
    'a flush that never ends',
    'import sys\nclass Out:\n    def write(self, text): pass\n    def flush(self):\n        while True: pass\nsys.stdout = Out()',
  ],
  [
    'a finaliser that never ends',
    'class Odd:\n    def __del__(self):\n        while True: pass\nodd = Odd()\ndel odd',
  ],
  [
    'a text that never ends',
    'class Odd(Exception):\n    def __str__(self):\n        while True: pass\nraise Odd',
  ],
  [
    'a value that never ends',
    'class Odd(dict):\n    def __iter__(self):\n        while True: pass\nOdd(a=1)',
  ],
  [
    'a task that refuses to end',
    'import asyncio\nasync def stay():\n    while True:\n        try: await asyncio.sleep(0)\n        except BaseException: pass\nasyncio.create_task(stay())\nawait asyncio.Event().wait()',
  ],
  [
    'nested loops that refuse to end',
    'import asyncio\nasync def stay():\n    while True:\n        try: asyncio.run(asyncio.sleep(1000))\n        except BaseException: pass\nasyncio.create_task(stay())\nawait asyncio.sleep(0)',
  ],
  [
    'tasks without number',
    'import asyncio\nasync def more():\n    asyncio.create_task(more()); asyncio.create_task(more())\nasyncio.create_task(more())\nawait asyncio.sleep(1000)',
  ],
  [
    'reading what never comes',
    "import os\ndevice = os.open('/dev/causeway', os.O_RDWR)\nos.write(device, b'X[]')\nwhile True: os.read(device, 16); os.write(device, b'X[]')",
  ],
  [
    'an end told too early',
    'import os\ndevice = os.open(\'/dev/causeway\', os.O_RDWR)\nos.write(device, b\'W[["done",1,"value","1",[]]]\')\nwhile True: pass',
  ],
])('H-L1 H-L2 %s ends by the wall clock, and closing returns', async (_what, code) => {
  const own = new Lab();
  const { evaluation } = await own.attack(code, { limits: { wallClockMs: 300 } });
  expect(evaluation.stop?.reason).toBe('timed_out');
  const sandbox = await own.sandbox();
  await sandbox.close();
  expect(sandbox.closed).toBe(true);
});

test.each([
  'while True: pass',
  'sum(range(10**13))',
  'import asyncio\nawait asyncio.Event().wait()',
  'import time\ntime.sleep(1e9)',
])('H-L2 closing during %j ends it at once', async (code) => {
  const own = new Lab();
  const sandbox = await own.sandbox();
  const running = own.attack(code);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await sandbox.close();
  expect((await running).end).toBe('died closed: ');
});

test('H-L3 what was printed before a death is kept', async () => {
  const { evaluation } = await lab.attack(
    'import os\nfor number in range(500): print(number)\nos._exit(3)',
  );
  expect(evaluation.stdout.split('\n').length).toBe(501);
  const violated = await lab.attack(`
import importlib.machinery as machinery
for number in range(500): print(number)
machinery.BuiltinImporter.load_module('_ctypes')
`);
  expect(violated.evaluation.stdout.split('\n').length).toBe(501);
});

function request(code: string): Parameters<Awaited<ReturnType<Lab['sandbox']>>['evaluate']>[0] {
  return {
    code,
    filename: 'late.py',
    limits: { wallClockMs: 1000 } as never,
    offers: [],
    onCall: async () => ({ ok: true, json: 'null' }),
  };
}
