import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { synchronousScopes } from '../../src/emitter/call-scope.ts';
import { createEmitter, type Emitter } from '../../src/emitter/emitter.ts';
import { type RecordingReceiver, startReceiver } from './recording-receiver.ts';

let receiver: RecordingReceiver;
let emitter: Emitter;
beforeEach(async () => {
  receiver = await startReceiver();
  emitter = createEmitter({ url: receiver.url });
});
afterEach(() => receiver[Symbol.asyncDispose]());

/** The tools above each tool, as the begins say. */
async function parents(): Promise<Record<string, string | undefined>> {
  await emitter.flush();
  const begins = receiver.events.filter(({ type }) => type === 'begin');
  const toolOf = (id: unknown) => begins.find(({ call_id }) => call_id === id)?.tool_name as string;
  return Object.fromEntries(
    begins.map(({ tool_name, parent_call_id }) => [
      tool_name,
      parent_call_id === undefined ? undefined : toolOf(parent_call_id),
    ]),
  );
}

const pause = () => new Promise((resolve) => setImmediate(resolve));

describe('a call made inside of another', () => {
  test('stands under it, also after an await, and beside calls that run at the same time', async () => {
    const branch = async (name: string) => {
      await emitter.withCall(name, {}, async () => {
        await pause();
        await emitter.withCall(`${name} inner`, {}, async () => {
          await pause();
          emitter.emitBegin({ tool: `${name} innermost`, args: {} });
        });
        emitter.emitBegin({ tool: `${name} after`, args: {} });
      });
    };
    await emitter.withCall('root', {}, () => Promise.all([branch('left'), branch('right')]));
    emitter.emitBegin({ tool: 'outside', args: {} });
    expect(await parents()).toEqual({
      root: undefined,
      left: 'root',
      right: 'root',
      'left inner': 'left',
      'right inner': 'right',
      'left innermost': 'left inner',
      'right innermost': 'right inner',
      'left after': 'left',
      'right after': 'right',
      outside: undefined,
    });
  });

  test('can name its parent itself', async () => {
    const outer = emitter.emitBegin({ tool: 'outer', args: {} });
    emitter.withCall('around', {}, () => {
      emitter.emitBegin({ tool: 'named', args: {}, parentCallId: outer });
      emitter.emitBegin({ tool: 'no id', args: {}, parentCallId: 'c1~x' });
    });
    expect(await parents()).toEqual({
      outer: undefined,
      around: undefined,
      named: 'outer',
      'no id': undefined,
    });
  });

  test('stands under it up to the first await where there is no async context', async () => {
    const scopes = synchronousScopes();
    const seen: unknown[] = [];
    const look = () => seen.push(scopes.getStore()?.callId);
    const pending = scopes.run({ callId: 'a', url: 'u' }, async () => {
      look();
      scopes.run({ callId: 'b', url: 'u' }, look);
      look();
      await pause();
      look();
    });
    look();
    expect(() =>
      scopes.run({ callId: 'c', url: 'u' }, () => {
        throw new Error('out');
      }),
    ).toThrow('out');
    look();
    await pending;
    expect(seen).toEqual(['a', 'b', 'a', undefined, undefined, undefined]);
  });
});

describe('withCall', () => {
  test('returns, resolves with and throws what the code does, the very same', async () => {
    const value = { some: 'value' };
    const promise = Promise.resolve(value);
    const error = new TypeError('wrong');
    expect(emitter.withCall('t', {}, () => value)).toBe(value);
    expect(await emitter.withCall('t', {}, () => promise)).toBe(value);
    expect(() =>
      emitter.withCall('t', {}, () => {
        throw error;
      }),
    ).toThrow(error);
    await expect(emitter.withCall('t', {}, () => Promise.reject(error))).rejects.toBe(error);
    await emitter.flush();
    const ends = receiver.events.filter(({ type }) => type === 'end');
    expect(ends.map(({ result, is_error }) => [result, is_error])).toEqual([
      [value, false],
      [value, false],
      [{ name: 'TypeError', message: 'wrong' }, true],
      [{ name: 'TypeError', message: 'wrong' }, true],
    ]);
  });

  test('asks a promise of another kind once, as those want that work when they are asked', async () => {
    let asked = 0;
    const query = {
      // biome-ignore lint/suspicious/noThenProperty: as query builders have it
      then(resolve: (rows: number[]) => void) {
        asked += 1;
        resolve([1, 2]);
      },
    } as PromiseLike<number[]>;
    expect(await emitter.withCall('query', {}, () => query)).toEqual([1, 2]);
    await emitter.flush();
    expect([asked, receiver.events[1]?.result]).toEqual([1, [1, 2]]);
  });

  test('reports an error’s code, and whatever else was thrown', async () => {
    const thrown: unknown[] = [
      Object.assign(new Error('no'), { code: 'ENOENT' }),
      'text',
      undefined,
      7n,
    ];
    for (const each of thrown) {
      await emitter.withCall('t', {}, () => Promise.reject(each)).catch(() => undefined);
    }
    await emitter.flush();
    const ends = receiver.events.filter(({ type }) => type === 'end');
    expect(ends.map(({ result }) => result)).toEqual([
      { name: 'Error', message: 'no', code: 'ENOENT' },
      'text',
      null,
      7,
    ]);
  });
});

describe('an emitter', () => {
  test('sends what is emitted in one go together, and keeps the order', async () => {
    const ids = Array.from({ length: 2000 }, (_, n) =>
      emitter.emitBegin({ tool: 't', args: { n } }),
    );
    for (const callId of ids) emitter.emitEnd({ callId });
    await emitter.flush();
    const order = receiver.events.map(({ type, call_id }) => `${type} ${call_id}`);
    expect(order).toEqual([...ids.map((id) => `begin ${id}`), ...ids.map((id) => `end ${id}`)]);
    expect(receiver.posts.length).toBeLessThan(40);
    expect(receiver.posts.every(({ body }) => Buffer.byteLength(body) <= 65_536)).toBe(true);
  });

  test('never throws, whatever it is given', async () => {
    const wrong = undefined as never;
    expect(() => emitter.emitBegin(wrong)).not.toThrow();
    expect(() => emitter.emitEnd(wrong)).not.toThrow();
    expect(() => emitter.emitEnd({ callId: 'never begun' })).not.toThrow();
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('look away');
        },
        ownKeys() {
          throw new Error('look away');
        },
      },
    );
    emitter.emitBegin({ tool: 'hostile', args: hostile });
    const odd = emitter.emitBegin({ tool: 7 as never, args: {}, parentCallId: 8 as never });
    emitter.emitEnd({ callId: odd, isError: 'yes' as never });
    for (const url of [
      '',
      'nonsense',
      'ftp://host/',
      'http://user:secret@localhost:1/',
      'file:///etc/passwd',
    ]) {
      const other = createEmitter({ url });
      other.emitEnd({ callId: other.emitBegin({ tool: 't', args: {} }) });
      await other.flush();
    }
    await emitter.flush();
    expect(receiver.events.map(({ at: _at, call_id: _id, ...event }) => event)).toEqual([
      {
        v: 1,
        type: 'begin',
        tool_name: 'hostile',
        args: { __unencodable__: 'a value that cannot be read' },
      },
      { v: 1, type: 'begin', tool_name: '7', args: {} },
      { v: 1, type: 'end', tool_name: '7', is_error: true, result: null },
    ]);
  });
});
