import { expect, test } from 'vitest';
import { envelopeOf, evaluate, startHost } from './raw-host.ts';

test('H-L6 cancel ends the program under way: its awaits raise CancelledError', async () => {
  const host = await startHost();
  const code = `
import asyncio
try:
    await asyncio.gather(tools.wait(n=1), tools.wait(n=2))
except asyncio.CancelledError:
    print('tidied up')
    raise`;
  host.send({ id: 'run', method: 'runPtc', params: { code, tools: ['wait'] } });
  const calls = await host.take(2);
  host.send({ type: 'cancel', reason: 'the person left' });
  const reply = await host.next();
  expect(envelopeOf(reply)).toEqual({
    ok: false,
    stdout: 'tidied up\n',
    stderr: '',
    value: null,
    error: 'CancelledError',
    message: 'the run was cancelled',
    traceback: expect.stringContaining('CancelledError'),
    stoppedBy: 'interrupt',
  });
  // The client still answers each call once, and nothing comes of it.
  for (const { id } of calls) host.send({ type: 'host_call_result', id, ok: true, value: 1 });
  expect(await evaluate(host, '1 + 1')).toBe(2);
  expect(host.log()).toBe('');
});

test('H-L6 a program cannot turn a cancel into success', async () => {
  const host = await startHost();
  const code = `
try:
    await tools.wait()
except BaseException:
    pass
'done'`;
  host.send({ id: 'run', method: 'runPtc', params: { code, tools: ['wait'] } });
  await host.next();
  host.send({ type: 'cancel' });
  expect(envelopeOf(await host.next())).toMatchObject({ ok: false, error: 'CancelledError' });
});

test('H-L1 H-L6 cancel ends a program that does not listen, by interrupt or by kill', async () => {
  const host = await startHost();
  host.send({ id: 'spin', method: 'runPtc', params: { code: 'while True: pass' } });
  host.send({ type: 'cancel', reason: 'too long' });
  expect(envelopeOf(await host.next())).toMatchObject({ error: 'CancelledError' });
  const code = `
while True:
    try:
        tools.begun.sync()
        while True: pass
    except BaseException:
        pass`;
  host.send({ id: 'deaf', method: 'runPtc', params: { code, tools: ['begun'] } });
  const { id } = await host.next();
  host.send({ type: 'host_call_result', id, ok: true }, { type: 'cancel', reason: 'too long' });
  const message = 'the run was cancelled; it did not stop when asked and was killed';
  let reply = await host.next();
  // It calls again while it is being ended.
  while (reply.type === 'host_call') reply = await host.next();
  expect(envelopeOf(reply)).toMatchObject({
    ...{ ok: false, error: 'CancelledError', message, stoppedBy: 'kill' },
  });
  // Its session is gone with it.
  expect(await host.ask('listDir')).toMatchObject({
    ok: false,
    error: expect.stringContaining('was killed'),
  });
});

test('a cancel that comes right behind its program is not lost', async () => {
  const host = await startHost();
  host.send(
    { id: 'run', method: 'runPtc', params: { code: 'await tools.wait()', tools: ['wait'] } },
    { type: 'cancel', reason: 'at once' },
  );
  expect(envelopeOf(await host.next())).toMatchObject({ ok: false, error: 'CancelledError' });
});

test('a cancel with nothing under way changes nothing, also for what comes later', async () => {
  const host = await startHost();
  for (let count = 0; count < 10; count += 1) host.send({ type: 'cancel', reason: 'why not' });
  expect(await evaluate(host, '1 + 1')).toBe(2);
  host.send('{"type":"cancel","reason":{"toString":1}}\n', '{"type":"cancel","reason":null}\n');
  expect(await evaluate(host, '2 + 2')).toBe(4);
  expect(host.log()).toBe('');
});

test('cancel ends the program under way and not those that wait behind it', async () => {
  const host = await startHost();
  host.send(
    { id: 'first', method: 'runPtc', params: { code: 'await tools.wait()', tools: ['wait'] } },
    { id: 'second', method: 'runPtc', params: { code: "'second'" } },
    { id: 'third', method: 'runPtc', params: { code: "'third'" } },
  );
  await host.next();
  host.send({ type: 'cancel' }, { type: 'cancel' });
  const replies = await host.take(3);
  expect(replies.map((reply) => [reply.id, envelopeOf(reply).value])).toEqual([
    ['first', null],
    ['second', 'second'],
    ['third', 'third'],
  ]);
});

test('H-L1 a host that ends a program by itself tells that its calls are over, once', async () => {
  const host = await startHost();
  const code = 'import asyncio\nawait asyncio.gather(*[tools.wait() for _ in range(3)])';
  const limits = { wallClockMs: 300 };
  host.send({ id: 'run', method: 'runPtc', params: { code, tools: ['wait'], limits } });
  const calls = await host.take(3);
  const reason = 'the run took longer than 300 ms (limit wallClockMs)';
  expect(await host.line()).toBe(`{"type":"cancel","reason":"${reason}"}`);
  expect(envelopeOf(await host.next())).toMatchObject({ error: 'TimeoutError', message: reason });
  for (const { id } of calls) host.send({ type: 'host_call_result', id, ok: true });
  expect(await evaluate(host, '1 + 1')).toBe(2);
  // And the next program that is out of time is told of again.
  host.send({ id: 'run', method: 'runPtc', params: { code, tools: ['wait'], limits } });
  await host.take(3);
  expect((await host.next()).type).toBe('cancel');
  expect(envelopeOf(await host.next()).error).toBe('TimeoutError');
  expect(host.log()).toBe('');
});

test('a program that gives up one call goes on with the others: no cancel is sent', async () => {
  const host = await startHost();
  const code = `
import asyncio
other = asyncio.ensure_future(tools.other())
try:
    await asyncio.wait_for(tools.slow(), 0.05)
except TimeoutError:
    pass
await other`;
  host.send({ id: 'run', method: 'runPtc', params: { code, tools: ['slow', 'other'] } });
  const calls = await host.take(2);
  const other = calls.find(({ tool }) => tool === 'other');
  // Long after the slow one was given up.
  await new Promise((resolve) => setTimeout(resolve, 300));
  host.send({ type: 'host_call_result', id: other?.id, ok: true, value: 'still wanted' });
  expect(envelopeOf(await host.next()).value).toBe('still wanted');
});
