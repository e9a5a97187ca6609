import { afterAll, describe, expect, test } from 'vitest';
import { createNodeSession, type NodeSession } from '../../../src/sandbox/node/index.ts';
import { Sandbox } from '../../../src/sandbox/node/sandbox.ts';
import { sharedSession, withSession } from '../support/session.ts';
import { sharedServer } from './support/servers.ts';
import { web } from './support/web.ts';

const server = sharedServer(web);
const allowed = sharedSession({ allowedHosts: ['127.0.0.1'] });
const without = sharedSession();

/** Finds the guest's own session object, as a hostile program can. */
const DIG = `
import gc
gc.unfreeze()
session = next(one for one in gc.get_objects() if type(one).__name__ == 'Session')
`;

describe('a program that sends the reserved call by itself', () => {
  test.each([
    ['a host that is not listed', () => `{"url": "http://evil.example/"}`, 'host_not_allowed'],
    ['the metadata service', () => `{"url": "http://169.254.169.254/latest/"}`, 'host_not_allowed'],
    ['another scheme', () => `{"url": "file:///etc/passwd"}`, 'invalid_url'],
    ['an odd method', () => `{"url": "${base()}", "method": "CONNECT"}`, 'invalid_request'],
    ['no url', () => `{}`, 'invalid_request'],
    ['a url that is no text', () => `{"url": ["${base()}"]}`, 'invalid_request'],
    [
      'headers that are none',
      () => `{"url": "${base()}", "headers": {"a": "b"}}`,
      'invalid_request',
    ],
    [
      'a line break in a header',
      () => `{"url": "${base()}", "headers": [["A", "b\\r\\nc: d"]]}`,
      'invalid_request',
    ],
    [
      'a foreign Host header',
      () => `{"url": "${base()}", "headers": [["Host", "evil.example"]]}`,
      'invalid_request',
    ],
    ['a body that is no text', () => `{"url": "${base()}", "body": [1]}`, 'invalid_request'],
    ['a time-out that is none', () => `{"url": "${base()}", "timeoutMs": -1}`, 'invalid_request'],
  ])('H-S4 for %s is refused by the host', async (_what, args, code) => {
    const { value } = await allowed.run(`${DIG}
try:
    await session.start_call('causeway.http', ${JSON.stringify(args())}, 1)
except ToolError as error:
    told = error.code
told`);
    expect(value).toBe(code);
    expect(server.connections).toBe(0);
  });

  test('H-S4 is refused where the session has no network', async () => {
    const { value } = await without.run(`${DIG}
import sys
network = sys.modules['causeway'].fetch.__globals__['network']
network.available = True
told = []
try:
    await session.start_call('causeway.http', '{"url": "${base()}"}', 1)
except ToolError as error:
    told.append([error.code, error.message])
import urllib.request
try:
    urllib.request.urlopen('${base()}')
except OSError as error:
    told.append([error.reason.code, str(error.reason)])
told`);
    expect(value).toEqual([
      ['unknown_tool', 'no tool causeway.http is offered'],
      ['unknown_tool', 'no tool causeway.http is offered'],
    ]);
    expect(server.connections).toBe(0);
  });

  test('H-S4 gets nothing by changing what the guest checks', async () => {
    const { value } = await allowed.run(`
import urllib.request, urllib.error, socket, http.client
told = []
request = urllib.request.Request('${base()}/page')
request.host = 'evil.example'
for attempt in (
    lambda: urllib.request.urlopen(request),
    lambda: urllib.request.urlopen('http://evil.example@127.0.0.1:${server.port}/'),
    lambda: urllib.request.urlopen('http://127.0.0.1:${server.port}@evil.example/'),
    lambda: urllib.request.urlopen('http://evil.example#@127.0.0.1:${server.port}/'),
    lambda: urllib.request.urlopen('http://evil.example\\\\@127.0.0.1/'),
    lambda: socket.create_connection(('evil.example/@127.0.0.1', 80)).sendall(b'GET / HTTP/1.1\\r\\n\\r\\n'),
    lambda: socket.create_connection(('evil.example', 80)).sendall(b'GET http://127.0.0.1:${server.port}/ HTTP/1.1\\r\\n\\r\\n'),
    lambda: socket.create_connection(('127.0.0.1', ${server.port})).sendall(b'GET @evil.example/ HTTP/1.1\\r\\n\\r\\n'),
):
    try:
        attempt()
        told.append('reached')
    except (OSError, http.client.InvalidURL) as error:
        told.append(type(error).__name__)
told`);
    expect(value).toEqual([
      'URLError',
      'URLError',
      'InvalidURL',
      'URLError',
      'URLError',
      'NetworkError',
      'NetworkError',
      'NetworkError',
    ]);
    expect(server.arrived).toEqual([]);
  });
});

test('H-S4 one request hides in no other, whatever it says of its length', async () => {
  const { value } = await allowed.run(`
import socket
told = []
for sent in (
    b'GET /a HTTP/1.1\\r\\n\\r\\nGET /b HTTP/1.1\\r\\n\\r\\n',
    b'POST /a HTTP/1.1\\r\\nContent-Length: 1\\r\\n\\r\\nxGET /b HTTP/1.1\\r\\n\\r\\n',
    b'POST /a HTTP/1.1\\r\\nContent-Length: -5\\r\\n\\r\\nhello',
    b'GET /a HTTP/1.1\\r\\nA: b\\rHost: evil.example\\r\\n\\r\\n',
    b'POST /c HTTP/1.1\\r\\nContent-Length: 99\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nhi\\r\\n0\\r\\n\\r\\n',
):
    try:
        socket.create_connection(('127.0.0.1', ${server.port})).sendall(sent)
        told.append('sent')
    except OSError as error:
        told.append(error.code)
told`);
  expect(value).toEqual([...Array(4).fill('invalid_request'), 'sent']);
  expect(
    server.arrived.map(({ path, body, headers }) => [path, body, headers['content-length']]),
  ).toEqual([['/c', 'hi', '2']]);
});

describe('a session with a network', () => {
  const DENIED =
    '[Errno 2] Permission denied (this sandbox has no sockets: its network speaks HTTP only, as ' +
    'urllib.request, http.client and causeway.fetch do)';
  test.each([
    ["socket.socket().connect(('127.0.0.1', PORT))", DENIED],
    ["socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))", DENIED],
    ['socket.socketpair()', DENIED],
    [
      "socket.getaddrinfo('localhost', 80)",
      '[Errno -4] Non-recoverable error (this sandbox has no sockets: its network speaks HTTP only, as urllib.request, http.client and causeway.fetch do)',
    ],
  ])('H-S4 still has no sockets: %s', async (code, message) => {
    const aimed = code.replaceAll('PORT', String(server.port));
    expect((await allowed.run(`import socket\n${aimed}`)).message).toBe(message);
    expect(server.connections).toBe(0);
  });

  test('H-L4 counts requests among its calls', async () => {
    const { error, message } = await allowed.run(
      `
import urllib.request
for n in range(4):
    urllib.request.urlopen('${base()}/page').close()
await tools.echo(value=1)`,
      { limits: { calls: 3 } },
    );
    expect([error, message]).toEqual([
      'LimitError',
      'causeway.http was not called: limit calls is 3 for one run',
    ]);
    expect(server.arrived.length).toBe(3);
  });

  test('H-L4 holds bodies to the limits of arguments and results', async () => {
    const large = await allowed.run(
      `import urllib.request; urllib.request.urlopen('${base()}/large').read()`,
      { limits: { resultBytes: 100_000 } },
    );
    expect([large.error, large.message]).toEqual([
      'LimitError',
      `GET ${base()}/large failed: the body of the answer is larger than 75000 bytes (limit resultBytes is 100000)`,
    ]);
    const sent = await allowed.run(
      `import urllib.request; urllib.request.urlopen('${base()}/page', data=b'x' * 100_000)`,
      { limits: { argumentBytes: 100_000 } },
    );
    expect(sent.error).toBe('LimitError');
    expect(sent.message).toContain('limit argumentBytes is 100,000');
    const fits = await allowed.run(
      `import urllib.request; len(urllib.request.urlopen('${base()}/large').read())`,
    );
    expect(fits.value).toBe(2_000_000);
  });

  test('H-L5 holds many requests at once to the window', async () => {
    const { value } = await allowed.run(
      `
import asyncio, causeway
answers = await asyncio.gather(*[causeway.fetch(f'${base()}/{n}') for n in range(200)])
[(await answer.json())['url'] for answer in answers] == [f'/{n}' for n in range(200)]`,
      { limits: { callsInFlight: 2 } },
    );
    expect(value).toBe(true);
  });

  test('H-L7 ends a request that takes longer than a call may', async () => {
    const { value } = await allowed.run(
      `
import urllib.request, causeway
told = []
try:
    urllib.request.urlopen('${base()}/hang')
except TimeoutError as error:
    told.append([type(error).__name__, error.code])
try:
    await causeway.fetch('${base()}/hang')
except TimeoutError as error:
    told.append([type(error).__name__, error.code])
told`,
      { limits: { callMs: 200 } },
    );
    expect(value).toEqual([
      ['NetworkTimeoutError', 'call_timed_out'],
      ['NetworkTimeoutError', 'call_timed_out'],
    ]);
    await server.idle();
  });

  test.each([
    ['urllib', 'import urllib.request; urllib.request.urlopen(BASE)'],
    ['fetch', 'import causeway; await causeway.fetch(BASE)'],
  ])('H-L1 H-L6 ends what %s waits for by the wall clock and by an abort', async (_what, code) => {
    const hanging = code.replace('BASE', `'${base()}/hang'`);
    const late = await allowed.run(hanging, { limits: { wallClockMs: 300 } });
    expect([late.error, late.stoppedBy]).toEqual(['TimeoutError', 'interrupt']);
    await server.idle();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    const aborted = await allowed.run(hanging, { signal: controller.signal });
    expect([aborted.error, aborted.stoppedBy]).toEqual(['CancelledError', 'interrupt']);
    await server.idle();
    expect((await allowed.run('1 + 1')).value).toBe(2);
  });

  test('H-P8 ends a request that a program has started and not awaited, and says so', async () => {
    const { notes } = await allowed.run(`
import asyncio, causeway
task = asyncio.ensure_future(causeway.fetch('${base()}/hang'))
await asyncio.sleep(0)
None`);
    expect(notes).toEqual(['1 background task was cancelled at the end of the run']);
    await server.idle();
  });
});

describe('a session without a network', () => {
  test.each([
    [
      "import urllib.request; urllib.request.urlopen('http://127.0.0.1/')",
      '<urlopen error [Errno -4] Non-recoverable error> (this sandbox has no network; call a tool instead)',
    ],
    [
      "import http.client; http.client.HTTPConnection('127.0.0.1').request('GET', '/')",
      '[Errno -4] Non-recoverable error (this sandbox has no network; call a tool instead)',
    ],
    [
      "import socket; socket.create_connection(('127.0.0.1', 80), timeout=1)",
      '[Errno -4] Non-recoverable error (this sandbox has no network; call a tool instead)',
    ],
    [
      "import causeway; await causeway.fetch('http://127.0.0.1/')",
      'this sandbox has no network; call a tool instead',
    ],
    ['from pyodide.http import pyfetch', "No module named 'pyodide' in this sandbox"],
  ])('H-S4 says so: %s', async (code, message) => {
    expect((await without.run(code)).message).toBe(message);
  });
});

describe('allowedHosts', () => {
  test('that are none reject the session at once', async () => {
    const opened = createNodeSession({ allowedHosts: ['https://example.com'] });
    await expect(opened).rejects.toMatchObject({ code: 'invalid_allowed_host' });
  });

  test('are no matter of the tools: none may have the name of the reserved call', async () => {
    await withSession({}, async (_run, session) => {
      const named = session.runPtc({ code: '1', tools: ['causeway.http'] });
      await expect(named).rejects.toThrow('"causeway.http" cannot be the name of a tool');
    });
  });

  test('hold after a restart, and end with the session', async () => {
    const session: NodeSession = await createNodeSession({ allowedHosts: ['127.0.0.1'] });
    afterAll(() => session.close());
    const code = `import urllib.request; urllib.request.urlopen('${base()}/page').status`;
    expect((await session.runPtc({ code })).value).toBe(200);
    await session.restart();
    expect((await session.runPtc({ code })).value).toBe(200);
    const hanging = session.runPtc({
      code: `import causeway; await causeway.fetch('${base()}/hang')`,
    });
    while (server.arrived.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
    await session.close();
    expect((await hanging).error).toBe('SandboxDied');
    await server.idle();
  });
});

test('H-S4 a sandbox’s own fetch ends with it', async () => {
  const sandbox = await Sandbox.open({ allowedHosts: ['127.0.0.1'] });
  const { fetch } = sandbox;
  expect(await fetch?.({ url: `${base()}/page` })).toMatchObject({ status: 200 });
  await sandbox.close();
  await expect(fetch?.({ url: `${base()}/page` })).rejects.toMatchObject({
    code: 'network_closed',
  });
  const alone = await Sandbox.open();
  expect(alone.fetch).toBe(undefined);
  await alone.close();
});

function base(): string {
  return `http://127.0.0.1:${server.port}`;
}
