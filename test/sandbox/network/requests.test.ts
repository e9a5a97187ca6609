import { describe, expect, test } from 'vitest';
import { createGuardedFetch } from '../../../src/sandbox/node/network/guarded-fetch.ts';
import { outcomeOf } from './support/fetching.ts';
import { type Answer, echo, sharedServer } from './support/servers.ts';

const answer: Answer = (request, response, body) => {
  if (request.url === '/no-content') {
    response.statusCode = 204;
    response.end();
  } else if (request.url === '/teapot') {
    response.writeHead(418, 'Short and stout', [
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['X-Latin', 'café'],
      ['Connection', 'close'],
    ]);
    response.end(Buffer.from([0, 255, 128, 10]));
  } else echo(request, response, body);
};
const server = sharedServer(answer);
const fetch = createGuardedFetch(['127.0.0.1']);
const url = (path = '/'): string => `http://127.0.0.1:${server.port}${path}`;

describe('a request', () => {
  test('carries its method, headers and body, and says who sends it unless told', async () => {
    await fetch({
      url: url('/p?q=1#fragment'),
      method: 'patch',
      headers: [
        ['X-Own', 'väl'],
        ['X-Own', 'two'],
        ['Content-Type', 'text/plain'],
      ],
      body: new TextEncoder().encode('grüße'),
    });
    await fetch({ url: url(), headers: [['User-Agent', 'mine']] });
    const [first, second] = server.arrived;
    expect(first).toMatchObject({ method: 'PATCH', path: '/p?q=1', body: 'grüße' });
    expect(first?.headers).toEqual({
      host: `127.0.0.1:${server.port}`,
      connection: 'close',
      'x-own': 'väl, two',
      'content-type': 'text/plain',
      'content-length': '7',
      accept: '*/*',
      'accept-encoding': 'gzip, deflate, br',
      'user-agent': 'causeway',
    });
    expect(second?.headers['user-agent']).toBe('mine');
  });

  test.each(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND'])(
    'may be a %s',
    async (method) => {
      expect((await fetch({ url: url('/m'), method })).status).toBe(200);
      expect(server.arrived.map((one) => one.method)).toEqual([method]);
    },
  );

  test('that is a GET may have a body', async () => {
    await fetch({ url: url(), body: new TextEncoder().encode('{}') });
    expect(server.arrived).toMatchObject([{ method: 'GET', body: '{}' }]);
  });

  test('leaves the framing of its connection to whoever makes that', async () => {
    await fetch({
      url: url(),
      method: 'POST',
      headers: [
        ['Connection', 'upgrade'],
        ['Upgrade', 'websocket'],
        ['Transfer-Encoding', 'chunked'],
        ['Content-Length', '999'],
        ['TE', 'trailers'],
        ['Expect', '100-continue'],
        ['Keep-Alive', 'timeout=5'],
        ['Proxy-Authorization', 'Basic x'],
        ['X-Kept', 'yes'],
      ],
      body: new TextEncoder().encode('abc'),
    });
    expect(Object.keys(server.arrived[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'content-length',
      'host',
      'user-agent',
      'x-kept',
    ]);
    expect(server.arrived).toMatchObject([{ body: 'abc', headers: { connection: 'close' } }]);
  });

  test.each([
    ['a Host header of another host', [['Host', 'other.example.com']]],
    ['a Host header of another port', [['Host', '127.0.0.1:1']]],
    ['a Host header that is none', [['Host', 'a/b']]],
    ['a line break in a value', [['X-A', 'b\r\nHost: evil']]],
    ['a line break in a name', [['X-A\r\nHost', 'evil']]],
    ['a character that is no byte', [['X-A', '☃']]],
    ['a name with a space', [['X A', 'b']]],
    ['an empty name', [['', 'b']]],
    ['more header bytes than allowed', [['X-A', 'b'.repeat(70_000)]]],
  ] as [string, [string, string][]][])('H-S4 with %s is refused', async (_what, headers) => {
    expect(await outcomeOf(fetch({ url: url(), headers }))).toMatchObject({
      code: 'invalid_request',
    });
    expect(server.connections).toBe(0);
  });

  test('H-S4 may name its own host in a Host header', async () => {
    await fetch({ url: url(), headers: [['host', `127.0.0.1:${server.port}`]] });
    expect(server.arrived.length).toBe(1);
  });

  test.each(['CONNECT', 'TRACE', 'GET /x HTTP/1.1\r\nX: y', '', 'A B'])(
    'H-S4 may not be a %j',
    async (method) => {
      expect(await outcomeOf(fetch({ url: url(), method }))).toMatchObject({
        code: 'invalid_request',
      });
      expect(server.connections).toBe(0);
    },
  );
});

describe('an answer', () => {
  test('has its status, reason, headers and bytes as they were sent', async () => {
    const got = await fetch({ url: url('/teapot') });
    expect([got.status, got.reason, got.url]).toEqual([418, 'Short and stout', url('/teapot')]);
    expect(got.headers.filter(([name]) => name !== 'Date')).toEqual([
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['X-Latin', 'café'],
    ]);
    expect([...got.body]).toEqual([0, 255, 128, 10]);
  });

  test('to HEAD, and one without content, has no body', async () => {
    const head = await fetch({ url: url('/some'), method: 'HEAD' });
    expect([head.status, head.body.length]).toEqual([200, 0]);
    const none = await fetch({ url: url('/no-content') });
    expect([none.status, none.reason, none.body.length]).toEqual([204, 'No Content', 0]);
  });

  test('comes for each of many requests at once', async () => {
    const paths = Array.from({ length: 100 }, (_, at) => `/${at}`);
    const all = await Promise.all(paths.map((path) => fetch({ url: url(path) })));
    const seen = all.map(({ body }) => JSON.parse(Buffer.from(body).toString()).url);
    expect(seen).toEqual(paths);
  });
});
