import { expect, test } from 'vitest';
import { serve } from './support.ts';

const start = { type: 'run.started', kind: 'external', title: 'Import' } as const;

test('what waits for a person in any run is listed, the oldest first, and counted', async () => {
  const { call, journal } = await serve();
  await journal.append('a', [start, { type: 'attention.raised', id: 'q', reason: 'Which one?' }]);
  await journal.append('b', [{ ...start, title: 'Other' }]);
  await journal.append('b', [{ type: 'browser.requested', id: 'p', url: 'https://example.org' }]);
  await journal.append('c', [start]);
  const { body } = await call('GET', '/api/attention');
  expect(body.count).toBe(2);
  expect(body.requests).toMatchObject([
    { runId: 'a', title: 'Import', id: 'q', kind: 'attention', text: 'Which one?' },
    { runId: 'b', title: 'Other', id: 'p', kind: 'browser', text: 'https://example.org' },
  ]);
});

test('a request is answered once, with who did it, and is gone from the list', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [start, { type: 'attention.raised', id: 'q/1', reason: 'Which?' }]);
  const path = '/api/runs/r/requests/q%2F1';
  const first = await call('POST', path, { answer: 'the left one', by: 'mara' });
  expect([first.status, first.body]).toEqual([200, { runId: 'r', id: 'q/1', by: 'mara', seq: 3 }]);
  expect((await journal.read('r')).at(-1)).toMatchObject({
    type: 'attention.closed',
    id: 'q/1',
    by: 'mara',
    answer: 'the left one',
  });
  const second = await call('POST', path, {});
  expect([second.status, second.body.error]).toEqual([
    409,
    { code: 'already_closed', message: 'The request has been closed by "mara"' },
  ]);
  expect((await call('GET', '/api/attention')).body).toEqual({ requests: [], count: 0 });
});

test('of many who answer at once exactly one is taken', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [start, { type: 'attention.raised', id: 'q', reason: 'Which?' }]);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      call('POST', '/api/runs/r/requests/q', { by: `person ${index}` }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)]);
  expect(await journal.read('r')).toHaveLength(3);
});

test('of very many requests each can be answered, also those that a list leaves out', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [
    start,
    ...Array.from({ length: 300 }, (_, index) => ({
      type: 'attention.raised' as const,
      id: `q${index}`,
      reason: 'Which?',
    })),
  ]);
  expect((await call('POST', '/api/runs/r/requests/q299', {})).status).toBe(200);
  expect((await call('POST', '/api/runs/r/requests/q299', {})).status).toBe(409);
});

test('what cannot be answered is told: no such request, an approval, an ended run', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [
    start,
    { type: 'approval.asked', id: 'a', callId: 'c' },
    { type: 'attention.raised', id: 'q', reason: 'Which?' },
  ]);
  const told = async (path: string) => {
    const { status, body } = await call('POST', path, {});
    return [status, body.error.code];
  };
  expect(await told('/api/runs/r/requests/nobody')).toEqual([404, 'not_found']);
  expect(await told('/api/runs/r/requests/a')).toEqual([400, 'bad_request']);
  await call('POST', '/api/runs/r/end');
  expect(await told('/api/runs/r/requests/q')).toEqual([410, 'run_ended']);
});
