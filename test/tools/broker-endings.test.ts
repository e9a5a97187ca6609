import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { deferred, setUpBroker, tool } from './broker-setup.ts';

describe('H-L6 cancellation', () => {
  test('of one call reaches its tool, which is not waited for', async () => {
    let signal: AbortSignal | undefined;
    const { promise, resolve } = deferred();
    const { broker, call, events } = setUpBroker([
      tool('wait', (_, context) => {
        signal = context.signal;
        return promise;
      }),
    ]);
    const outcome = call('wait');
    const other = call('wait');
    expect(broker.cancel('c1', 'a person said so')).toBe(true);
    const error = {
      name: 'CancelledError',
      code: 'call_cancelled',
      message: 'Tool wait was cancelled: a person said so',
    };
    expect(await outcome).toEqual({ callId: 'c1', status: 'cancelled', error, applied: 'unknown' });
    expect(signal?.aborted).toBe(false);
    expect(broker.cancel('c1')).toBe(false);
    expect(broker.cancel('nope')).toBe(false);
    resolve('late');
    expect(await other).toMatchObject({ status: 'ok' });
    expect(events.filter((event) => event.callId === 'c1')).toEqual([
      { type: 'call.began', callId: 'c1', tool: 'wait', args: { value: {} }, road: 'host-call' },
      { type: 'call.ended', callId: 'c1', status: 'cancelled', error, applied: 'unknown' },
    ]);
    expect(broker.counts()).toMatchObject({ ok: 1, cancelled: 1 });
  });

  test('aborts the signal with a reason, also when the tool asks for it late', async () => {
    const contexts: { signal: AbortSignal }[] = [];
    const { broker, call } = setUpBroker([
      tool('wait', (_, context) => {
        contexts.push(context);
        if (contexts.length === 1) context.signal.throwIfAborted();
        return new Promise(() => {});
      }),
    ]);
    const outcomes = [call('wait'), call('wait')];
    await broker.close('enough');
    for (const { signal } of contexts) {
      expect(signal.aborted).toBe(true);
      expect(signal.reason).toMatchObject({
        name: 'AbortError',
        message: 'Tool wait was cancelled: enough',
      });
    }
    expect(await Promise.all(outcomes)).toMatchObject([
      { status: 'cancelled' },
      { status: 'cancelled' },
    ]);
  });

  test('by the signal of a call ends that call only', async () => {
    const { call } = setUpBroker([tool('wait', () => new Promise(() => {})), tool('f', () => 1)]);
    const controller = new AbortController();
    const outcome = call('wait', {}, controller.signal);
    controller.abort('the program gave up');
    expect(await outcome).toMatchObject({
      status: 'cancelled',
      error: { message: 'Tool wait was cancelled: the program gave up' },
    });
    expect(await call('f', {}, controller.signal)).toMatchObject({
      status: 'cancelled',
      applied: 'no',
    });
    expect(await call('f')).toMatchObject({ status: 'ok' });
  });

  test('by the signal of the run ends all and refuses what comes later', async () => {
    const controller = new AbortController();
    const { broker, call, events } = setUpBroker([tool('wait', () => new Promise(() => {}))], {
      signal: controller.signal,
    });
    const outcomes = [call('wait'), call('wait')];
    controller.abort();
    expect(await Promise.all(outcomes)).toMatchObject([
      {
        status: 'cancelled',
        error: { message: 'Tool wait was cancelled: This operation was aborted' },
      },
      { status: 'cancelled' },
    ]);
    expect(await call('wait')).toMatchObject({ status: 'refused', error: { code: 'run_closed' } });
    expect(events).toHaveLength(4);
    expect(broker.notRecorded()).toBe(1);
  });

  test('of a run that was aborted before it began lets no call through', async () => {
    const { call } = setUpBroker([tool('f', () => 1)], { signal: AbortSignal.abort('too late') });
    expect(await call('f')).toEqual({
      callId: 'c1',
      status: 'refused',
      error: {
        name: 'RunClosedError',
        code: 'run_closed',
        message: 'The run makes no more calls: too late',
      },
      applied: 'no',
    });
  });

  test('while the arguments are being checked, or the decision is pending, keeps the tool from running', async () => {
    const { promise, resolve } = deferred<boolean>();
    const never = () => {
      throw new Error('must not be called');
    };
    const checked = tool('checked', never, {
      input: z.object({ q: z.string().refine(() => promise) }),
    });
    const { broker, call } = setUpBroker([checked, tool('decided', never)], {
      decide: async () => {
        await promise;
        return undefined;
      },
    });
    const outcomes = [call('checked', { q: 'x' }), call('decided')];
    broker.cancel('c1');
    broker.cancel('c2');
    resolve(true);
    expect(await Promise.all(outcomes)).toMatchObject([
      { status: 'cancelled', applied: 'no' },
      { status: 'cancelled', applied: 'no' },
    ]);
    await broker.close();
    expect(broker.counts()).toEqual({ ok: 0, error: 0, refused: 0, cancelled: 2, timed_out: 0 });
  });

  test('leaves no listener on signals that outlive the call', async () => {
    const { call } = setUpBroker([tool('f', () => 1)]);
    let listeners = 0;
    const signal = new AbortController().signal;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners += 1;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners -= 1;
      removeEventListener.apply(signal, args);
    };
    await Promise.all([call('f', {}, signal), call('f', {}, signal), call('nope', {}, signal)]);
    expect(listeners).toBe(0);
  });
});

describe('closing', () => {
  test('waits until everything has been recorded and answered', async () => {
    const steps: string[] = [];
    const { broker, call } = setUpBroker([tool('wait', () => new Promise(() => {}))], {
      record: async (event) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        steps.push(event.type);
      },
    });
    const outcomes = Promise.all([call('wait'), call('nope')]).then((all) =>
      steps.push(...all.map((outcome) => outcome.status)),
    );
    await broker.close();
    steps.push('closed');
    await outcomes;
    expect(steps.filter((step) => step.startsWith('call.'))).toHaveLength(4);
    expect(steps.indexOf('closed')).toBeGreaterThan(steps.lastIndexOf('call.ended'));
    await broker.close('again');
  });

  test('an idle broker closes at once, and refuses without recording', async () => {
    const { broker, call, events } = setUpBroker([tool('f', () => 1)]);
    await broker.close();
    expect(await call('f')).toMatchObject({
      error: { message: 'The run makes no more calls: the run is over' },
    });
    expect(events).toEqual([]);
  });
});

describe('H-L7 a tool that never answers', () => {
  test('times out by itself; its late answer is ignored and others go on', async () => {
    const { promise, resolve } = deferred();
    let signal: AbortSignal | undefined;
    const { broker, call, events } = setUpBroker(
      [
        tool('slow', (_, context) => {
          signal = context.signal;
          return promise;
        }),
        tool('f', () => 1),
      ],
      { limits: { callMs: 20 } },
    );
    const error = {
      name: 'TimeoutError',
      code: 'call_timed_out',
      message:
        'Tool slow did not answer within 20 ms (limit callMs); whether it had its effect is not known',
    };
    expect(await call('slow')).toEqual({
      callId: 'c1',
      status: 'timed_out',
      error,
      applied: 'unknown',
    });
    expect(signal?.reason).toMatchObject({ name: 'TimeoutError' });
    resolve('late');
    expect(await call('f')).toMatchObject({ status: 'ok' });
    expect(events.map((event) => [event.type, event.callId])).toEqual([
      ['call.began', 'c1'],
      ['call.ended', 'c1'],
      ['call.began', 'c2'],
      ['call.ended', 'c2'],
    ]);
    expect(broker.counts()).toMatchObject({ ok: 1, timed_out: 1 });
  });

  test('each call has its own time', async () => {
    const { call } = setUpBroker([tool('slow', () => new Promise(() => {}))], {
      limits: { callMs: 30 },
    });
    const order: string[] = [];
    const calls: Promise<unknown>[] = [];
    for (let count = 0; count < 5; count += 1) {
      calls.push(call('slow').then(({ callId }) => order.push(callId)));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await Promise.all(calls);
    expect(order).toEqual(['c1', 'c2', 'c3', 'c4', 'c5']);
  });

  test('a check of arguments that never ends times out too, and was not applied', async () => {
    const input = z.object({ q: z.string().refine(() => new Promise<boolean>(() => {})) });
    const { call } = setUpBroker([tool('f', () => 1, { input })], { limits: { callMs: 20 } });
    expect(await call('f', { q: 'x' })).toEqual({
      callId: 'c1',
      status: 'timed_out',
      error: {
        name: 'TimeoutError',
        code: 'call_timed_out',
        message: 'Tool f did not answer within 20 ms (limit callMs)',
      },
      applied: 'no',
    });
  });
});

test('H-L5 ten thousand calls, thirty-two at a time, all complete in order', async () => {
  let inFlight = 0;
  let most = 0;
  const { broker, call } = setUpBroker(
    [
      tool('f', async ({ n }) => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await null;
        inFlight -= 1;
        return n;
      }),
    ],
    { limits: { calls: 10_000 } },
  );
  const results: unknown[] = [];
  let next = 0;
  const worker = async () => {
    while (next < 10_000) {
      const n = next;
      next += 1;
      const outcome = await call('f', { n });
      results[n] = outcome.status === 'ok' ? JSON.parse(outcome.resultJson) : outcome;
    }
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  expect(results).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
  expect(most).toBeLessThanOrEqual(32);
  expect(broker.counts()).toEqual({ ok: 10_000, error: 0, refused: 0, cancelled: 0, timed_out: 0 });
  expect(broker.openCalls()).toEqual([]);
});
