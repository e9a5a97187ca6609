import { createSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedLab } from './support/lab.ts';

const lab = sharedLab();

/** Everything that reached a real listener of this machine. */
const arrived: string[] = [];
let server: Server;
const datagrams = createSocket('udp4');
let port = 0;
let udpPort = 0;

beforeAll(async () => {
  server = createServer((socket: Socket) => {
    arrived.push('tcp');
    socket.on('error', () => {});
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as { port: number }).port;
  datagrams.on('message', () => arrived.push('udp'));
  await new Promise<void>((resolve) => datagrams.bind(0, '127.0.0.1', resolve));
  udpPort = datagrams.address().port;
});

afterAll(() => {
  server.close();
  datagrams.close();
});

const DENIED = 'error PermissionError: [Errno 2] Permission denied';
const NO_NAMES = 'error gaierror: [Errno -4] Non-recoverable error';

test.each([
  ['socket.connect', "import socket\nsocket.socket().connect(('127.0.0.1', PORT))", DENIED],
  ['socket.bind', "import socket\nsocket.socket().bind(('127.0.0.1', 0))", DENIED],
  [
    'socket.sendto',
    "import socket\nsocket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', UDP))",
    DENIED,
  ],
  ['socket.socketpair', 'import socket\nsocket.socketpair()', DENIED],
  [
    'socket.fromfd',
    'import socket\nsocket.fromfd(1, socket.AF_INET, socket.SOCK_STREAM).getpeername()',
    DENIED,
  ],
  [
    'the C module beneath',
    "import _socket\n_socket.socket(_socket.AF_INET, _socket.SOCK_STREAM, 0).connect(('127.0.0.1', PORT))",
    DENIED,
  ],
  [
    'socket.create_connection',
    "import socket\nsocket.create_connection(('127.0.0.1', PORT))",
    NO_NAMES,
  ],
  ['getaddrinfo', "import socket\nsocket.getaddrinfo('localhost', 80)", NO_NAMES],
  ['gethostbyname', "import socket\nsocket.gethostbyname('example.com')", NO_NAMES],
  ['getnameinfo', "import socket\nsocket.getnameinfo(('127.0.0.1', 80), 0)", NO_NAMES],
  [
    'a unix socket',
    'import socket\nsocket.socket(socket.AF_UNIX)',
    "error AttributeError: module 'socket' has no attribute 'AF_UNIX'",
  ],
  [
    'urllib',
    "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:PORT/')",
    'error URLError: <urlopen error [Errno -4] Non-recoverable error>',
  ],
  [
    'http.client',
    "import http.client\nhttp.client.HTTPConnection('127.0.0.1', PORT).request('GET', '/')",
    NO_NAMES,
  ],
  ['ftplib', "import ftplib\nftplib.FTP().connect('127.0.0.1', PORT)", NO_NAMES],
  ['smtplib', "import smtplib\nsmtplib.SMTP('127.0.0.1', PORT)", NO_NAMES],
  [
    'asyncio streams',
    "import asyncio\nawait asyncio.open_connection('127.0.0.1', PORT)",
    'error NotImplementedError: ',
  ],
  [
    'an asyncio server',
    "import asyncio\nawait asyncio.start_server(print, '127.0.0.1', 0)",
    'error NotImplementedError: ',
  ],
  [
    'an asyncio subprocess',
    "import asyncio\nawait asyncio.create_subprocess_exec('id')",
    'error NotImplementedError: ',
  ],
])('H-S4 %s ends in an ordinary error, and nothing arrives', async (_what, code, expected) => {
  const aimed = code.replaceAll('PORT', String(port)).replaceAll('UDP', String(udpPort));
  expect((await lab.attack(aimed)).end).toBe(expected);
  expect(await lab.isWell()).toBe(true);
  expect(arrived).toEqual([]);
});
