import { expect, test } from 'vitest';
import { rawCall, serve } from './support.ts';

const TOKEN = 'a-token-of-this-test-only';

/** What a browser keeps of the cookies of an answer. */
function cookieOf(headers: Headers): string {
  return (headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
}

test('on this machine’s own address nobody is asked, and only its own names are answered to', async () => {
  const { url } = await serve();
  const { port } = new URL(url);
  const status = async (host: string): Promise<number> =>
    (await rawCall(`${url}/api/runs`, { host })).status;
  for (const host of [
    `localhost:${port}`,
    `127.0.0.1:${port}`,
    `[::1]:${port}`,
    `127.1.2.3:${port}`,
  ]) {
    expect(await status(host), host).toBe(200);
  }
  for (const host of [
    `attacker.example:${port}`,
    'localhost',
    'localhost:1',
    `localhost.attacker.example:${port}`,
    `127.0.0.1.attacker.example:${port}`,
    `10.0.0.1:${port}`,
  ]) {
    expect(await status(host), host).toBe(403);
  }
  const page = await rawCall(`${url}/runs`, { host: `attacker.example:${port}` });
  expect(page.status).toBe(403);
});

test('pages of other sites can neither change, read nor follow anything', async () => {
  const { call, url, journal } = await serve();
  await journal.append('r', [{ type: 'run.started', kind: 'external', title: 'x' }]);
  for (const headers of [
    { origin: 'https://attacker.example' },
    { origin: 'null' },
    { origin: `${url}.attacker.example` },
    { origin: url.replace(/\d+$/, '1') },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]) {
    for (const [method, path] of [
      ['POST', '/api/runs/r/end'],
      ['POST', '/api/runs'],
      ['DELETE', '/api/runs/r'],
      ['GET', '/api/runs/r/stream'],
      ['GET', '/api/stream'],
      ['GET', '/api/runs'],
    ] as const) {
      const answer = await call(method, path, undefined, headers);
      expect([answer.status, answer.body.error.code], `${method} ${path}`).toEqual([
        403,
        'forbidden',
      ]);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  }
  expect((await journal.getRun('r'))?.ended).toBeUndefined();
  const own = await call(
    'POST',
    '/api/runs/r/end',
    {},
    { origin: url, 'sec-fetch-site': 'same-origin' },
  );
  expect(own.status).toBe(200);
});

test('with a token nothing of the API is open but its health, its document and the sign-in', async () => {
  const { call, journal } = await serve({ token: TOKEN });
  await journal.append('r', [{ type: 'run.started', kind: 'external', title: 'secret title' }]);
  const { body: document } = await call('GET', '/api/openapi.json');
  const open: string[] = [];
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of Object.keys(operations as object)) {
      const real = path.replace('{run}', 'r').replace(/\{\w+\}/g, '1');
      const answer = await call(method.toUpperCase(), real);
      if (answer.status !== 401) open.push(`${method} ${path}`);
      expect(answer.text).not.toContain('secret title');
    }
  }
  expect(open.sort()).toEqual([
    'delete /api/session',
    'get /api/health',
    'get /api/openapi.json',
    'get /api/session',
    // A body without a token is refused before it is compared.
    'post /api/session',
  ]);
  const refused = await call('GET', '/api/runs');
  expect(refused.headers.get('www-authenticate')).toBe('Bearer');
});

test('scripts send the token, and a wrong one opens nothing', async () => {
  const { call } = await serve({ token: TOKEN });
  const status = async (authorization: string): Promise<number> =>
    (await call('GET', '/api/runs', undefined, { authorization })).status;
  expect(await status(`Bearer ${TOKEN}`)).toBe(200);
  for (const wrong of [
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(1)}`,
    'Bearer ',
    `Basic ${btoa(`:${TOKEN}`)}`,
    TOKEN,
  ]) {
    expect(await status(wrong), wrong).toBe(401);
  }
});

test('a browser signs in with the token, stays so by a cookie that scripts cannot read, and signs out', async () => {
  const { call, url } = await serve({ token: TOKEN });
  expect((await call('GET', '/api/session')).body).toEqual({ required: true, signedIn: false });
  const wrong = await call('POST', '/api/session', { token: 'another-token-altogether' });
  expect([wrong.status, wrong.headers.getSetCookie()]).toEqual([401, []]);
  const signedIn = await call('POST', '/api/session', { token: TOKEN });
  expect(signedIn.body).toEqual({ required: true, signedIn: true });
  const header = signedIn.headers.getSetCookie()[0] ?? '';
  expect(header).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
  expect(header.startsWith(`causeway_session_${new URL(url).port}=`)).toBe(true);
  expect(header).not.toContain(TOKEN);

  const cookie = cookieOf(signedIn.headers);
  const status = async (value: string): Promise<number> =>
    (await call('GET', '/api/runs', undefined, { cookie: value })).status;
  expect(await status(cookie)).toBe(200);
  expect(await status(`other=1; ${cookie}`)).toBe(200);
  // A session that is longer than it was given, or belongs to another token, is none.
  expect(await status(cookie.replace(/=(\d)/, '=9$1'))).toBe(401);
  expect(await status(cookie.slice(0, -1))).toBe(401);
  const other = await serve({ token: `${TOKEN}-2` });
  const elsewhere = await other.call('GET', '/api/runs', undefined, {
    cookie: cookie.replace(/_\d+=/, `_${new URL(other.url).port}=`),
  });
  expect(elsewhere.status).toBe(401);

  const out = await call('DELETE', '/api/session', undefined, { cookie });
  expect(out.headers.getSetCookie()[0]).toMatch(/=; Max-Age=0; Path=\//);
  expect(await status(cookie)).toBe(401);
});

test('a cookie is for https only where the server is reached by that', async () => {
  const { call } = await serve({ token: TOKEN, publicUrl: 'https://causeway.example' });
  const { headers } = await call('POST', '/api/session', { token: TOKEN });
  expect(headers.getSetCookie()[0]).toContain('; Secure');
});

test('a sign-in link works once, leads to its place and nowhere else', async () => {
  const server = await serve({ token: TOKEN });
  const { call } = server;
  const path = server.link('/runs/r?tab=output').slice(server.url.length);
  expect(path).not.toContain(TOKEN);
  // A program that looks at links before people do does not use it up.
  expect((await call('HEAD', path)).headers.getSetCookie()).toEqual([]);
  const first = await call('GET', path);
  expect([first.status, first.headers.get('location')]).toEqual([303, '/runs/r?tab=output']);
  const cookie = cookieOf(first.headers);
  expect((await call('GET', '/api/runs', undefined, { cookie })).status).toBe(200);
  const second = await call('GET', path);
  expect([second.status, second.headers.get('location')]).toEqual([303, '/sign-in']);
  expect(second.headers.getSetCookie()).toEqual([]);
  const again = await call('GET', path, undefined, { cookie });
  expect(again.headers.get('location')).toBe('/runs/r?tab=output');

  for (const place of ['//attacker.example', '/\\attacker.example', 'https://attacker.example']) {
    const key = new URL(server.link()).searchParams.get('key');
    const answer = await call('GET', `/sign-in?key=${key}&to=${encodeURIComponent(place)}`);
    expect([answer.status, answer.headers.get('location')], place).toEqual([303, '/']);
  }
});

test('a public URL that is not this machine’s asks for a token, one that is does not', async () => {
  const behindProxy = await serve({ publicUrl: 'https://causeway.example' });
  expect((await behindProxy.call('GET', '/api/runs')).status).toBe(401);
  const own = await serve({ publicUrl: 'http://localhost:8080' });
  expect((await own.call('GET', '/api/runs')).status).toBe(200);
  const forwarded = await rawCall(`${own.localUrl}/api/runs`, { host: 'localhost:8080' });
  expect(forwarded.status).toBe(200);
});

test('an address that others reach asks for a token, and makes one when none is given', async () => {
  const {
    call,
    token = '',
    link,
  } = await serve({ host: '0.0.0.0', publicUrl: 'http://127.0.0.1' });
  expect(token).toMatch(/^[\w-]{32}$/);
  expect(link()).toMatch(/^http:\/\/127\.0\.0\.1\/sign-in\?key=[\w-]{32}$/);
  void call;
});

test('on an address that others reach, requests without the token open nothing', async () => {
  const { url, token } = await serve({ host: '0.0.0.0' });
  expect((await fetch(`${url}/api/runs`)).status).toBe(401);
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(`${url}/api/runs`, { headers })).status).toBe(200);
});

test('the event road needs neither sign-in nor origin, and a session opens nothing there', async () => {
  const { call, url } = await serve({ token: TOKEN });
  const authorization = `Bearer ${TOKEN}`;
  const opened = await call('POST', '/api/runs', { kind: 'external' }, { authorization });
  const event = { v: 1, type: 'begin', call_id: 'c', tool_name: 't', args: {}, at: 1 };
  const path = opened.body.url.slice(url.length);
  const foreign = { origin: 'https://worker.example', host: 'tunnel.example' };
  expect((await call('POST', path, event, foreign)).status).toBe(202);
  expect((await call('POST', '/events', event, { authorization })).status).toBe(401);
  const { runId } = opened.body;
  const token = new URL(opened.body.url).searchParams.get('t') ?? '';
  const asBearer = { authorization: `Bearer ${token}` };
  expect((await call('GET', `/api/runs/${runId}`, undefined, asBearer)).status).toBe(401);
});

test('every answer has the headers that keep its content inert', async () => {
  const { call, journal } = await serve();
  await journal.append('r', [{ type: 'run.started', kind: 'external', title: 'x' }]);
  for (const path of [
    '/',
    '/api/runs',
    '/api/nothing',
    '/api/runs/r/output',
    '/nothing',
    '/events',
  ]) {
    const { headers } = await call('GET', path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(policy, path).not.toContain('unsafe');
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('referrer-policy'), path).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy'), path).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
  }
  const page = (await call('GET', '/')).headers.get('content-security-policy');
  expect(page).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; " +
      "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; " +
      "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; " +
      "trusted-types 'none'",
  );
});

test('no line of the log holds a token or a query', async () => {
  const { call, url, logged, journal, link } = await serve({ token: TOKEN });
  const authorization = `Bearer ${TOKEN}`;
  await call('GET', link().slice(url.length));
  const opened = await call('POST', '/api/runs', { kind: 'external' }, { authorization });
  await journal.close();
  const failed = await call('GET', `/api/runs?q=private-words`, undefined, { authorization });
  expect(failed.status).toBe(503);
  await call('POST', opened.body.url.slice(url.length), {});
  const lines = logged.join('\n');
  for (const secret of [TOKEN, 'private-words', new URL(opened.body.url).searchParams.get('t')]) {
    expect(lines).not.toContain(secret);
  }
});
