import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { EventBody, Journal } from '../../../src/journal/journal.ts';
import { createMemoryJournal } from '../../../src/journal/memory-journal.ts';
import { fold } from '../../../src/timeline/fold.ts';
import { begin, end, post, startRoad } from './support.ts';

async function codeOf(answer: Response): Promise<[number, string, string]> {
  const { error } = (await answer.json()) as { error: { code: string; message: string } };
  return [answer.status, error.code, error.message];
}

describe('the receiver', () => {
  test('answers only when the journal has the event', async () => {
    const memory = createMemoryJournal();
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let asked: (() => void) | undefined;
    const reached = new Promise<void>((resolve) => (asked = resolve));
    const journal: Journal = Object.create(memory, {
      append: {
        value: async (runId: string, bodies: readonly EventBody[]) => {
          if (bodies[0]?.type === 'call.began') {
            asked?.();
            await held;
          }
          return memory.append(runId, bodies);
        },
      },
      close: { value: () => memory.close() },
      read: { value: memory.read.bind(memory) },
    });
    await using road = await startRoad({ journal });
    let answered = false;
    const answer = post(road.url(), begin).then((response) => {
      answered = true;
      return response.status;
    });
    await reached;
    // Another request goes the whole way meanwhile.
    expect((await post(road.url(), { ...end, call_id: 'other' })).status).toBe(202);
    expect(answered).toBe(false);
    release?.();
    expect(await answer).toBe(202);
  });

  test('H-S6 shows nobody who reads the journal the URL that an event holds', async () => {
    await using road = await startRoad();
    const url = road.url();
    const failed = (result: unknown) => ({ ...end, result, is_error: true });
    const bodies = [
      { ...begin, args: { env: { CAUSEWAY_URL: url } } },
      failed({ message: `Command failed: CAUSEWAY_URL=${url} python3 job.py` }),
      failed(url),
      failed([url]),
      { ...begin, args: 'x'.repeat(10_000) + url },
    ];
    expect((await post(url, bodies)).status).toBe(202);
    const events = await road.journal.read('run_1', { fromSeq: 2 });
    expect(events).toHaveLength(5);
    const text = JSON.stringify(events);
    expect(text).toContain('/events?t=… python3 job.py');
    expect(text).not.toContain('?t=1.');
    const [, , , , large] = events;
    const { ref = '' } = (large as { args?: { ref?: string } }).args ?? {};
    expect(new TextDecoder().decode(await road.journal.getBlob(ref))).toMatch(/\?t=…"$/);
  });

  test('says what is wrong with an event, with the value and the way it should be', async () => {
    await using road = await startRoad();
    const told = async (body: unknown) => codeOf(await post(road.url(), body));
    expect(await told({ ...begin, tool_name: 7 })).toEqual([
      400,
      'bad_request',
      'tool_name must be a string, not 7',
    ]);
    expect(await told([begin, { ...begin, call_id: 'a b' }])).toEqual([
      400,
      'bad_request',
      '[1].call_id must be 1 to 128 ASCII letters, digits, ".", ":", "_" and "-", not "a b"',
    ]);
    expect(await told({ hello: 1 })).toEqual([
      400,
      'bad_request',
      'type must be "begin" or "end"; an event is ' +
        '{"v":1,"type":"begin","call_id":…,"tool_name":…,"args":…,"at":…} or ' +
        '{"v":1,"type":"end","call_id":…,"tool_name":…,"result":…,"is_error":…,"at":…}',
    ]);
    expect((await told({ ...begin, tool_name: 'x'.repeat(257) }))[2]).toBe(
      'tool_name must have at most 256 characters, not 257',
    );
    expect((await told(new Array(1001).fill(begin)))[2]).toBe(
      'The array holds 1001 events; send at most 1000 at once',
    );
    expect((await told(`{"args":${'['.repeat(600)}${']'.repeat(600)}}`))[2]).toBe(
      'The JSON is nested deeper than 512 levels',
    );
    const latin = await fetch(road.url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Uint8Array([0x22, 0xe9, 0x22]),
    });
    expect(await codeOf(latin)).toEqual([400, 'invalid_json', 'The body is not UTF-8']);
    expect(await road.recorded()).toEqual([]);
  });

  test('takes JSON by its content type alone', async () => {
    await using road = await startRoad();
    for (const type of [
      'application/json; charset=utf-8',
      'APPLICATION/JSON',
      'application/json ;a=b',
    ]) {
      expect((await post(road.url(), { ...begin, at: type.length }, type)).status).toBe(202);
    }
    for (const type of [
      '',
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/jsonl',
    ]) {
      const [status, code, message] = await codeOf(
        await post(road.url(), JSON.stringify(begin), type),
      );
      expect([status, code]).toEqual([415, 'unsupported_media_type']);
      expect(message).toContain('Content-Type: application/json');
    }
    expect(await road.recorded()).toHaveLength(3);
  });

  test('refuses a body over 262,144 bytes, whether it tells its length or not', async () => {
    await using road = await startRoad();
    const body = JSON.stringify({ ...begin, args: 'x'.repeat(262_144) });
    expect(await codeOf(await post(road.url(), body))).toEqual([
      413,
      'body_too_large',
      'A body has at most 262144 bytes; send fewer events at once',
    ]);
    const chunked = await fetch(road.url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([body]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(413);
    const fits = JSON.stringify(begin);
    const chunkedThatFits = await fetch(road.url(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([fits]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(chunkedThatFits.status).toBe(202);
    expect(await road.recorded()).toHaveLength(1);
  });

  test('stops reading a body that never ends', async () => {
    await using road = await startRoad();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(road.url(), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
      });
      sent.on('response', (response) => {
        resolve(response.statusCode);
        sent.destroy();
      });
      sent.on('error', reject);
      const more = (): void => {
        if (!sent.destroyed) sent.write(' '.repeat(65_536), () => setImmediate(more));
      };
      more();
    });
    expect(status).toBe(413);
  });

  test('answers 410 for a run that has ended, and for one that is gone', async () => {
    await using road = await startRoad();
    expect((await post(road.url(), begin)).status).toBe(202);
    await road.journal.append('run_1', [{ type: 'run.ended', outcome: 'done' }]);
    const large = { ...end, result: 'x'.repeat(60_000) };
    for (const [run, body] of [
      ['run_1', end],
      ['run_1', large],
      ['run_of_old', begin],
      ['run_of_old', large],
    ] as const) {
      expect(await codeOf(await post(road.url(run), body))).toEqual([
        410,
        'run_ended',
        'The run of this URL has ended and takes no more events',
      ]);
    }
    expect(await road.recorded()).toHaveLength(2);
  });

  test('leaves no large value behind of an event that comes too late', async () => {
    await using road = await startRoad();
    const stored: Uint8Array[] = [];
    const { journal } = road;
    const putBlob = journal.putBlob.bind(journal);
    journal.putBlob = (content) => {
      stored.push(content);
      return putBlob(content);
    };
    await post(road.url(), { ...begin, args: 'x'.repeat(60_000) });
    await journal.append('run_1', [{ type: 'run.ended', outcome: 'done' }]);
    await post(road.url(), { ...end, result: 'x'.repeat(60_000) });
    expect(stored).toHaveLength(1);
  });

  test('keeps a large value whole beside the journal', async () => {
    await using road = await startRoad();
    const args = { text: 'ü'.repeat(30_000) };
    expect((await post(road.url(), { ...begin, args })).status).toBe(202);
    const [event] = await road.recorded();
    const { bytes, ref } = (event as { args: { bytes: number; ref: string } }).args;
    expect(bytes).toBe(60_011);
    const blob = await road.journal.getBlob(ref);
    expect(JSON.parse(new TextDecoder().decode(blob))).toEqual(args);
  });

  test('tells of a journal that takes nothing, and takes the event when it is sent again', async () => {
    const told: string[] = [];
    await using road = await startRoad({ log: (message) => told.push(message) });
    const { journal } = road;
    const append = journal.append.bind(journal);
    journal.append = () => Promise.reject(new Error('database or disk is full'));
    expect(await codeOf(await post(road.url(), begin))).toEqual([
      503,
      'storage_failed',
      'The server cannot record events at the moment; send them again later',
    ]);
    expect(told).toEqual(['events were not recorded: Error: database or disk is full']);
    journal.append = append;
    expect((await post(road.url(), begin)).status).toBe(202);
    expect(await road.recorded()).toHaveLength(1);
    await journal.close();
    expect((await codeOf(await post(road.url(), end))).slice(0, 2)).toEqual([503, 'shutting_down']);
  });

  test('records an event that is sent again once, and one that differs twice', async () => {
    await using road = await startRoad();
    const answers = await Promise.all([1, 2, 3].map(() => post(road.url(), begin)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    await post(road.url(), [begin, end]);
    await post(road.url(), { ...end, result: 'another' });
    await post(road.url('run_1', 'c1'), begin);
    const types = (await road.recorded()).map(({ type, callId }) => `${type} ${callId}`);
    expect(types).toEqual([
      'call.began ~a1',
      'call.ended ~a1',
      'call.ended ~a1',
      'call.began c1~a1',
    ]);
  });

  test('remembers an event through the 10,000 after it; then the first one counts', async () => {
    await using road = await startRoad();
    const others = (from: number, count: number) =>
      Array.from({ length: count }, (_, n) => ({ ...begin, call_id: `n${from + n}` }));
    await post(road.url(), begin);
    for (let from = 0; from < 9000; from += 1000) await post(road.url(), others(from, 1000));
    await post(road.url(), others(9000, 999));
    await post(road.url(), begin);
    expect(await road.recorded()).toHaveLength(10_000);
    await post(road.url(), others(10_000, 1));
    await post(road.url(), begin);
    expect(await road.recorded()).toHaveLength(10_002);
    const [call] = fold(await road.journal.read('run_1')).calls;
    expect(call?.marks).toEqual(['began_twice']);
  });

  test('lets a page of any origin post, without cookies', async () => {
    await using road = await startRoad();
    const asked = await fetch(road.url(), {
      method: 'OPTIONS',
      headers: {
        origin: 'https://page.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('access-control-allow-headers')).toBe('content-type');
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    const refused = await fetch(`${road.base}/events`, {
      method: 'POST',
      headers: { origin: 'https://page.example' },
    });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
      401,
      '*',
    ]);
  });
});
