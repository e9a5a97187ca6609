import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signEventToken, verifyEventToken } from '../../../src/server/event-road/event-token.ts';
import { eventUrl } from '../../../src/server/event-road/event-url.ts';
import { begin, end, openRun, post, startRoad, testKeys } from './support.ts';

const later = 4_000_000_000;
const refused = {
  error: { code: 'unauthorized', message: 'The token of this URL is missing or no longer good' },
};

describe('a token', () => {
  test('gives back what was signed, whatever the ids are', () => {
    const keys = testKeys();
    fc.assert(
      fc.property(
        fc
          .string({ minLength: 1, maxLength: 200, unit: 'binary' })
          .filter((id) => id.isWellFormed()),
        fc.option(fc.string({ minLength: 1, maxLength: 200 }), { nil: undefined }),
        (runId, parentCallId) => {
          const claims = {
            runId,
            ...(parentCallId !== undefined && { parentCallId }),
            expiresAt: later,
          };
          const token = signEventToken(keys, claims);
          expect(token).toMatch(/^[\w.-]+$/);
          expect(verifyEventToken(keys, token, 0)).toEqual(claims);
        },
      ),
    );
  });

  test('H-S6 is refused when any one of its characters is another', () => {
    const keys = testKeys();
    const token = signEventToken(keys, { runId: 'run_1', parentCallId: 'c1', expiresAt: later });
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
    for (let at = 0; at < token.length; at += 1) {
      for (const digit of digits) {
        if (digit === token[at]) continue;
        const altered = token.slice(0, at) + digit + token.slice(at + 1);
        expect(verifyEventToken(keys, altered, 0), altered).toBeUndefined();
      }
    }
  });

  test('H-S6 is refused when something is cut off or added', () => {
    const keys = testKeys();
    const token = signEventToken(keys, { runId: 'run_1', expiresAt: later });
    for (let length = 0; length < token.length; length += 1) {
      expect(verifyEventToken(keys, token.slice(0, length), 0)).toBeUndefined();
      expect(verifyEventToken(keys, token.slice(length + 1), 0)).toBeUndefined();
    }
    for (const more of ['A', '=', '.', ' ', '\n', `.${token}`, 'A'.repeat(10_000)]) {
      expect(verifyEventToken(keys, token + more, 0)).toBeUndefined();
    }
  });

  test('H-S6 whatever text is no token', () => {
    const keys = testKeys();
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'binary' }), (text) => {
        expect(verifyEventToken(keys, text, 0)).toBeUndefined();
      }),
    );
  });

  test('H-S6 opens nothing from its last second on', () => {
    const keys = testKeys();
    const token = signEventToken(keys, { runId: 'run_1', expiresAt: 1000 });
    expect(verifyEventToken(keys, token, 999_999)).toMatchObject({ runId: 'run_1' });
    expect(verifyEventToken(keys, token, 1_000_000)).toBeUndefined();
  });

  test('H-S6 of another server is refused', () => {
    const token = signEventToken(testKeys('one key that is thirty-two and more'), {
      runId: 'run_1',
      expiresAt: later,
    });
    const other = testKeys('another key that is thirty-two and more');
    expect(verifyEventToken(other, token, 0)).toBeUndefined();
  });

  test('H-S6 with the code of another run’s token is refused', () => {
    const keys = testKeys();
    const parts = (runId: string) => signEventToken(keys, { runId, expiresAt: later }).split('.');
    const [version, key, claims] = parts('run_1');
    const code = parts('run_2')[3];
    expect(verifyEventToken(keys, [version, key, claims, code].join('.'), 0)).toBeUndefined();
  });

  test('signed by an older key stays good after a rotation, three rotations long', async () => {
    const keys = testKeys();
    const token = signEventToken(keys, { runId: 'run_1', expiresAt: later });
    for (const good of [true, true, true, false]) {
      await keys.rotate();
      expect(verifyEventToken(keys, token, 0) !== undefined).toBe(good);
      const newer = signEventToken(keys, { runId: 'run_1', expiresAt: later });
      expect(newer.split('.')[1]).not.toBe(token.split('.')[1]);
      expect(verifyEventToken(keys, newer, 0)).toMatchObject({ runId: 'run_1' });
    }
  });
});

describe('the receiver', () => {
  test('H-S6 answers every bad token with the same words, and records nothing', async () => {
    const keys = testKeys();
    await using road = await startRoad({ keys });
    const { base } = road;
    const good = road.url();
    const expired = eventUrl(keys, { base, runId: 'run_1', expiresInSeconds: -1 });
    const foreign = eventUrl(testKeys('a key of nobody that is long enough'), {
      base,
      runId: 'run_1',
    });
    const bodies = [begin, 'no JSON', '"'.repeat(300_000)];
    for (const url of [
      `${base}/events`,
      `${base}/events?t=`,
      `${base}/events?T=${good.split('=')[1]}`,
      `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`,
      expired,
      foreign,
    ]) {
      for (const body of bodies) {
        const answer = await post(url, body);
        expect(answer.status, url).toBe(401);
        expect(await answer.json()).toEqual(refused);
      }
    }
    expect(await road.recorded()).toEqual([]);
    expect((await post(good, begin)).status).toBe(202);
  });

  test('H-S6 a URL opens one run, and no way but appending to it', async () => {
    await using road = await startRoad();
    await openRun(road.journal, 'run_2');
    await post(road.url('run_1'), begin);
    expect(await road.recorded('run_2')).toEqual([]);
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const answer = await fetch(road.url(), { method });
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe('POST, OPTIONS');
      expect(await answer.json()).toMatchObject({ error: { code: 'method_not_allowed' } });
    }
    expect(await road.recorded()).toHaveLength(1);
  });

  test('H-S6 an emitter can neither end nor nest under calls that are not of its URL', async () => {
    await using road = await startRoad();
    const hostCall = {
      type: 'call.began',
      callId: 'c1',
      tool: 'deploy',
      args: { value: {} },
      road: 'host-call',
    } as const;
    await road.journal.append('run_1', [hostCall]);
    await post(road.url(), { ...end, call_id: 'c1' });
    await post(road.url(), { ...begin, parent_call_id: 'c1' });
    await post(road.url('run_1', 'c2'), { ...end, call_id: 'a1' });
    const ids = (await road.recorded())
      .slice(1)
      .map(({ callId, parentCallId }) => [callId, parentCallId]);
    expect(ids).toEqual([
      ['~c1', undefined],
      ['~a1', '~c1'],
      ['c2~a1', undefined],
    ]);
  });
});
