import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGuardedFetch } from '../../../src/sandbox/node/network/guarded-fetch.ts';
import { outcomeOf } from './support/fetching.ts';

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
const NOTHING = 'Content-Length: 0\r\n\r\n';

/** What a server sends, then says for ever. */
const endless: Record<string, readonly [first: string, ever: string]> = {
  'early hints': ['', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'],
  'a reason': ['HTTP/1.1 200 ', 'because '],
  'the extension of a chunk': [`${CHUNKED}1;a=`, 'b'],
  'empty lines': ['', '\r\n'],
  headers: ['HTTP/1.1 200 OK\r\n', 'A: b\r\n'],
  trailers: [`${CHUNKED}1\r\nx\r\n0\r\n`, 'A: b\r\n'],
  'chunks of one byte': [CHUNKED, '1\r\nx\r\n'],
  'interim answers': ['', 'HTTP/1.1 100 Continue\r\n\r\n'],
};

const told: Record<string, string> = {
  'two lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
  'a length and chunks': `HTTP/1.1 200 OK\r\nContent-Length: 1\r\n${CHUNKED.slice(17)}0\r\n\r\n`,
  'a negative length': 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nab',
  'a NUL in a header': `HTTP/1.1 200 OK\r\nA: b\0c\r\n${NOTHING}`,
  'half a line break in a header': `HTTP/1.1 200 OK\r\nA: b\rSet-Cookie: c\r\n${NOTHING}`,
  'other line breaks': 'HTTP/1.1 200 OK\nContent-Length: 0\n\n',
  'a folded header': `HTTP/1.1 200 OK\r\nA: b\r\n c: d\r\n${NOTHING}`,
  'another protocol':
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
  'no status': `HTTP/1.1 000 None\r\n${NOTHING}`,
};

const server = createServer((socket: Socket) => {
  socket.on('error', () => {});
  socket.once('data', (request) => {
    const name = decodeURIComponent(/^GET \/(\S*)/.exec(String(request))?.[1] ?? '');
    if (told[name] !== undefined) socket.end(told[name]);
    const [first, ever] = endless[name] ?? [];
    if (first === undefined || ever === undefined) return;
    socket.write(first);
    const piece = ever.repeat(20_000 / ever.length);
    const more = (): void => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', more);
    more();
  });
});
let base = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
});
afterAll(() => server.close());

const fetch = createGuardedFetch(['127.0.0.1']);

describe('H-L7 a server that never comes to an end', () => {
  test.each([
    ['early hints', 'request_timed_out'],
    ['a reason', 'request_timed_out'],
    ['the extension of a chunk', 'request_timed_out'],
    ['empty lines', 'request_timed_out'],
    ['headers', 'headers_too_large'],
    ['trailers', 'headers_too_large'],
    ['chunks of one byte', 'response_too_large'],
    ['interim answers', 'connection_failed'],
  ])('with %s is cut off', async (name, code) => {
    const url = `${base}${encodeURIComponent(name)}`;
    // What ends by itself has time to.
    const timeoutMs = code === 'request_timed_out' ? 300 : 60_000;
    const outcome = outcomeOf(fetch({ url, maxBytes: 10_000, timeoutMs }));
    expect(await outcome).toMatchObject({ code });
  });
});

describe('H-S4 an answer that could be read in two ways', () => {
  test.each(Object.keys(told))('is not read: %s', async (name) => {
    const outcome = await outcomeOf(fetch({ url: `${base}${encodeURIComponent(name)}` }));
    expect(outcome).toMatchObject({
      code: expect.stringMatching(/^(invalid_response|connection_failed)$/),
    });
  });
});
