import { expect, test } from 'vitest';
import { sharedSession, withSession } from './support/session.ts';

const { run } = sharedSession();
const later = ({ args }: { args: Record<string, unknown> }) =>
  new Promise<{ ok: true; value: unknown }>((resolve) => {
    setTimeout(() => resolve({ ok: true, value: args.ms }), Number(args.ms));
  });

test('calls that end at different times inside asyncio.run, and beside a sync call', async () => {
  const nested = await run(
    `
import asyncio
async def main():
    return await asyncio.gather(tools.echo(ms=5), tools.echo(ms=40), tools.echo(ms=20))
asyncio.run(main())
`,
    { onHostCall: later },
  );
  expect(nested.value).toEqual([5, 40, 20]);
  const beside = await run('first = tools.echo(ms=5)\n[tools.echo.sync(ms=40), await first]', {
    onHostCall: later,
  });
  expect(beside.value).toEqual([40, 5]);
});

test('H-P9 what a program sets on the loop ends with its run', async () => {
  const first = await run(`
import asyncio
loop = asyncio.get_running_loop()
loop.set_task_factory(asyncio.eager_task_factory)
loop.set_exception_handler(lambda loop, context: print('handled'))
asyncio.all_tasks = lambda loop=None: set()
async def one(): return 1
await asyncio.create_task(one())
`);
  expect([first.ok, first.value]).toEqual([true, 1]);
  const second = await run('[loop.get_task_factory(), loop.get_exception_handler()]');
  expect(second.value).toEqual([null, null]);
});

test('H-P9 a task made while others are cancelled ends with its run too', async () => {
  const first = await run(`
import asyncio
kept = []
event = asyncio.Event()
async def second():
    await event.wait()
    print('from the first run')
async def first():
    try:
        await asyncio.sleep(1000)
    except asyncio.CancelledError:
        kept.append(asyncio.create_task(second()))
        raise
asyncio.create_task(first())
await asyncio.sleep(0.01)
`);
  expect(first.ok).toBe(true);
  const second = await run('event.set()\nawait asyncio.sleep(0.02)\nprint("mine")');
  expect(second.stdout).toBe('mine\n');
});

test('H-P9 a task that blocks in a nested loop is unwound before the next run begins', async () => {
  const first = await run(`
import asyncio
async def deep():
    for attempt in range(5):
        try:
            asyncio.run(asyncio.sleep(1000))
        except BaseException as error:
            print(type(error).__name__)
asyncio.create_task(deep())
await asyncio.sleep(0.01)
'done'
`);
  const second = await run(`
import sys
depth = 0
frame = sys._getframe()
while frame:
    depth += frame.f_code.co_name == 'run_until_complete'
    frame = frame.f_back
print('mine')
depth
`);
  expect([second.stdout, second.value]).toEqual(['mine\n', 0]);
  expect(first.value).toBe('done');
});

test.each(["float('inf')", '1e20', '1e300'])(
  'H-L1 sleeping for %s seconds is an endless wait like any other',
  async (seconds) => {
    const limits = { wallClockMs: 200 };
    const awaited = await run(`import asyncio\nawait asyncio.sleep(${seconds})`, { limits });
    const blocking = await run(`import time\ntime.sleep(${seconds})`, { limits });
    expect([awaited.error, blocking.error]).toEqual(['TimeoutError', 'TimeoutError']);
    expect((await run('1 + 1')).value).toBe(2);
  },
);

test.each([
  ['a dict that lies about its values', 'class D(dict):\n  values = lambda self: 1 / 0\nD(a=1)'],
  ['an error whose message is endless', "raise ValueError('x' * 50_000_000)"],
  [
    'an error whose class hides its name',
    'class Meta(type):\n  __name__ = property(lambda self: 1 / 0)\nclass E(Exception, metaclass=Meta): pass\nraise E()',
  ],
  [
    'callbacks that fail with long messages',
    "import asyncio\nfor _ in range(20):\n  asyncio.get_running_loop().call_soon(lambda: [].index('x' * 5_000_000))\nawait asyncio.sleep(0.01)",
  ],
])('H-P14 %s ends its run within bounds', async (_what, code) => {
  const envelope = await run(code);
  expect(JSON.stringify(envelope).length).toBeLessThan(400_000);
  expect((await run('1 + 1')).value).toBe(2);
});

test('H-L3 output before the end of the process is kept, also what was gathered', async () => {
  await withSession({}, async (runAlone) => {
    const { stdout } = await runAlone('import os\nfor i in range(500): print(i)\nos._exit(3)');
    expect(stdout.split('\n').length).toBe(501);
  });
});
