import { describe, expect, test } from 'vitest';
import { sharedSession } from '../support/session.ts';
import { sharedServer } from './support/servers.ts';
import { web } from './support/web.ts';

const server = sharedServer(web);
const { run } = sharedSession({ allowedHosts: ['127.0.0.1'] });

const program = (code: string) => run(`BASE = 'http://127.0.0.1:${server.port}'\n${code}`);
const resultOf = async (code: string): Promise<unknown> => {
  const { ok, value, message } = await program(code);
  expect(ok, message).toBe(true);
  return value;
};

describe('causeway.fetch', () => {
  test('gives what a server answered', async () => {
    expect(
      await resultOf(`
import causeway
r = await causeway.fetch(BASE + '/page?x=1')
headers = await causeway.fetch(BASE + '/headers')
broken = await causeway.fetch(BASE + '/broken')
[[r.status, r.ok, r.status_text, r.url == BASE + '/page?x=1', r.redirected, (await r.json())['url'], (await r.text())[:2]],
 [await headers.text(), headers.headers['CONTENT-TYPE'], 'set-cookie' in headers.headers, headers.headers.get_all('Set-Cookie'), headers.headers.get('x', 'none')],
 [broken.status, broken.ok, broken.status_text, await broken.text(), repr(broken) == f'<Response 500 {BASE}/broken>'],
 list(await (await causeway.fetch(BASE + '/binary')).bytes()), await (await causeway.fetch(BASE + '/gzip')).text()]
`),
    ).toEqual([
      [200, true, 'OK', true, false, '/page?x=1', '{"'],
      ['café', 'text/plain; charset=iso-8859-1', true, ['a=1', 'b=2'], 'none'],
      [500, false, 'Oh No', 'sorry', true],
      [0, 255, 13, 10, 128],
      'grüße',
    ]);
  });

  test('sends what it is given', async () => {
    await resultOf(`
import causeway
await causeway.fetch(BASE + '/a', method='POST', headers={'X-A': 'b'}, body='grüße')
await causeway.fetch(BASE + '/b', method='put', headers=[('X-A', '1'), ('X-A', '2')], body=b'\\x00')
await causeway.fetch(BASE + '/c', method='POST', headers={'content-type': 'application/json'}, body=bytearray(b'{}'))
`);
    expect(server.arrived).toMatchObject([
      {
        method: 'POST',
        body: 'grüße',
        headers: { 'x-a': 'b', 'content-type': 'text/plain;charset=UTF-8' },
      },
      { method: 'PUT', body: '\0', headers: { 'x-a': '1, 2' } },
      { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
    ]);
  });

  test('runs many at once, and other tasks beside them', async () => {
    expect(
      await resultOf(`
import asyncio, causeway
ticks = 0
async def tick():
    global ticks
    while True:
        ticks += 1
        await asyncio.sleep(0.001)
task = asyncio.create_task(tick())
async def get(n):
    return (await (await causeway.fetch(f'{BASE}/{n}')).json())['url']
got = await asyncio.gather(*[get(n) for n in range(100)])
task.cancel()
[got == [f'/{n}' for n in range(100)], ticks > 1]
`),
    ).toEqual([true, true]);
  });

  test('follows redirects unless told', async () => {
    expect(
      await resultOf(`
import causeway
r = await causeway.fetch(BASE + '/moved')
m = await causeway.fetch(BASE + '/moved', redirect='manual')
[r.url == BASE + '/landed', r.redirected, m.status, m.headers['location'], m.redirected]
`),
    ).toEqual([true, true, 302, '/landed', false]);
  });

  test('H-S4 raises NetworkError with a code where the host says no', async () => {
    expect(
      await resultOf(`
import causeway, pickle
told = []
for url in ('http://evil.example/', BASE + '/away', 'file:///etc/passwd', 'http://127.0.0.1:1/', 'http://u:p@127.0.0.1/'):
    try:
        await causeway.fetch(url)
    except OSError as error:
        told.append([type(error) is causeway.NetworkError, error.code, pickle.loads(pickle.dumps(error)).code])
try:
    await causeway.fetch(BASE + '/hang', timeout=0.1)
except TimeoutError as error:
    told.append([type(error) is causeway.NetworkTimeoutError, error.code])
told
`),
    ).toEqual([
      [true, 'host_not_allowed', 'host_not_allowed'],
      [true, 'host_not_allowed', 'host_not_allowed'],
      [true, 'invalid_url', 'invalid_url'],
      [true, 'connection_failed', 'connection_failed'],
      [true, 'invalid_url', 'invalid_url'],
      [true, 'request_timed_out'],
    ]);
  });

  test.each([
    [
      "await causeway.fetch(BASE, body={'a': 1})",
      'the body is bytes or str, not dict; use json.dumps(...)',
    ],
    [
      "await causeway.fetch(BASE, redirect='error')",
      "redirect is 'follow' or 'manual', not 'error'",
    ],
    [
      "await causeway.fetch(BASE, headers={'X': 'a\\nb'})",
      'header X has characters that no header can have',
    ],
  ])('tells what is wrong with %s', async (code, message) => {
    expect((await program(`import causeway\n${code}`)).message).toContain(message);
  });

  test('H-P5 shows only the program in a traceback', async () => {
    const { traceback } = await program(`
import causeway
async def get():
    return await causeway.fetch('http://evil.example/')
await get()`);
    const files = [...(traceback ?? '').matchAll(/File "([^"]+)"/g)].map(([, file]) => file);
    expect(new Set(files.map((file) => file?.replace(/ \(run \d+\)/, '')))).toEqual(
      new Set(['program.py']),
    );
  });

  test('H-L6 a request that is cancelled ends on the host too', async () => {
    const { value } = await program(`
import asyncio, causeway
try:
    await asyncio.wait_for(causeway.fetch(BASE + '/hang'), 0.1)
except TimeoutError:
    told = 'gave up'
told
`);
    expect(value).toBe('gave up');
    await server.idle();
  });
});

describe('pyodide.http', () => {
  test('has pyfetch and open_url, as programs for browsers use them', async () => {
    expect(
      await resultOf(`
from pyodide.http import pyfetch, open_url, HttpStatusError, FetchResponse
r = await pyfetch(BASE + '/page', method='POST', body='x', headers={'A': 'b'}, credentials='omit', mode='cors', cache='no-cache')
told = [isinstance(r, FetchResponse), r.ok, r.status, (await r.json())['method'], (await r.string())[:1],
        len(await r.bytes()) == len(await r.memoryview()) == len(await r.buffer()), r.body_used, await r.clone().text() == await r.text()]
try:
    (await pyfetch(BASE + '/missing')).raise_for_status()
except HttpStatusError as error:
    told.append([error.status, str(error) == f'404 Client Error: Not Found for url: {BASE}/missing', isinstance(error, OSError)])
told + [open_url(BASE + '/chunks').read()]
`),
    ).toEqual([true, true, 200, 'POST', '{', true, false, true, [404, true, true], 'one,two']);
  });

  test('unpacks archives', async () => {
    expect(
      await resultOf(`
import io, zipfile, os
from pyodide.http import FetchResponse, pyfetch
packed = io.BytesIO()
with zipfile.ZipFile(packed, 'w') as archive:
    archive.writestr('inside.txt', 'found')
r = await pyfetch(BASE + '/archive.zip?v=1')
r._body = packed.getvalue()
await r.unpack_archive(extract_dir='unpacked')
open('unpacked/inside.txt').read()
`),
    ).toBe('found');
  });

  test('H-S1 leads to nothing of JavaScript', async () => {
    for (const code of [
      'import js',
      'import pyodide_js',
      'from pyodide.ffi import to_js',
      'import pyodide.code',
      'import _pyodide',
    ]) {
      const { error } = await program(code);
      expect(error).toBe('ModuleNotFoundError');
    }
  });
});
