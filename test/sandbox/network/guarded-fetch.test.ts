import { describe, expect, test } from 'vitest';
import { whyNotPublic } from '../../../src/sandbox/node/network/address-rules.ts';
import { createGuardedFetch } from '../../../src/sandbox/node/network/guarded-fetch.ts';
import { resolveBySystem } from '../../../src/sandbox/node/network/resolve-by-system.ts';
import { fetchWithNames, outcomeOf, PUBLIC_HERE } from './support/fetching.ts';
import { echo, sharedServer } from './support/servers.ts';

const loopback = sharedServer(echo);
const internet = sharedServer(echo, { host: PUBLIC_HERE });

/** What was asked of the server that plays the public internet, and of the machine's own. */
const arrivals = () => ({ internet: internet.connections, loopback: loopback.connections });

describe('H-S4 a host', () => {
  test('that is not listed is refused before anything is sent, with the way to allow it', async () => {
    const fetch = createGuardedFetch(['api.example.com', '*.example.org:8443']);
    const url = `http://127.0.0.1:${loopback.port}/private?token=x`;
    expect(await outcomeOf(fetch({ url, method: 'POST' }))).toEqual({
      code: 'host_not_allowed',
      message:
        `POST http://127.0.0.1:${loopback.port}/private is not allowed: the allowed hosts are ` +
        'api.example.com, *.example.org:8443; list 127.0.0.1 in allowedHosts, or run with ' +
        '--allow-host 127.0.0.1',
    });
    expect(arrivals()).toEqual({ internet: 0, loopback: 0 });
  });

  test('is refused for want of a network when none is listed', async () => {
    const fetch = createGuardedFetch([]);
    expect(await outcomeOf(fetch({ url: 'https://example.com/a?b' }))).toEqual({
      code: 'network_required',
      message:
        'a network is required for GET https://example.com/a, and there is none; ' +
        'list example.com in allowedHosts, or run with --allow-host example.com',
    });
  });

  test('that is listed for one port is refused at another', async () => {
    const fetch = createGuardedFetch([`127.0.0.1:${loopback.port}`]);
    const { port } = loopback;
    expect(await outcomeOf(fetch({ url: `http://127.0.0.1:${port}/` }))).toMatchObject({
      status: 200,
    });
    expect(await outcomeOf(fetch({ url: `http://127.0.0.1:${port + 1}/` }))).toMatchObject({
      code: 'host_not_allowed',
    });
  });

  test('is reached by each form of entry that means it', async () => {
    const names = { 'www.example.com': [PUBLIC_HERE] };
    const url = `http://www.example.com:${internet.port}/a?b=c`;
    for (const entry of ['www.example.com', '*.example.com', '*', `*:${internet.port}`]) {
      const { fetch } = fetchWithNames([entry], names);
      expect(await outcomeOf(fetch({ url }))).toMatchObject({ status: 200 });
    }
    expect(internet.arrived.map(({ path, headers }) => [path, headers.host])).toEqual(
      Array(4).fill(['/a?b=c', `www.example.com:${internet.port}`]),
    );
  });
});

describe('H-S4 the address of a listed name', () => {
  test.each([
    ['a loopback address', ['127.0.0.1']],
    ['a private address', ['10.0.0.7']],
    ['a link-local address', ['169.254.169.254']],
    ['a private address', ['fd00:ec2::254']],
    ['a loopback address', ['::ffff:127.0.0.1']],
    ['a loopback address', ['64:ff9b::7f00:1']],
    ['the unspecified address', ['0.0.0.0']],
    ['a loopback address', [PUBLIC_HERE, '127.0.0.1']],
  ])('is refused when one is %s: %j', async (kind, addresses) => {
    for (const allowed of [['trap.example.com'], ['*'], ['trap.example.com', '127.0.0.1']]) {
      const { fetch } = fetchWithNames(allowed, { 'trap.example.com': addresses });
      const url = `http://trap.example.com:${loopback.port}/`;
      expect(await outcomeOf(fetch({ url }))).toEqual({
        code: 'address_not_allowed',
        message:
          `GET ${url} is not allowed: trap.example.com leads to ${kind}, and a name may lead to ` +
          'public ones only; to reach it, list the address and use it in the URL',
      });
    }
    expect(arrivals()).toEqual({ internet: 0, loopback: 0 });
  });

  test('is looked up once for a request, and what was checked is what is connected to', async () => {
    let turn = 0;
    // Public when it is looked at, the machine itself when it would be looked at again.
    const flip = () => [turn++ % 2 === 0 ? PUBLIC_HERE : '127.0.0.1'];
    const { fetch, lookups } = fetchWithNames(['flip.example.com'], { 'flip.example.com': flip });
    const url = `http://flip.example.com:${internet.port}/`;
    expect(await outcomeOf(fetch({ url }))).toMatchObject({ status: 200 });
    expect(lookups).toEqual(['flip.example.com']);
    expect(arrivals()).toEqual({ internet: 1, loopback: 0 });
  });

  test('is judged anew for each request: no connection of an earlier one is used again', async () => {
    let addresses = [PUBLIC_HERE];
    const { fetch, lookups } = fetchWithNames(['turns.example.com'], {
      'turns.example.com': () => addresses,
    });
    const url = `http://turns.example.com:${internet.port}/`;
    expect(await outcomeOf(fetch({ url }))).toMatchObject({ status: 200 });
    addresses = ['127.0.0.1'];
    expect(await outcomeOf(fetch({ url }))).toMatchObject({ code: 'address_not_allowed' });
    addresses = [PUBLIC_HERE];
    expect(await outcomeOf(fetch({ url }))).toMatchObject({ status: 200 });
    expect(lookups.length).toBe(3);
    expect(arrivals()).toEqual({ internet: 2, loopback: 0 });
  });

  test('that nobody knows is told', async () => {
    const { fetch } = fetchWithNames(['*'], { 'empty.example.com': [] });
    expect(await outcomeOf(fetch({ url: 'http://nowhere.example.com/' }))).toEqual({
      code: 'name_not_found',
      message:
        'GET http://nowhere.example.com/ failed: the name nowhere.example.com could not be ' +
        'resolved (ENOTFOUND)',
    });
    expect(await outcomeOf(fetch({ url: 'http://empty.example.com/' }))).toMatchObject({
      code: 'name_not_found',
    });
  });

  test('may be one of several: the next is tried where the first does not answer', async () => {
    const { fetch } = fetchWithNames(['two.example.com'], {
      'two.example.com': ['2d00::1', PUBLIC_HERE],
    });
    const url = `http://two.example.com:${internet.port}/`;
    expect(await outcomeOf(fetch({ url }))).toMatchObject({ status: 200 });
  });
});

describe('H-S4 an address in a URL', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '0x7f.1',
    '0177.0.0.1',
    '2130706433',
    '0x7f000001',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::127.0.0.1]',
    '[::127.0.0.1]',
    '0.0.0.0',
    '0',
    '[::]',
    '127.0.0.1.',
    '１２７.0.0.1',
  ])('that is %s does not count as public', async (host) => {
    const fetch = createGuardedFetch(['*']);
    expect(await outcomeOf(fetch({ url: `http://${host}:${loopback.port}/` }))).toMatchObject({
      code: 'address_not_allowed',
    });
    expect(loopback.connections).toBe(0);
  });

  test('is reached in every spelling when it is listed itself', async () => {
    const fetch = createGuardedFetch(['127.0.0.1']);
    for (const host of ['127.0.0.1', '0x7f.1', '2130706433', '[::ffff:127.0.0.1]']) {
      const url = `http://${host}:${loopback.port}/`;
      expect(await outcomeOf(fetch({ url }))).toMatchObject({ status: 200 });
    }
    expect(new Set(loopback.arrived.map(({ headers }) => headers.host))).toEqual(
      new Set([`127.0.0.1:${loopback.port}`]),
    );
  });

  test('that is localhost is the machine itself, and reached when it is listed', async () => {
    const { fetch, lookups } = fetchWithNames(['localhost'], { localhost: ['203.0.113.1'] });
    for (const host of ['localhost', 'LOCALHOST', 'localhost.']) {
      const url = `http://${host}:${loopback.port}/`;
      expect(await outcomeOf(fetch({ url }))).toMatchObject({ status: 200 });
    }
    expect(lookups).toEqual([]);
  });
});

describe('H-S4 a URL', () => {
  const fetch = createGuardedFetch(['*']);
  test.each([
    ['file:///etc/passwd', '"file:///etc/passwd" cannot be fetched: only http: and https: can'],
    ['ftp://example.com/', '"ftp://example.com/" cannot be fetched: only http: and https: can'],
    ['ws://example.com/', '"ws://example.com/" cannot be fetched: only http: and https: can'],
    ['data:text/plain,x', '"data:text/plain,x" cannot be fetched: only http: and https: can'],
    [
      '/relative',
      '"/relative" cannot be fetched: it is not a URL; write all of it, like https://example.com',
    ],
    [
      'http://example.com@127.0.0.1/',
      '"http://127.0.0.1/" cannot be fetched: it has a user name or password in it; send an Authorization header instead',
    ],
    [
      'http://u:secret@example.com/?q=secret',
      '"http://example.com/" cannot be fetched: it has a user name or password in it; send an Authorization header instead',
    ],
    ['http://example.com:0/', '"http://example.com:0/" cannot be fetched: there is no port 0'],
    ['http://a..b/', '"http://a..b/" cannot be fetched: no machine has such a name'],
    [
      'http://[fe80::1%25eth0]/',
      '"http://[fe80::1%25eth0]/" cannot be fetched: it is not a URL; write all of it, like https://example.com',
    ],
  ])('that is %s is refused', async (url, message) => {
    expect(await outcomeOf(fetch({ url }))).toEqual({ code: 'invalid_url', message });
  });
});

test('H-S4 the proxies of the host’s environment are not used', async () => {
  const saved = { ...process.env };
  const proxy = `http://127.0.0.1:${loopback.port}`;
  Object.assign(process.env, {
    HTTP_PROXY: proxy,
    http_proxy: proxy,
    ALL_PROXY: proxy,
    NODE_USE_ENV_PROXY: '1',
  });
  try {
    const { fetch } = fetchWithNames(['www.example.com'], { 'www.example.com': [PUBLIC_HERE] });
    const url = `http://www.example.com:${internet.port}/`;
    expect(await outcomeOf(fetch({ url }))).toMatchObject({ status: 200 });
    expect(arrivals()).toEqual({ internet: 1, loopback: 0 });
  } finally {
    process.env = saved;
  }
});

describe('the system’s own look-up', () => {
  test('H-S4 of a name that leads to this machine ends in a refusal', async () => {
    const fetch = createGuardedFetch(['*'], {
      resolve: (_name, signal) => resolveBySystem('localhost', signal),
      whyNotPublic,
    });
    const url = `http://alias.example.com:${loopback.port}/`;
    expect(await outcomeOf(fetch({ url }))).toMatchObject({ code: 'address_not_allowed' });
    expect(loopback.connections).toBe(0);
  });

  test('serves many at once, and does nothing for those who no longer wait', async () => {
    const { signal } = new AbortController();
    const given = AbortSignal.abort(new Error('gave up'));
    const all = Array.from({ length: 20 }, (_, at) =>
      resolveBySystem('localhost', at % 2 === 0 ? signal : given).catch(({ message }) => [message]),
    );
    const found = (await Promise.all(all)).map(([first]) => first);
    expect(found.filter((_, at) => at % 2 === 1)).toEqual(Array(10).fill('gave up'));
    for (const address of found.filter((_, at) => at % 2 === 0)) {
      expect(['127.0.0.1', '::1']).toContain(address);
    }
  });

  test('H-L7 that does not end holds nobody up longer than asked', async () => {
    const fetch = createGuardedFetch(['*'], { resolve: () => new Promise(() => {}), whyNotPublic });
    expect(await outcomeOf(fetch({ url: 'http://slow.example.com/', timeoutMs: 100 }))).toEqual({
      code: 'request_timed_out',
      message: 'GET http://slow.example.com/ did not end within 100 ms',
    });
  });
});
