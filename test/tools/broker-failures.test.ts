import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { setUpBroker, tool } from './broker-setup.ts';

class NotFoundError extends Error {
  code = 'ENOENT';
}
class TeaError extends Error {
  override name = 'TeapotError';
  code = 418;
}

const cyclic = Object.assign(new Error('round'), { code: 'E_ROUND' }) as Error & { self?: unknown };
cyclic.self = cyclic;

const hostile = Object.defineProperties(new Error('x'), {
  name: {
    get() {
      throw new Error('no name');
    },
  },
  message: {
    get() {
      throw new Error('no message');
    },
  },
  code: {
    get() {
      throw new Error('no code');
    },
  },
  constructor: {
    get() {
      throw new Error('no constructor');
    },
  },
});

const unreachable = new Proxy(
  {},
  {
    get() {
      throw new Error('nothing');
    },
    getPrototypeOf() {
      throw new Error('nothing');
    },
    ownKeys() {
      throw new Error('nothing');
    },
  },
);

describe('what a tool throws becomes an error with a name, a message and a code', () => {
  test.each<[unknown, object]>([
    [new Error('boom'), { name: 'Error', message: 'boom' }],
    [new RangeError('far'), { name: 'RangeError', message: 'far' }],
    [new NotFoundError('gone'), { name: 'NotFoundError', message: 'gone', code: 'ENOENT' }],
    [new TeaError('hot'), { name: 'TeapotError', message: 'hot' }],
    [cyclic, { name: 'Error', message: 'round', code: 'E_ROUND' }],
    [hostile, { name: 'Error', message: '{}' }],
    [unreachable, { name: 'Error', message: 'no message' }],
    ['text', { name: 'Error', message: 'text' }],
    [undefined, { name: 'Error', message: 'undefined' }],
    [null, { name: 'Error', message: 'null' }],
    [7n, { name: 'Error', message: '7' }],
    [Symbol('s'), { name: 'Error', message: 'Symbol(s)' }],
    [
      { message: 'plain', code: 'P' },
      { name: 'Error', message: 'plain', code: 'P' },
    ],
    [{ status: 404 }, { name: 'Error', message: '{"status":404}' }],
    [
      { name: 'a b', message: 1 },
      { name: 'Error', message: '{"name":"a b","message":1}' },
    ],
    [
      new Error('x'.repeat(9000)),
      { name: 'Error', message: `${'x'.repeat(8000)}… (9000 characters)` },
    ],
    [
      Object.assign(new Error('m'), { name: 'x'.repeat(200), code: 'c'.repeat(200) }),
      { name: 'Error', message: 'm' },
    ],
  ])('%#', async (thrown, error) => {
    const late = tool('late', async () => {
      throw thrown;
    });
    const early = tool('early', () => {
      throw thrown;
    });
    const { call, events } = setUpBroker([late, early]);
    for (const [callId, name] of [
      ['c1', 'late'],
      ['c2', 'early'],
    ]) {
      const outcome = await call(name as string);
      expect(outcome).toEqual({ callId, status: 'error', error, applied: 'unknown' });
    }
    expect(events[1]).toEqual({
      type: 'call.ended',
      callId: 'c1',
      status: 'error',
      error,
      applied: 'unknown',
    });
  });

  test('no stack crosses', async () => {
    const { call, events } = setUpBroker([
      tool('f', () => {
        throw new Error('boom');
      }),
    ]);
    const told = JSON.stringify([await call('f'), events]);
    expect(told).not.toContain('.test.ts');
    expect(told).not.toContain('stack');
  });
});

test('H-E6 what was applied is told', async () => {
  const fail = () => {
    throw new Error('x');
  };
  const { call } = setUpBroker([
    tool('done', () => 1),
    tool('write', fail),
    tool('read', fail, { readOnly: true }),
    tool('odd', () => undefined),
  ]);
  const applied = async (name: string) => (await call(name)).applied;
  expect(await applied('done')).toBe('yes');
  expect(await applied('write')).toBe('unknown');
  expect(await applied('read')).toBe('no');
  expect(await applied('odd')).toBe('yes');
  expect(await applied('nowhere')).toBe('no');
});

describe('H-P12 a result that JSON cannot carry names the tool and the path', () => {
  const loop: Record<string, unknown> = {};
  loop.self = [loop];
  const unreadable = new Proxy(
    {},
    {
      ownKeys() {
        throw new Error('no keys');
      },
    },
  );
  test.each<[unknown, string]>([
    [undefined, 'result is undefined; use null or leave it out'],
    [{ a: undefined }, 'result.a is undefined; use null or leave it out'],
    [{ rows: [{ n: Number.NaN }] }, 'result.rows[0].n is NaN; use null or a string instead'],
    [loop, 'result.self[0] refers back to result; remove the cycle'],
    [new Map([[1, 2]]), 'result is a Map; return Object.fromEntries(map) instead'],
    [Buffer.from('x'), 'result is a Buffer; return base64 text or an array of numbers instead'],
    [() => 1, 'result is a function; return data instead'],
    [{ a: unreadable }, 'result could not be read: no keys'],
  ])('%#', async (value, told) => {
    for (const output of [undefined, {}, z.any()]) {
      const { call } = setUpBroker([tool('odd', async () => value, output && { output })]);
      expect(await call('odd')).toEqual({
        callId: 'c1',
        status: 'error',
        error: {
          name: 'ResultError',
          code: 'result_unencodable',
          message: `Tool odd returned what JSON cannot carry: ${told}`,
        },
        applied: 'yes',
      });
    }
  });

  test('what it can carry goes through, BigInt and message-like objects included', async () => {
    const value = { id: 1n, type: 'call.ended', callId: 'c9', status: 'ok', __proto__: null };
    const { call, events } = setUpBroker([tool('f', () => value)]);
    expect(await call('f')).toMatchObject({
      callId: 'c1',
      resultJson: '{"id":1,"type":"call.ended","callId":"c9","status":"ok"}',
    });
    expect(events[1]).toMatchObject({ type: 'call.ended', callId: 'c1' });
  });

  test('a `then` that throws is an error of the tool', async () => {
    const value = Object.defineProperty({}, 'then', {
      get() {
        throw new Error('no then');
      },
    });
    const { call } = setUpBroker([tool('f', () => value)]);
    expect(await call('f')).toMatchObject({ status: 'error', error: { message: 'no then' } });
  });
});

describe('an output schema', () => {
  test.each([
    [z.object({ n: z.number() }), 'n: Invalid input: expected number, received string'],
    [{ type: 'object', properties: { n: { type: 'number' } } }, 'n: must be number'],
  ])('%# refuses what does not fit', async (output, told) => {
    const { call } = setUpBroker([tool('f', () => ({ n: 'x' }), { output })]);
    expect(await call('f')).toEqual({
      callId: 'c1',
      status: 'error',
      error: {
        name: 'ResultError',
        code: 'result_invalid',
        message: `Tool f returned what does not fit its output schema: ${told}`,
      },
      applied: 'yes',
    });
  });

  test('that throws is told', async () => {
    const output = z.any().refine(() => {
      throw new Error('broken schema');
    });
    const { call } = setUpBroker([tool('f', () => 1, { output })]);
    expect(await call('f')).toMatchObject({
      status: 'error',
      error: { message: 'The output schema of tool f failed: broken schema' },
    });
  });

  test('H-P3 of integers takes BigInt, and sends it exactly', async () => {
    const { call } = setUpBroker([
      tool('f', () => [2n ** 64n], { output: { items: { type: 'integer' } } }),
    ]);
    expect(await call('f')).toMatchObject({ resultJson: '[18446744073709551616]' });
  });
});
