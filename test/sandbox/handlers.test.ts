import { expect, test } from 'vitest';
import type { HostCallAnswer } from '../../src/sandbox/node/index.ts';
import { sharedSession } from './support/session.ts';

const { run } = sharedSession();

test('a handler may answer at once, by a promise, or by anything that has a then', async () => {
  const { value } = await run('[await tools.now(), await tools.soon(), await tools.then()]', {
    tools: ['now', 'soon', 'then'],
    onHostCall: ({ tool }) => {
      const answer: HostCallAnswer = { ok: true, value: tool };
      if (tool === 'now') return answer;
      if (tool === 'soon') return Promise.resolve(answer);
      // biome-ignore lint/suspicious/noThenProperty: what libraries with promises of their own give
      return { then: (taken: (given: HostCallAnswer) => void) => taken(answer) } as never;
    },
  });
  expect(value).toEqual(['now', 'soon', 'then']);
});

test('a handler that throws at once is told as one whose promise rejects', async () => {
  const { value } = await run(
    `
told = []
for tool in (tools.now, tools.soon):
    try:
        await tool()
    except ToolError as error:
        told.append([type(error).__name__, error.message, error.code])
told
`,
    {
      tools: ['now', 'soon'],
      onHostCall: ({ tool }) => {
        const error = Object.assign(new RangeError(tool), { code: 'far' });
        if (tool === 'now') throw error;
        return Promise.reject(error);
      },
    },
  );
  expect(value).toEqual([
    ['RangeError', 'now', 'far'],
    ['RangeError', 'soon', 'far'],
  ]);
});

test('H-L6 a handler that cancels its own run before it returns, and never answers, is let go', async () => {
  const controller = new AbortController();
  const seen: boolean[] = [];
  const { error } = await run('await tools.never()', {
    tools: ['never'],
    signal: controller.signal,
    onHostCall: (_call, { signal }) => {
      controller.abort();
      seen.push(signal.aborted);
      return new Promise(() => {});
    },
  });
  expect([error, seen]).toEqual(['CancelledError', [true]]);
});

test('H-L6 a signal that is first read after the program gave up is aborted', async () => {
  let aborted: unknown;
  const { value } = await run(
    `
import asyncio
call = tools.slow()
await asyncio.sleep(0.05)
call.cancel()
await tools.look()
`,
    {
      tools: ['slow', 'look'],
      onHostCall: ({ tool }, context) => {
        if (tool === 'look') return { ok: true, value: 'looked' };
        return new Promise((resolve) => {
          setTimeout(() => {
            aborted = context.signal.reason;
            resolve({ ok: true, value: null });
          }, 200);
        });
      },
    },
  );
  expect(value).toBe('looked');
  await expect.poll(() => String(aborted)).toBe('AbortError: the program cancelled the call');
});

test('H-L7 calls that begin one after another each have their own time', async () => {
  const { value } = await run(
    `
import asyncio, time
async def expire():
    begun = time.monotonic()
    try:
        await tools.never()
    except ToolError as error:
        return [error.code, time.monotonic() - begun >= 0.19]
first = asyncio.create_task(expire())
await asyncio.sleep(0.1)
await tools.echo(value=1)
second = asyncio.create_task(expire())
[await first, await second]
`,
    { limits: { callMs: 200 } },
  );
  expect(value).toEqual([
    ['call_timed_out', true],
    ['call_timed_out', true],
  ]);
});

test('H-L4 arguments that are only too large as JavaScript spells them are refused', async () => {
  const { value } = await run(
    `
told = []
for count in (10, 100):
    try:
        told.append(len(await tools.echo(value=[9e20] * count)))
    except ToolError as error:
        told.append([type(error).__name__, error.code])
told
`,
    { limits: { argumentBytes: 1000 } },
  );
  expect(value).toEqual([10, ['LimitError', 'arguments_too_large']]);
});
