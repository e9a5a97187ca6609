import { createServer, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGuardedFetch } from '../../../src/sandbox/node/network/guarded-fetch.ts';
import { outcomeOf } from './support/fetching.ts';
import { type Answer, sharedServer } from './support/servers.ts';

const LARGE = Buffer.alloc(20_000_000);
const encoders: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: (bytes) => gzipSync(bytes),
  'x-gzip': (bytes) => gzipSync(bytes),
  deflate: (bytes) => deflateSync(bytes),
  'deflate, raw': (bytes) => deflateRawSync(bytes),
  br: (bytes) => brotliCompressSync(bytes),
  'gzip, gzip': (bytes) => gzipSync(gzipSync(bytes)),
  'gzip, br, deflate': (bytes) => deflateSync(brotliCompressSync(gzipSync(bytes))),
};
/** Made once: it takes a while. */
const bombs = new Map<string, Buffer>();

const answers: Record<string, Answer> = {
  '/hang': () => {},
  '/hang-in-body': (_request, response) => void response.write('beginning'),
  '/large': (_request, response) => void response.end(LARGE),
  '/large-in-chunks': (_request, response) => {
    response.write(LARGE);
    response.end();
  },
  '/endless': (_request, response) => {
    const more = (): void => {
      while (response.write(LARGE.subarray(0, 100_000)) && !response.destroyed);
    };
    response.on('drain', more);
    more();
  },
  '/large-head': (_request, response) => {
    response.setHeader('x-large', 'x'.repeat(70_000));
    response.end();
  },
  '/truncated': (_request, response) => {
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync('a text that is long enough').subarray(0, 20));
  },
  '/not-gzip': (_request, response) => {
    response.setHeader('content-encoding', 'gzip');
    response.end('plain');
  },
  '/empty-gzip': (_request, response) => {
    response.setHeader('content-encoding', 'gzip');
    response.end();
  },
  '/unknown': (_request, response) => {
    response.setHeader('content-encoding', 'sdch');
    response.end('as it is');
  },
};
const server = sharedServer((request, response, body) => {
  const path = decodeURIComponent(request.url ?? '');
  const [, what, encoding = ''] = /^\/(encoded|bomb)\/(.*)$/.exec(path) ?? [];
  if (what === undefined) {
    answers[path]?.(request, response, body);
    return;
  }
  response.setHeader('content-encoding', encoding.replace(', raw', ''));
  response.end(what === 'bomb' ? bombs.get(encoding) : encoders[encoding]?.(Buffer.from('héllo')));
});
beforeAll(() => {
  for (const [name, encode] of Object.entries(encoders)) bombs.set(name, encode(LARGE));
});

const fetch = createGuardedFetch(['127.0.0.1']);
const at = (path: string): string => `http://127.0.0.1:${server.port}${encodeURI(path)}`;
const tooLarge = (path: string, bytes: number) => ({
  code: 'response_too_large',
  message: `GET ${at(path)} failed: the body of the answer is larger than ${bytes} bytes`,
});

describe('H-L4 the body of an answer', () => {
  test.each(['/large', '/large-in-chunks', '/endless'])(
    'that is larger than asked for is an error: %s',
    async (path) => {
      expect(await outcomeOf(fetch({ url: at(path), maxBytes: 1000 }))).toEqual(
        tooLarge(path, 1000),
      );
    },
  );

  test('may be exactly as large as asked for', async () => {
    const got = await fetch({ url: at('/large'), maxBytes: LARGE.length });
    expect(got.body.length).toBe(20_000_000);
    expect(await outcomeOf(fetch({ url: at('/large'), maxBytes: 19_999_999 }))).toMatchObject({
      code: 'response_too_large',
    });
  });

  test.each(Object.keys(encoders))('is decoded from %s', async (encoding) => {
    const got = await fetch({ url: at(`/encoded/${encoding}`) });
    expect(Buffer.from(got.body).toString()).toBe('héllo');
    // They were true of what is no longer there.
    const names = got.headers.map(([name]) => name.toLowerCase());
    expect(names).not.toContain('content-encoding');
    expect(names).not.toContain('content-length');
  });

  test.each(Object.keys(encoders))('is held to its size while %s is decoded', async (encoding) => {
    const path = `/bomb/${encoding}`;
    expect(bombs.get(encoding)?.length).toBeLessThan(100_000);
    expect(await outcomeOf(fetch({ url: at(path), maxBytes: 1_000_000 }))).toEqual(
      tooLarge(path, 1_000_000),
    );
  });

  test.each(['/truncated', '/not-gzip'])('that cannot be decoded is an error: %s', async (path) => {
    expect(await outcomeOf(fetch({ url: at(path) }))).toMatchObject({ code: 'invalid_response' });
  });

  test('that is empty needs no decoding', async () => {
    expect(await outcomeOf(fetch({ url: at('/empty-gzip') }))).toEqual({ status: 200, body: '' });
  });

  test('in an unknown encoding stays as it is, and says so', async () => {
    const got = await fetch({ url: at('/unknown') });
    expect(Buffer.from(got.body).toString()).toBe('as it is');
    expect(got.headers).toContainEqual(['content-encoding', 'sdch']);
  });

  test('in more encodings than anyone needs stays as it is', async () => {
    encoders['gzip, gzip, gzip, gzip'] = () => Buffer.from('not looked into');
    const got = await fetch({ url: at('/encoded/gzip, gzip, gzip, gzip') });
    expect(Buffer.from(got.body).toString()).toBe('not looked into');
  });
});

describe('H-L4 the head of an answer', () => {
  test('that is larger than 64 KiB is an error', async () => {
    expect(await outcomeOf(fetch({ url: at('/large-head') }))).toEqual({
      code: 'headers_too_large',
      message: `GET ${at('/large-head')} failed: the head of the answer is larger than 64 KiB`,
    });
  });
});

describe('H-L7 a request', () => {
  test.each(['/hang', '/hang-in-body'])('that takes too long ends: %s', async (path) => {
    expect(await outcomeOf(fetch({ url: at(path), timeoutMs: 200 }))).toEqual({
      code: 'request_timed_out',
      message: `GET ${at(path)} did not end within 200 ms`,
    });
  });

  test.each(['/hang', '/hang-in-body', '/endless'])('H-L6 ends when aborted: %s', async (path) => {
    const controller = new AbortController();
    const pending = fetch({ url: at(path), signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 100);
    await expect(pending).rejects.toThrow('enough');
  });

  test('H-L6 that was aborted before it began is not made', async () => {
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(fetch({ url: at('/hang'), signal })).rejects.toThrow('never mind');
    expect(server.connections).toBe(0);
  });

  test('ends with its session, and none comes after', async () => {
    const own = createGuardedFetch(['127.0.0.1']);
    const pending = outcomeOf(own({ url: at('/hang') }));
    setTimeout(() => own.close(), 100);
    expect(await pending).toEqual({
      code: 'network_closed',
      message: `GET ${at('/hang')} failed: the session was closed`,
    });
    expect(await outcomeOf(own({ url: at('/unknown') }))).toMatchObject({ code: 'network_closed' });
  });
});

describe('a server', () => {
  let raw: Server;
  let sent = '';
  beforeAll(async () => {
    raw = createServer((socket: Socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(Buffer.from(sent, 'latin1')));
    });
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void raw.close());

  test.each([
    ['speaks another protocol', 'SSH-2.0-OpenSSH\r\n', 'invalid_response'],
    [
      'gives two lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      'invalid_response',
    ],
    [
      'breaks off in the body',
      'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc',
      'connection_failed',
    ],
    [
      'breaks off in a chunk',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc',
      'connection_failed',
    ],
    ['says nothing', '', 'connection_failed'],
    [
      'wants another protocol',
      'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      'connection_failed',
    ],
  ])('that %s is told', async (_what, answer, code) => {
    sent = answer;
    const { port } = raw.address() as { port: number };
    expect(await outcomeOf(fetch({ url: `http://127.0.0.1:${port}/` }))).toMatchObject({ code });
  });

  test('that does not answer is told', async () => {
    expect(await outcomeOf(fetch({ url: 'http://127.0.0.1:1/' }))).toEqual({
      code: 'connection_failed',
      message: 'GET http://127.0.0.1:1/ failed: nothing answers at that address (ECONNREFUSED)',
    });
  });
});
