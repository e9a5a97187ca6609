import { beforeAll, describe, expect, test } from 'vitest';
import { createGuardedFetch } from '../../../src/sandbox/node/network/guarded-fetch.ts';
import { fetchWithNames, outcomeOf, PUBLIC_HERE } from './support/fetching.ts';
import { type Answer, echo, sharedServer, trustTestCertificate } from './support/servers.ts';

/** `/to/302/<target>` redirects there; `/loop/n` redirects n times; all else is told back. */
const redirecting: Answer = (request, response, body) => {
  const path = request.url ?? '';
  const [, status, target = ''] = /^\/to\/(\d+)\/(.*)$/.exec(path) ?? [];
  const left = Number(/^\/loop\/(\d+)$/.exec(path)?.[1] ?? 0);
  if (status !== undefined) {
    response.writeHead(
      Number(status),
      target === '' ? {} : { location: decodeURIComponent(target) },
    );
    response.end('moved');
  } else if (left > 0) {
    response.writeHead(302, { location: `${left - 1}` });
    // A body that nobody reads, larger than any buffer on the way.
    response.end('x'.repeat(1_000_000));
  } else echo(request, response, body);
};
const loopback = sharedServer(redirecting);
const internet = sharedServer(redirecting, { host: PUBLIC_HERE });
const secure = sharedServer(redirecting, { secure: true });
beforeAll(trustTestCertificate);

const names = {
  'www.example.com': [PUBLIC_HERE],
  'api.example.com': [PUBLIC_HERE],
  'trap.example.com': ['127.0.0.1'],
};
const at = (host: string, path = '/'): string => `http://${host}:${internet.port}${path}`;
const to = (status: number, target: string): string =>
  `/to/${status}/${encodeURIComponent(target)}`;

describe('H-S4 a redirect', () => {
  test('is followed to the end, relative ones too', async () => {
    const { fetch, lookups } = fetchWithNames(['*.example.com'], names);
    const far = at('api.example.com', '/end?x=1');
    const got = await fetch({ url: at('www.example.com', to(302, far)) });
    expect([got.status, got.url, got.redirected]).toEqual([200, far, true]);
    const near = await fetch({ url: at('www.example.com', to(301, '../../end#part')) });
    expect([near.url, near.redirected]).toEqual([at('www.example.com', '/end'), true]);
    const none = await fetch({ url: at('www.example.com') });
    expect([none.url, none.redirected]).toEqual([at('www.example.com'), false]);
    expect(lookups).toEqual([
      'www.example.com',
      'api.example.com',
      'www.example.com',
      'www.example.com',
      'www.example.com',
    ]);
  });

  test.each([
    ['a host that is not listed', () => 'http://evil.org/steal?secret', 'host_not_allowed'],
    ['an address of the machine', () => `http://127.0.0.1:${loopback.port}/`, 'host_not_allowed'],
    ['localhost', () => `http://localhost:${loopback.port}/`, 'host_not_allowed'],
    ['a name of the machine', () => at('trap.example.com'), 'address_not_allowed'],
    ['another scheme', () => 'file:///etc/passwd', 'redirect_not_allowed'],
    ['a URL with a password', () => 'http://u:p@api.example.com/', 'redirect_not_allowed'],
    ['what is no URL', () => 'http://[', 'redirect_not_allowed'],
  ])('to %s is not followed, wherever in a chain it comes', async (_what, target, code) => {
    const { fetch } = fetchWithNames(['*.example.com'], names);
    const direct = at('www.example.com', to(302, target()));
    expect(await outcomeOf(fetch({ url: direct }))).toMatchObject({ code });
    const later = at('www.example.com', to(307, at('api.example.com', to(301, target()))));
    expect(await outcomeOf(fetch({ url: later }))).toMatchObject({ code });
    expect(loopback.connections).toBe(0);
  });

  test('to a host that is not listed is told with where it came from', async () => {
    const { fetch } = fetchWithNames(['www.example.com'], names);
    const url = at('www.example.com', to(302, 'http://evil.org/steal?secret'));
    const got = await outcomeOf(fetch({ url }));
    expect('message' in got && got.message).toBe(
      `GET http://evil.org/steal (redirected from ${url}) is not allowed: the allowed hosts are ` +
        'www.example.com; list evil.org in allowedHosts, or run with --allow-host evil.org',
    );
  });

  test('to an address is refused although everything public is allowed', async () => {
    const { fetch } = fetchWithNames(['*'], names);
    for (const target of ['http://169.254.169.254/latest/', `http://[::1]:${loopback.port}/`]) {
      const url = at('www.example.com', to(302, target));
      expect(await outcomeOf(fetch({ url }))).toMatchObject({ code: 'address_not_allowed' });
    }
  });

  test('is followed ten times and no more', async () => {
    const fetch = createGuardedFetch(['127.0.0.1']);
    const loop = (times: number): string => `http://127.0.0.1:${loopback.port}/loop/${times}`;
    expect((await fetch({ url: loop(10) })).status).toBe(200);
    expect(loopback.arrived.length).toBe(11);
    expect(await outcomeOf(fetch({ url: loop(11) }))).toEqual({
      code: 'too_many_redirects',
      message: `GET ${loop(11)} failed: it was redirected more than 10 times`,
    });
    expect(loopback.arrived.length).toBe(22);
  });

  test.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'POST', 'GET', ''],
    [307, 'POST', 'POST', 'body'],
    [308, 'POST', 'POST', 'body'],
    [301, 'PUT', 'PUT', 'body'],
    [302, 'DELETE', 'DELETE', 'body'],
    [303, 'PUT', 'GET', ''],
    [303, 'HEAD', 'HEAD', ''],
    [302, 'HEAD', 'HEAD', ''],
    [302, 'GET', 'GET', ''],
  ])('%i of a %s is followed by a %s', async (status, method, next, body) => {
    const { fetch } = fetchWithNames(['www.example.com'], names);
    const sent =
      method === 'HEAD' || method === 'GET' ? undefined : new TextEncoder().encode('body');
    await fetch({
      url: at('www.example.com', to(status, '/end')),
      method,
      headers: [
        ['Content-Type', 'text/plain'],
        ['X-Kept', '1'],
      ],
      body: sent,
    });
    const [, last] = internet.arrived;
    expect([last?.method, last?.path, last?.body, last?.headers['x-kept']]).toEqual([
      next,
      '/end',
      body,
      '1',
    ]);
    const lost = sent !== undefined && next === 'GET';
    expect(last?.headers['content-type']).toBe(lost ? undefined : 'text/plain');
  });

  test('takes credentials to the same origin only', async () => {
    const { fetch } = fetchWithNames(['*.example.com'], names);
    const headers: [string, string][] = [
      ['Authorization', 'Bearer secret'],
      ['Cookie', 'session=secret'],
      ['X-Other', 'kept'],
    ];
    const seen = async (url: string) => {
      await fetch({ url, headers });
      const last = internet.arrived.at(-1)?.headers ?? {};
      return [last.authorization, last.cookie, last['x-other']];
    };
    const same = at('www.example.com', to(302, '/end'));
    expect(await seen(same)).toEqual(['Bearer secret', 'session=secret', 'kept']);
    const other = at('www.example.com', to(307, at('api.example.com', '/end')));
    expect(await seen(other)).toEqual([undefined, undefined, 'kept']);
    // Once given up they do not come back.
    const back = at('api.example.com', to(302, at('www.example.com', '/end')));
    expect(await seen(at('www.example.com', to(302, back)))).toEqual([
      undefined,
      undefined,
      'kept',
    ]);
  });

  test('takes credentials to no other port of the same host', async () => {
    const fetch = createGuardedFetch(['localhost']);
    const target = `https://localhost:${secure.port}/end`;
    const url = `http://localhost:${loopback.port}${to(302, target)}`;
    await fetch({ url, headers: [['Authorization', 'secret']] });
    expect(loopback.arrived.map(({ headers }) => headers.authorization)).toEqual(['secret']);
    expect(secure.arrived.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test('from http to https is followed, from https to http it is not', async () => {
    const fetch = createGuardedFetch(['localhost']);
    const up = `http://localhost:${loopback.port}${to(301, `https://localhost:${secure.port}/end`)}`;
    expect(await fetch({ url: up })).toMatchObject({ status: 200, redirected: true });
    const down = `https://localhost:${secure.port}${to(301, `http://localhost:${loopback.port}/`)}`;
    expect(await outcomeOf(fetch({ url: down }))).toEqual({
      code: 'redirect_not_allowed',
      message:
        `GET ${down} was redirected, and that is not followed: ` +
        `http://localhost:${loopback.port} is http, where what is sent can be read on the way`,
    });
    expect(loopback.arrived.map(({ path }) => path)).not.toContain('/');
  });

  test('is given as it is when that is asked for, and when it leads nowhere', async () => {
    const { fetch } = fetchWithNames(['www.example.com'], names);
    const url = at('www.example.com', to(302, 'http://evil.org/'));
    const manual = await fetch({ url, redirect: 'manual' });
    expect([manual.status, manual.url, Buffer.from(manual.body).toString()]).toEqual([
      302,
      url,
      'moved',
    ]);
    expect(manual.headers).toContainEqual(['location', 'http://evil.org/']);
    expect(await fetch({ url: at('www.example.com', to(302, '')) })).toMatchObject({ status: 302 });
    expect(await fetch({ url: at('www.example.com', to(300, '/x')) })).toMatchObject({
      status: 300,
    });
  });
});

describe('H-S4 a certificate', () => {
  test('that is trusted lets a request through', async () => {
    const fetch = createGuardedFetch(['localhost']);
    expect(await fetch({ url: `https://localhost:${secure.port}/` })).toMatchObject({
      status: 200,
    });
  });

  test('of another host ends the request, whatever the host’s environment says', async () => {
    const fetch = createGuardedFetch(['127.0.0.1']);
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      expect(await outcomeOf(fetch({ url: `https://127.0.0.1:${secure.port}/` }))).toMatchObject({
        code: 'tls_failed',
      });
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
    expect(secure.arrived).toEqual([]);
  });

  test('that there is none of ends the request', async () => {
    const fetch = createGuardedFetch(['localhost']);
    expect(await outcomeOf(fetch({ url: `https://localhost:${loopback.port}/` }))).toMatchObject({
      code: 'tls_failed',
    });
  });
});
