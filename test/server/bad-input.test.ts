import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { JournalError } from '../../src/journal/journal-error.ts';
import { createMemoryJournal } from '../../src/journal/memory-journal.ts';
import { ServerError } from '../../src/server/server-error.ts';
import { startServer } from '../../src/server/start-server.ts';
import { serve } from './support.ts';

const start = { type: 'run.started', kind: 'external', title: 'x' } as const;

async function failure(started: Promise<unknown>): Promise<ServerError> {
  const error = await started.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ServerError);
  return error as ServerError;
}

test('bodies that cannot be taken are told why, and change nothing', async () => {
  const { call, journal } = await serve();
  const post = async (body: unknown, headers?: Record<string, string>) => {
    const answer = await call('POST', '/api/runs', body, headers);
    return [answer.status, answer.body.error.code, answer.body.error.message];
  };
  expect(await post('{"kind":')).toEqual([
    400,
    'invalid_json',
    expect.stringContaining('not JSON'),
  ]);
  expect(await post('nul')).toEqual([400, 'invalid_json', expect.stringContaining('not JSON')]);
  const text = { 'content-type': 'text/plain' };
  const wrongType = [415, 'unsupported_media_type', expect.stringContaining('application/json')];
  expect(await post('{"kind":"external"}', text)).toEqual(wrongType);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(await post('kind=external', form)).toEqual(wrongType);
  expect(await post('', form)).toEqual(wrongType);
  expect(await post({})).toEqual([400, 'bad_request', expect.stringContaining('field kind')]);
  expect(await post({ kind: 'external', titel: 'x' })).toEqual([
    400,
    'bad_request',
    'The body has fields that nothing is done with: titel',
  ]);
  expect(await post({ kind: 'external', title: 7 })).toEqual([
    400,
    'bad_request',
    'The field title must be a string, not 7',
  ]);
  for (const run of [{ kind: 'external' }, { kind: 'code', code: '1' }]) {
    const fault = async (title: string) => (await post({ ...run, title })).at(2);
    expect(await fault('')).toBe('The field title must not be empty');
    expect(await fault('x'.repeat(501))).toBe(
      'The field title must have at most 500 characters, not 501',
    );
  }
  for (const body of ['null', '[]', '"external"']) {
    expect(await post(body)).toEqual([400, 'bad_request', 'The body must be a JSON object']);
  }
  expect(await post({ kind: 'external', expiresInSeconds: 0 })).toEqual([
    400,
    'bad_request',
    'The field expiresInSeconds must be at least 1, not 0',
  ]);
  expect(await post({ kind: 'external', parent: { runId: 'nobody' } })).toEqual([
    400,
    'bad_request',
    'The field parent names a run that is not here: "nobody"',
  ]);
  // Every row of a list would have the whole of it.
  const endless = { runId: 'nobody', callId: 'x'.repeat(900_000) };
  expect(await post({ kind: 'external', parent: endless })).toEqual([
    400,
    'bad_request',
    expect.stringMatching(/^The field parent\.callId must have at most 8,192 characters/),
  ]);
  expect(await post(`"${'x'.repeat(1_048_576)}"`)).toEqual([
    413,
    'body_too_large',
    'A body has at most 1048576 bytes',
  ]);
  expect((await journal.listRuns()).runs).toEqual([]);
});

test('a body of no stated length is cut off as soon as it is too large', async () => {
  const { url } = await serve();
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1;
      controller.enqueue(new Uint8Array(65_536).fill(32));
      if (sent > 1000) controller.close();
    },
  });
  const headers = { 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
  const answer = await fetch(`${url}/api/runs`, request).catch(() => undefined);
  // A connection that breaks while the client still sends is all a client may see of the answer.
  if (answer !== undefined) expect(answer.status).toBe(413);
  expect(sent).toBeLessThan(1000);
});

test('queries with unknown, repeated or unreadable parameters are refused', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [start]);
  const message = async (path: string): Promise<string> => {
    const answer = await call('GET', path);
    expect([answer.status, answer.body.error.code]).toEqual([400, 'bad_request']);
    return answer.body.error.message;
  };
  expect(await message('/api/runs?page=2')).toBe(
    'No parameter "page" here; there is: view, q, limit, after',
  );
  expect(await message('/api/runs/r/events?after=1&after=2')).toBe(
    'The parameter after is given twice',
  );
  expect(await message('/api/runs/r/events?limit=0')).toBe(
    'The parameter limit must be a whole number from 1 to 10000, not "0"',
  );
  expect(await message('/api/runs/r/events?after=1e3')).toContain('whole number');
  expect(await message('/api/runs?view=old')).toContain('all or needs or live or failed');
  expect(await message(`/api/runs?q=${'x'.repeat(1001)}`)).toContain('at most 1000 characters');
  expect(await message('/api/runs?__proto__=1')).toContain('No parameter "__proto__"');
});

test('unknown paths, runs, requests and methods are told as what they are', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [start]);
  const told = async (method: string, path: string, body?: unknown) => {
    const answer = await call(method, path, body);
    return [answer.status, answer.body.error.code, answer.headers.get('allow')];
  };
  expect(await told('GET', '/api/nothing')).toEqual([404, 'not_found', null]);
  expect(await told('GET', '/nothing')).toEqual([404, 'not_found', null]);
  expect(await told('GET', '/../../etc/passwd')).toEqual([404, 'not_found', null]);
  expect(await told('GET', '/%2e%2e/%2e%2e/etc/passwd')).toEqual([404, 'not_found', null]);
  expect(await told('GET', '/api/runs/nobody')).toEqual([404, 'not_found', null]);
  expect(await told('GET', '/api/runs/%E0%A4%A')).toEqual([404, 'not_found', null]);
  expect(await told('GET', `/api/runs/${'x'.repeat(5000)}`)).toEqual([404, 'not_found', null]);
  expect(await told('POST', '/api/runs/r/requests/q', {})).toEqual([404, 'not_found', null]);
  expect(await told('GET', '/api/runs/r/files/1')).toEqual([404, 'not_found', null]);
  expect(await told('GET', '/api/runs/r/files/one')).toEqual([404, 'not_found', null]);
  expect(await told('GET', '/api/blobs/sha256-0')).toEqual([404, 'not_found', null]);
  expect(await told('PUT', '/api/runs')).toEqual([405, 'method_not_allowed', 'GET, POST']);
  expect(await told('POST', '/api/health', {})).toEqual([405, 'method_not_allowed', 'GET']);
  expect(await told('POST', '/runs', {})).toEqual([405, 'method_not_allowed', 'GET']);
});

test('a journal that fails is told as such: the cause in the log, nothing half done', async () => {
  const memory = createMemoryJournal();
  let full = true;
  const journal = Object.assign(Object.create(memory), memory);
  for (const name of ['read', 'getRun', 'listRuns', 'getDeletedRun', 'close'] as const) {
    journal[name] = memory[name].bind(memory);
  }
  journal.append = async (...args: Parameters<typeof memory.append>) => {
    if (full) throw new JournalError('journal_disk_full', 'no room below /secret/folder');
    return await memory.append(...args);
  };
  const { call, logged } = await serve({ journal });
  const answer = await call('POST', '/api/runs', { kind: 'external' });
  expect([answer.status, answer.body.error.code]).toEqual([503, 'storage_failed']);
  expect(answer.body.error.message).toContain('journal_disk_full');
  expect(answer.text).not.toContain('/secret/folder');
  const id = answer.headers.get('x-request-id');
  expect(logged).toEqual([
    `POST /api/runs (${id}): journal_disk_full: no room below /secret/folder`,
  ]);
  expect((await memory.listRuns()).runs).toEqual([]);
  full = false;
  expect((await call('POST', '/api/runs', { kind: 'external' })).status).toBe(201);
});

test('requests that are not quite HTTP are refused, and the server lives on', async () => {
  const { url, call, logged } = await serve();
  const { port, hostname } = new URL(url);
  const answerTo = async (request: string): Promise<string> => {
    const socket = connect(Number(port), hostname);
    socket.end(request.replaceAll('PORT', port));
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    return answer.split('\r\n')[0] ?? '';
  };
  const rest = 'Connection: close\r\n\r\n';
  expect(await answerTo(`GET /api/runs HTTP/1.1\r\nHost: a b\r\n${rest}`)).toContain(' 400 ');
  expect(await answerTo(`GET /api/runs HTTP/1.1\r\n${rest}`)).toContain(' 400 ');
  expect(await answerTo(`GET /api/runs HTTP/1.0\r\n${rest}`)).toMatch(/ 40[03] /);
  expect(
    await answerTo(`GET http://evil.example/api/runs HTTP/1.1\r\nHost: evil.example\r\n${rest}`),
  ).toContain(' 403 ');
  expect(
    await answerTo(`GET //evil.example/api/runs HTTP/1.1\r\nHost: localhost:PORT\r\n${rest}`),
  ).toContain(' 404 ');
  const chunked = 'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n';
  expect(
    await answerTo(`POST /api/runs HTTP/1.1\r\nHost: localhost:PORT\r\n${chunked}\r\nZZ\r\n`),
  ).toContain(' 400 ');
  expect(await answerTo('\u0000\u0001\u0002\r\n\r\n')).toContain(' 400 ');
  expect((await call('GET', '/api/health')).status).toBe(200);
  expect(logged).toEqual([]);
});

test('a client that never finishes its request is cut off and holds up nobody', async () => {
  const { url, call, close } = await serve();
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  const head =
    'POST /api/runs HTTP/1.1\r\nhost: localhost:PORT\r\ncontent-type: application/json\r\n';
  socket.write(`${head.replace('PORT', port)}content-length: 100\r\n\r\n{`);
  expect((await call('GET', '/api/health')).status).toBe(200);
  const gone = new Promise((resolve) => socket.on('close', resolve).on('error', () => {}));
  await close();
  await gone;
});

test('an address that cannot be had is one line with what to do, and a code', async () => {
  const journal = createMemoryJournal();
  const { url } = await serve();
  const port = Number(new URL(url).port);
  const inUse = await failure(startServer({ journal, port }));
  expect([inUse.code, inUse.message]).toEqual([
    'port_in_use',
    `Port ${port} of 127.0.0.1 is in use; choose another one, or 0 for a free one`,
  ]);
  const foreign = await failure(startServer({ journal, host: '192.0.2.1' }));
  expect(foreign.code).toBe('address_unavailable');
  expect(foreign.message).toContain('192.0.2.1');
  const unknown = await failure(startServer({ journal, host: 'no-such-host.invalid' }));
  expect(unknown.code).toBe('address_unavailable');
  for (const bad of [-1, 65_536, 1.5, Number.NaN]) {
    expect((await failure(startServer({ journal, port: bad }))).code).toBe('invalid_address');
  }
  for (const publicUrl of ['example.org', 'ftp://example.org', 'https://example.org/path']) {
    expect((await failure(startServer({ journal, publicUrl }))).code).toBe('invalid_address');
  }
  const short = await failure(startServer({ journal, token: 'short-secret' }));
  expect(short.code).toBe('invalid_token');
  expect(short.message).not.toContain('short-secret');
});
