import { expect, test } from 'vitest';
import { resolveLimits } from '../../../src/protocol/limits.ts';
import { inNewLab, type Lab } from './support/lab.ts';

/** Runs `leave`, then `next`; what the second printed is its own business alone. */
async function nextOutput(leave: string, next: string): Promise<[string, string]> {
  return inNewLab(async (lab) => {
    await lab.attack(leave, { limits: { wallClockMs: 3000 } });
    const { end, evaluation } = await lab.attack(next);
    return [end, evaluation.stdout];
  });
}

test('H-P9 code of an ended run that waits inside a nested loop does not wake in the next', async () => {
  const leave = `
import asyncio
async def deep():
    for number in range(5):
        try: asyncio.run(asyncio.sleep(1000))
        except BaseException as error: print('first run', number)
task = asyncio.create_task(deep())
await asyncio.sleep(0.01)
`;
  const next = `
import asyncio, sys
print('mine')
await asyncio.sleep(0.05)
frame, names = sys._getframe(), []
while frame: names.append(frame.f_code.co_name); frame = frame.f_back
'deep' in names
`;
  expect(await nextOutput(leave, next)).toEqual(['value false', 'mine\n']);
});

test('H-P9 a blocked call of a background task does not return into the next run', async () => {
  await inNewLab(async (lab) => {
    const first = await lab.attack(
      `
import asyncio
async def blocked():
    try: tools.echo.sync(n=1)
    finally: print('first run')
task = asyncio.create_task(blocked())
raise ValueError('over')
`,
      {
        onCall: () => new Promise((resolve) => setTimeout(() => resolve(null), 300)),
        limits: { wallClockMs: 3000 },
      },
    );
    expect(first.end).toBe('error ValueError: over');
    const { end, evaluation } = await lab.attack("print('mine')\nawait tools.echo(n=2)");
    expect([end, evaluation.stdout]).toEqual(['value {"n":2}', 'mine\n']);
  });
});

test('H-P9 a task that is made while others are cancelled ends with its run too', async () => {
  const leave = `
import asyncio
wake = asyncio.Event()
kept = []
async def second():
    while True:
        try:
            await wake.wait()
            print('first run')
            return
        except asyncio.CancelledError: pass
async def supervisor():
    try: await asyncio.sleep(1000)
    except asyncio.CancelledError:
        kept.append(asyncio.create_task(second()))
        await asyncio.sleep(0)
        raise
kept.append(asyncio.create_task(supervisor()))
await asyncio.sleep(0.01)
`;
  const next = "import asyncio\nwake.set()\nawait asyncio.sleep(0.05)\nprint('mine')";
  expect(await nextOutput(leave, next)).toEqual(['value null', 'mine\n']);
});

test('H-P9 hiding tasks from asyncio.all_tasks does not keep them alive', async () => {
  const leave = `
import asyncio
wake = asyncio.Event()
async def hidden():
    await wake.wait()
    print('first run')
kept = asyncio.create_task(hidden())
await asyncio.sleep(0)
asyncio.all_tasks = asyncio.tasks.all_tasks = lambda loop=None: set()
asyncio.wait = None
`;
  const next = "import asyncio\nwake.set()\nawait asyncio.sleep(0.05)\nprint('mine')";
  expect(await nextOutput(leave, next)).toEqual(['value null', 'mine\n']);
});

test('H-P9 timers, callbacks and handlers set on the loop end with the run', async () => {
  const leave = `
import asyncio
loop = asyncio.get_running_loop()
loop.call_later(0.02, print, 'late timer')
loop.set_exception_handler(lambda *args: print('old handler'))
loop.set_task_factory(lambda loop, coro, **kwargs: (print('old factory'), asyncio.Task(coro, loop=loop))[1])
loop.set_debug(True)
`;
  const next = `
import asyncio
loop = asyncio.get_running_loop()
async def nothing(): pass
await asyncio.create_task(nothing())
loop.call_soon(lambda: 1 / 0)
await asyncio.sleep(0.05)
[loop.get_debug(), loop.get_task_factory(), loop.get_exception_handler()]
`;
  expect(await nextOutput(leave, next)).toEqual(['value [false,null,null]', '']);
});

test('H-P8 a tool kept from an earlier run is offered anew or refused by the host', async () => {
  await inNewLab(async (lab) => {
    await lab.attack('kept = tools.echo\nkept_tools = tools');
    const sandbox = await lab.sandbox();
    const calls: string[] = [];
    const evaluation = await sandbox.evaluate({
      code: 'await kept(n=1)',
      filename: 'program.py',
      limits: resolveLimits(),
      offers: [],
      async onCall({ tool }) {
        calls.push(tool);
        return { ok: true, json: 'null' };
      },
    });
    expect(evaluation.end).toMatchObject({ kind: 'error', name: 'ToolError' });
    expect(calls).toEqual([]);
  });
});

async function forgedEnd(
  lab: Lab,
  rest: string,
): Promise<{ end: string; late: string[]; calls: string[] }> {
  const late: string[] = [];
  let over = false;
  const { end, calls } = await lab.attack(
    `
import os, time
device = os.open('/dev/causeway', os.O_RDWR)
def send(text): os.write(device, b'W' + text.encode())
send('[["done",1,"value","1",[]]]')
${rest}
`,
    {
      limits: { wallClockMs: 1000 },
      onCall: ({ tool }) => {
        if (over) late.push(tool);
      },
    },
  );
  over = true;
  await new Promise((resolve) => setTimeout(resolve, 600));
  return { end, late, calls };
}

test.each([
  [
    'goes on calling tools',
    'time.sleep(0.2)\nsend(\'[["call",1,"echo",1,{}]]\')\ntime.sleep(1)',
    'died protocol: the program went on after its end',
  ],
  [
    'ends twice',
    'send(\'[["done",1,"value","2",[]]]\')\ntime.sleep(1)',
    'died protocol: the program went on after its end',
  ],
  [
    'asks to be woken in a month',
    'send(\'[["timer",2147483647]]\')',
    'died protocol: the program went on after its end',
  ],
  ['goes on computing', 'while True: pass', /\(timed_out by (interrupt|kill)\)$/],
])(
  'H-S3 H-L1 a program that forges its end and %s is not let go',
  async (_what, rest, expected) => {
    await inNewLab(async (lab) => {
      const { end, late, calls } = await forgedEnd(lab, rest);
      expect(end).toMatch(expected);
      expect([late, calls]).toEqual([[], []]);
    });
  },
);
