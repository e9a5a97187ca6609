import { describe, expect, test } from 'vitest';
import type { CallEvent } from '../../src/tools/broker/call-recorder.ts';
import type { ToolContext } from '../../src/tools/tool.ts';
import { deferred, setUpBroker, tool } from './broker-setup.ts';

describe('a journal that takes its time', () => {
  test('is waited for before the tool begins and before the answer', async () => {
    const steps: string[] = [];
    const { call } = setUpBroker(
      [
        tool('f', () => {
          steps.push('execute');
          return 1;
        }),
      ],
      {
        record: async (event) => {
          steps.push(`${event.type} …`);
          await new Promise((resolve) => setTimeout(resolve, 1));
          steps.push(event.type);
        },
      },
    );
    await call('f').then(() => steps.push('answer'));
    expect(steps).toEqual([
      'call.began …',
      'call.began',
      'execute',
      'call.ended …',
      'call.ended',
      'answer',
    ]);
  });

  test('a call that is cancelled meanwhile never begins', async () => {
    const { promise, resolve } = deferred<void>();
    const events: CallEvent[] = [];
    const { broker, call } = setUpBroker(
      [
        tool('f', () => {
          throw new Error('must not be called');
        }),
      ],
      {
        record: (event) => {
          events.push(event);
          return event.type === 'call.began' ? promise : undefined;
        },
      },
    );
    const outcome = call('f');
    broker.cancel('c1');
    resolve();
    expect(await outcome).toMatchObject({ status: 'cancelled', applied: 'no' });
    expect(events.map((event) => event.type)).toEqual(['call.began', 'call.ended']);
  });
});

describe('a journal that fails', () => {
  const failOn = (type: string, how: 'throws' | 'rejects') => (event: CallEvent) => {
    if (event.type !== type) return undefined;
    if (how === 'rejects') return Promise.reject(new Error('disk full'));
    throw new Error('disk full');
  };
  const error = {
    name: 'JournalError',
    code: 'journal_failed',
    message: 'The call could not be recorded: disk full',
  };

  test.each(['throws', 'rejects'] as const)(
    'at the begin: the tool is not called (%s)',
    async (how) => {
      const { broker, call } = setUpBroker(
        [
          tool('f', () => {
            throw new Error('must not be called');
          }),
        ],
        { record: failOn('call.began', how) },
      );
      expect(await call('f')).toEqual({ callId: 'c1', status: 'refused', error, applied: 'no' });
      expect(broker.counts()).toMatchObject({ ok: 0, refused: 1 });
      expect(broker.openCalls()).toEqual([]);
    },
  );

  test.each(['throws', 'rejects'] as const)('at the end: it is no success (%s)', async (how) => {
    const { broker, call } = setUpBroker([tool('f', () => 1)], {
      record: failOn('call.ended', how),
    });
    expect(await call('f')).toEqual({ callId: 'c1', status: 'error', error, applied: 'yes' });
    expect(broker.counts()).toMatchObject({ ok: 0, error: 1 });
    await broker.close();
  });

  test.each(['throws', 'rejects'] as const)('at progress: the tool goes on (%s)', async (how) => {
    const { call } = setUpBroker(
      [
        tool('f', (_, { progress }) => {
          progress({ percent: 1 });
          return 1;
        }),
      ],
      { record: failOn('call.progressed', how) },
    );
    // A promise that was rejected leaves no doubt that the end cannot be recorded after it.
    expect((await call('f')).status).toBe(how === 'throws' ? 'ok' : 'error');
  });
});

describe('progress', () => {
  const reporting = (report: (progress: ToolContext['progress']) => void) =>
    tool('f', (_, { progress }) => {
      report(progress);
      return null;
    });
  const progressOf = (events: CallEvent[]) =>
    events.filter((event) => event.type === 'call.progressed');

  test('is recorded between begin and end', async () => {
    const { call, events } = setUpBroker([
      reporting((progress) => {
        progress({ percent: 40, message: 'halfway' });
        progress({ message: 'nearly' });
      }),
    ]);
    await call('f');
    expect(events.map((event) => event.type)).toEqual([
      'call.began',
      'call.progressed',
      'call.progressed',
      'call.ended',
    ]);
    expect(progressOf(events)).toEqual([
      { type: 'call.progressed', callId: 'c1', percent: 40, message: 'halfway' },
      { type: 'call.progressed', callId: 'c1', message: 'nearly' },
    ]);
  });

  test('of any shape never throws; what says nothing is dropped', async () => {
    const { call, events } = setUpBroker([
      reporting((progress) => {
        for (const odd of [undefined, null, 5, 'x', {}, { percent: Number.NaN }, { message: '' }]) {
          progress(odd as never);
        }
        progress({ percent: 900 });
        progress({ percent: -1 });
        progress({ percent: 'x' as never, message: 'y'.repeat(2000) });
      }),
    ]);
    expect(await call('f')).toMatchObject({ status: 'ok' });
    expect(progressOf(events)).toEqual([
      { type: 'call.progressed', callId: 'c1', percent: 100 },
      { type: 'call.progressed', callId: 'c1', percent: 0 },
      { type: 'call.progressed', callId: 'c1', message: 'y'.repeat(1000) },
    ]);
  });

  test('after the end of the call changes nothing', async () => {
    let late: ToolContext['progress'] | undefined;
    const { call, events } = setUpBroker([
      reporting((progress) => {
        late = progress;
      }),
    ]);
    await call('f');
    late?.({ percent: 1 });
    expect(progressOf(events)).toEqual([]);
  });

  test('faster than the journal keeps the last percentage and the last message', async () => {
    const events: CallEvent[] = [];
    const { call } = setUpBroker(
      [
        reporting((progress) => {
          for (let percent = 0; percent <= 99; percent += 1) progress({ percent });
          progress({ message: 'last' });
        }),
      ],
      {
        record: async (event) => {
          events.push(event);
          await new Promise((resolve) => setTimeout(resolve, 1));
        },
      },
    );
    await call('f');
    expect(progressOf(events)).toEqual([
      { type: 'call.progressed', callId: 'c1', percent: 0 },
      { type: 'call.progressed', callId: 'c1', percent: 99, message: 'last' },
    ]);
    expect(events.at(-1)?.type).toBe('call.ended');
  });
});
