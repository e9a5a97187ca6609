import { expect, test } from 'vitest';
import { sharedSession, withSession } from './support/session.ts';

const { run } = sharedSession();

test('H-P4 a failing tool raises a class of its own name that ToolError catches', async () => {
  const { value } = await run(`
import asyncio
from causeway.errors import NotFoundError
found = []
try:
    await tools.fail(name='NotFoundError', message='no row 7')
except NotFoundError as error:
    found.append([type(error).__name__, isinstance(error, ToolError), error.tool, error.code, error.message, str(error)])
try:
    tools.fail.sync(name='not a name!', message='odd')
except ToolError as error:
    found.append([type(error) is ToolError, error.code])
results = await asyncio.gather(
    tools.fail(name='NotFoundError', message='a'), tools.add(a=1, b=2), return_exceptions=True)
found.append([isinstance(results[0], NotFoundError), results[1]])
try:
    try:
        await tools.fail(name='NotFoundError', message='inner')
    except ToolError as error:
        raise ValueError('outer') from error
except ValueError as error:
    found.append(type(error.__cause__).__name__)
import pickle
found.append(pickle.loads(pickle.dumps(results[0])).tool)
found
`);
  expect(value).toEqual([
    ['NotFoundError', true, 'fail', 'NotFoundError', 'no row 7', 'no row 7'],
    [true, 'not a name!'],
    [true, 3],
    'NotFoundError',
    'fail',
  ]);
});

test('await, sync, create_task, TaskGroup, as_completed, wait_for and asyncio.run all work', async () => {
  const { value } = await run(`
import asyncio
out = []
out.append(await tools.add(a=1, b=1))
out.append(tools.add.sync(a=1, b=2))
task = asyncio.create_task(tools.add(a=2, b=2))
out.append(await task)
async with asyncio.TaskGroup() as group:
    made = group.create_task(tools.add(a=2, b=3))
out.append(made.result())
out.append(sorted([await one for one in asyncio.as_completed([tools.add(a=3, b=3), tools.add(a=3, b=4)])]))
out.append(await asyncio.wait_for(tools.add(a=4, b=4), 10))
async def main():
    return await tools.add(a=4, b=5)
out.append(asyncio.run(main()))
out.append(sorted([3, 1, 2], key=lambda n: tools.add.sync(a=n, b=0)))
call = tools.add(a=5, b=5)
out.append([await call, await call])
out
`);
  expect(value).toEqual([2, 3, 4, 5, [6, 7], 8, 9, [1, 2, 3], [10, 10]]);
});

test('H-P7 a name that is not offered lists what is, and nothing leaves the sandbox', async () => {
  const seen: string[] = [];
  const onHostCall = ({ tool }: { tool: string }) => {
    seen.push(tool);
    return { ok: true as const, value: null };
  };
  const misspelt = await run('await tools.serch(q=1)', { tools: ['search', 'read'], onHostCall });
  expect([misspelt.error, misspelt.message]).toEqual([
    'AttributeError',
    "there is no tool 'serch'. Did you mean 'search'? Offered are: read, search",
  ]);
  const none = await run('await tools.search(q=1)', { tools: [], onHostCall });
  expect(none.message).toBe("there is no tool 'search': no tools are offered to this run");
  expect(seen).toEqual([]);
});

test('H-P7 the host refuses a tool that a tampered guest asks for', async () => {
  const seen: string[] = [];
  const { value, error } = await run(
    `
import gc
real = [o for o in gc.get_objects() if type(o).__name__ == 'Session'] or None
if real is None:
    gc.unfreeze()
    real = [o for o in gc.get_objects() if type(o).__name__ == 'Session']
try:
    await real[0].start_call('delete_everything', '{}', 1)
except ToolError as error:
    told = [error.code, error.message]
told
`,
    {
      onHostCall: ({ tool }) => {
        seen.push(tool);
        return { ok: true, value: null };
      },
    },
  );
  expect(error).toBe(undefined);
  expect(value).toEqual(['unknown_tool', 'no tool delete_everything is offered']);
  expect(seen).toEqual([]);
});

test('H-P8 a call starts when it is made; one that nobody awaits is waited for and told', async () => {
  await withSession({}, async (runAlone) => {
    const finished: unknown[] = [];
    const first = await runAlone("tools.echo(value='sent')\nprint('over')\n1", {
      onHostCall: async ({ args }) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        finished.push(args.value);
        return { ok: true, value: null };
      },
    });
    expect([first.value, finished, first.notes]).toEqual([
      1,
      ['sent'],
      ['1 call was still under way when the program ended; the run waited: echo'],
    ]);
    const failing = await runAlone("tools.fail(name='Lost', message='unseen')\n2");
    expect(failing.value).toBe(2);
    const next = await runAlone("print('clean')");
    expect([next.ok, next.stdout]).toEqual([true, 'clean\n']);
  });
});

test('H-P8 calls under way when the program fails are cancelled', async () => {
  let aborted = false;
  const { error } = await run('pending = tools.never()\n1 / 0', {
    onHostCall: (_call, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          resolve({ ok: true, value: null });
        });
      }),
  });
  expect([error, aborted]).toEqual(['ZeroDivisionError', true]);
});

test('H-P9 a background task ends with its run and prints into no other', async () => {
  const first = await run(`
import asyncio
async def chatter():
    while True:
        print('tick')
        await asyncio.sleep(0.001)
async def stubborn():
    while True:
        try:
            await asyncio.sleep(0.001)
        except asyncio.CancelledError:
            print('ignored')
background = [asyncio.create_task(chatter()), asyncio.create_task(stubborn())]
wake = asyncio.Event()
async def sleeper():
    while True:
        try:
            await wake.wait()
            print('woken late')
            return
        except asyncio.CancelledError:
            pass
background.append(asyncio.create_task(sleeper()))
await asyncio.sleep(0.01)
`);
  expect(first.stdout).toContain('tick');
  expect(first.notes).toEqual([
    '3 background tasks were cancelled at the end of the run',
    '2 tasks were not ended by being cancelled',
  ]);
  const second = await run('wake.set()\nawait asyncio.sleep(0.02)\nprint("mine")');
  expect(second.stdout).toBe('mine\n');
});

test('H-P13 late, repeated and unknown answers change nothing', async () => {
  const { value } = await run(`
import gc
gc.unfreeze()
session = next(o for o in gc.get_objects() if type(o).__name__ == 'Session')
call = tools.echo(value=1)
for text in ('[["ok",999999,2]]', '[["err",999998,["E","m",null]]]', '[["ok",%d,"forged"]]' % call.number):
    session._deliver(text)
session._deliver('[["ok",%d,"again"]]' % call.number)
await call
`);
  // A program can answer its own call: it only deceives itself, and the session goes on.
  expect(value).toBe('forged');
  expect((await run('await tools.echo(value=2)')).value).toBe(2);
});

test('H-P13 a ten megabyte argument and result cross whole when the limits allow it', async () => {
  const { value } = await run("back = await tools.echo(value='x' * 10_000_000)\nlen(back)", {
    limits: { argumentBytes: 11_000_000, resultBytes: 11_000_000 },
  });
  expect(value).toBe(10_000_000);
});

test.each(['say "hi"', 'a\\b', 'größe', 'self', 'x'.repeat(200)])(
  'a tool may be named %j, and reaches its handler by that name',
  async (name) => {
    const { value } = await run(`await getattr(tools, ${JSON.stringify(name)})(self=1)`, {
      tools: [name],
      onHostCall: ({ tool, args }) => ({ ok: true, value: [tool, args] }),
    });
    expect(value).toEqual([name, { self: 1 }]);
  },
);

test.each(['', '__class__', 'x'.repeat(201)])(
  'the tool name %j is refused at once',
  async (name) => {
    await expect(run('1', { tools: [name] })).rejects.toThrow('cannot be the name of a tool');
  },
);

test('a handler’s code that is no text does not reach the guest', async () => {
  const { error, message } = await run('await tools.echo(value=1)', {
    onHostCall: () => ({ ok: false, error: 'Odd', message: 'm', code: ['a'] as unknown as string }),
  });
  expect([error, message]).toEqual(['Odd', 'm']);
});

test('polling with asyncio.sleep(0) does not keep answers from coming in', async () => {
  const { value } = await run(`
import asyncio
call = asyncio.ensure_future(tools.add(a=1, b=2))
spins = 0
while not call.done():
    spins += 1
    await asyncio.sleep(0)
[call.result(), spins > 0]
`);
  expect(value).toEqual([3, true]);
});
