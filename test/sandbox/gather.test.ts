import { expect, test } from 'vitest';
import { sharedSession } from './support/session.ts';

const { run } = sharedSession();

/** Every way to gather calls, each of which tells what came of it in plain values. */
const SCENARIOS = `
import asyncio

def told(error):
    return [type(error).__name__, *map(str, error.args)]

async def outcome(awaitable):
    try:
        return await awaitable
    except BaseException as error:
        return told(error)

def states(calls):
    return ['cancelled' if call.cancelled() else 'done' if call.done() else 'open' for call in calls]

def echoes(*values):
    return [tools.echo(value=value) for value in values]

async def in_order(gather):
    return await gather(*echoes(*range(100))) == list(range(100))

async def none_at_all(gather):
    return await gather()

async def first_failure(gather):
    calls = [*echoes(1), tools.fail(name='Lost', message='m'), *echoes(2)]
    first = await outcome(gather(*calls))
    return [first, await outcome(calls[0]), await outcome(calls[2])]

async def two_failures(gather):
    calls = [tools.fail(name=name, message=name) for name in ('First', 'Second')]
    return [await outcome(gather(*calls)), await outcome(calls[1])]

async def failures_as_results(gather):
    calls = [*echoes(1), tools.fail(name='Lost', message='m'), tools.never()]
    calls[2].cancel('enough')
    return [told(one) if isinstance(one, BaseException) else one
            for one in await gather(*calls, return_exceptions=True)]

async def cancelled_as_one(gather):
    calls = [tools.never(), *echoes(1), tools.never()]
    group = gather(*calls)
    await calls[1]
    asked = group.cancel('enough')
    return [asked, await outcome(group), group.cancelled(), states(calls), group.cancel()]

async def cancelled_with_exceptions(gather):
    calls = [tools.never(), *echoes(1)]
    group = gather(*calls, return_exceptions=True)
    await calls[1]
    group.cancel()
    return [await outcome(group), states(calls)]

async def one_call_cancelled(gather):
    calls = [tools.never(), tools.never()]
    group = gather(*calls)
    calls[0].cancel('this one')
    first = await outcome(group)
    rest = states(calls)
    calls[1].cancel()
    return [first, rest]

async def cancelled_when_done(gather):
    group = gather(*echoes(1))
    return [await group, group.cancel(), group.done()]

async def out_of_time(gather):
    calls = [tools.never(), *echoes(1)]
    return [await outcome(asyncio.wait_for(gather(*calls), 0.05)), states(calls)]

async def shielded(gather):
    calls = echoes(1, 2)
    return await asyncio.shield(gather(*calls))

async def awaiting_task_cancelled(gather):
    calls = [tools.never(), tools.never()]
    async def wait():
        await gather(*calls)
    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    task.cancel()
    return [await outcome(task), states(calls)]

async def nested(gather):
    return await gather(gather(*echoes(1, 2)), gather(*echoes(3)))

async def nested_failure(gather):
    inner = gather(*echoes(1), tools.fail(name='Lost', message='m'))
    return await outcome(gather(inner, *echoes(2)))

async def same_call_twice(gather):
    (call,) = echoes(7)
    return await gather(call, call)

async def same_call_in_two(gather):
    calls = echoes(1, 2)
    return await gather(gather(*calls), gather(calls[1], calls[0]))

async def done_before(gather):
    calls = echoes(1, 2)
    await calls[0]
    return await gather(*calls)

async def with_coroutines(gather):
    async def one(value):
        return await tools.echo(value=value)
    return await gather(one(1), *echoes(2), one(3), asyncio.sleep(0, 4))

async def awaited_beside(gather):
    calls = echoes(1, 2, 3)
    group = gather(*calls)
    return [await calls[1], await group, await group]

async def with_callbacks(gather):
    seen = []
    calls = echoes(1, 2)
    for call in calls:
        call.add_done_callback(lambda done: seen.append(done.result()))
    group = gather(*calls)
    group.add_done_callback(lambda done: seen.append(done.result()))
    await group
    await asyncio.sleep(0)
    return seen

async def answered_by_itself(gather):
    calls = echoes(1, 2)
    calls[0].set_result('mine')
    return await gather(*calls)

async def in_task_group(gather):
    async with asyncio.TaskGroup() as group:
        made = [group.create_task(call) for call in echoes(1, 2)]
    return await gather(*made)

async def all_of_them(gather):
    return {name: await scenario(gather) for name, scenario in scenarios.items()}

scenarios = {name: value for name, value in list(globals().items()) if asyncio.iscoroutinefunction(value)
             and value.__code__.co_varnames[:1] == ('gather',) and name != 'all_of_them'}
`;

const OUTCOMES = {
  in_order: true,
  none_at_all: [],
  first_failure: [['Lost', 'm'], 1, 2],
  two_failures: [
    ['First', 'First'],
    ['Second', 'Second'],
  ],
  failures_as_results: [1, ['Lost', 'm'], ['CancelledError', 'enough']],
  cancelled_as_one: [
    true,
    ['CancelledError', 'enough'],
    false,
    ['cancelled', 'done', 'cancelled'],
    false,
  ],
  cancelled_with_exceptions: [['CancelledError'], ['cancelled', 'done']],
  one_call_cancelled: [
    ['CancelledError', 'this one'],
    ['cancelled', 'open'],
  ],
  cancelled_when_done: [[1], false, true],
  out_of_time: [['TimeoutError'], ['cancelled', 'done']],
  shielded: [1, 2],
  awaiting_task_cancelled: [['CancelledError'], ['cancelled', 'cancelled']],
  nested: [[1, 2], [3]],
  nested_failure: ['Lost', 'm'],
  same_call_twice: [7, 7],
  same_call_in_two: [
    [1, 2],
    [2, 1],
  ],
  done_before: [1, 2],
  with_coroutines: [1, 2, 3, 4],
  awaited_beside: [2, [1, 2, 3], [1, 2, 3]],
  with_callbacks: [1, 2, [1, 2]],
  answered_by_itself: ['mine', 2],
  in_task_group: [1, 2],
};

test('gathered calls come to what asyncio’s own gather makes of them', async () => {
  const own = await run(`${SCENARIOS}\nawait all_of_them(asyncio.gather)`);
  expect([own.error, own.message, own.notes]).toEqual([undefined, undefined, undefined]);
  expect(own.value).toEqual(OUTCOMES);
  const stock = await run("await all_of_them(asyncio.gather.__globals__['_gather'])");
  expect(stock.value).toEqual(OUTCOMES);
});

test('H-L5 a gather of ten thousand calls in a window of three keeps their order', async () => {
  const { value } = await run(
    `
import asyncio
results = await asyncio.gather(*[tools.echo(value=i) for i in range(10_000)])
results == list(range(10_000))
`,
    { limits: { callsInFlight: 3 } },
  );
  expect(value).toBe(true);
});

test('a gather that nobody awaits ends with its run, and the next run is as usual', async () => {
  const { ok } = await run('import asyncio\npending = asyncio.gather(tools.never())\n1 / 0');
  expect(ok).toBe(false);
  const { value } = await run('await asyncio.gather(tools.echo(value=1))');
  expect(value).toEqual([1]);
});
