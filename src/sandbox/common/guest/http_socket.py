"""What stands for a connection in ``http.client`` and all that is built on it.

It takes the bytes of one request, has the host make it when it is whole, and gives the bytes of the
answer. There is no connection behind it, and nothing but HTTP can be spoken over it.
"""

import io
import socket
import ssl

from .network import NetworkError, NetworkTimeoutError, make_request, network

NOT_HTTP = (
    'this sandbox has no sockets: its network speaks HTTP only, '
    'as urllib.request, http.client and causeway.fetch do'
)
NO_PROXY = 'requests cannot go through a proxy: the host makes them itself'
ONE_REQUEST = 'a connection takes one request; open another'
# Statuses whose answers have no body, whatever their headers say.
_BODYLESS = (204, 304)


class HttpSocket:
    family = socket.AF_INET
    type = socket.SOCK_STREAM
    proto = socket.IPPROTO_TCP

    def __init__(self, host, port, timeout):
        self._host = host
        self._port = port
        self._timeout = timeout
        self._scheme = 'http'
        self._sent = bytearray()
        self._answer = None
        self._failure = None
        self._closed = False

    # Sending

    def sendall(self, data, flags=0):
        self._sent += memoryview(data).cast('B')
        if self._closed:
            raise OSError('the connection is closed')
        request = _read_request(self._sent)
        if request is not None:
            *request, end = request
            # Some put an empty line behind a body; another request there would be lost.
            if self._sent[end:].strip(b'\r\n'):
                raise NetworkError(ONE_REQUEST, 'invalid_request')
            self._sent.clear()
            self._exchange(*request)

    def send(self, data, flags=0):
        self.sendall(data)
        return memoryview(data).nbytes

    def _exchange(self, method, target, headers, body):
        if self._answer is not None:
            raise NetworkError(ONE_REQUEST, 'invalid_request')
        request = make_request(
            self._url(target), method, headers, body, self._timeout, redirect='manual'
        )
        try:
            answer = network.exchange(request)
        except NetworkError as error:
            # Some callers look for an answer even where sending has failed.
            self._failure = error
            # That a server is slow shows when its answer is read.
            if not isinstance(error, NetworkTimeoutError):
                raise
        else:
            self._answer = io.BytesIO(_write_answer(method, answer))

    def _url(self, target):
        host = f'[{self._host}]' if ':' in self._host else self._host
        origin = f'{self._scheme}://{host}:{self._port}'
        if target.startswith('/'):
            return origin + target
        if target == '*':
            raise NetworkError('a request needs a path', 'invalid_request')
        raise NetworkError(NO_PROXY, 'invalid_request')

    def secure(self, server_hostname):
        """Makes it a TLS connection: the host looks at the certificate."""
        if server_hostname is not None and _plain(server_hostname) != _plain(self._host):
            told = f'the certificate is that of {self._host}, not of {server_hostname}'
            raise NetworkError(told, 'invalid_request')
        self._scheme = 'https'
        return self

    # Receiving

    def recv_into(self, buffer, nbytes=0, flags=0):
        if self._failure is not None:
            raise self._failure
        if self._answer is None:
            raise NetworkError(NOT_HTTP, 'invalid_request')
        view = memoryview(buffer).cast('B')
        return self._answer.readinto(view[:nbytes] if nbytes else view)

    def recv(self, bufsize, flags=0):
        buffer = bytearray(bufsize)
        count = self.recv_into(buffer)
        return bytes(memoryview(buffer)[:count])

    def makefile(self, mode='r', buffering=None, **kwargs):
        if 'w' in mode or 'b' not in mode:
            raise NetworkError(NOT_HTTP, 'invalid_request')
        return io.BufferedReader(_Reader(self))

    # What callers ask of a socket beside that

    def close(self):
        self._closed = True

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def settimeout(self, value):
        self._timeout = value

    def gettimeout(self):
        return self._timeout

    def setblocking(self, flag):
        self._timeout = None

    def setsockopt(self, *args):
        pass

    def getsockopt(self, *args):
        return 0

    def shutdown(self, how):
        pass

    def fileno(self):
        return -1

    def getpeername(self):
        return (self._host, self._port)

    def getsockname(self):
        return ('', 0)

    # What callers ask of a TLS socket

    def getpeercert(self, binary_form=False):
        return b'' if binary_form else {}

    def selected_alpn_protocol(self):
        return None

    def version(self):
        return None

    def cipher(self):
        return None


class _Reader(io.RawIOBase):
    def __init__(self, connection):
        self._connection = connection

    def readable(self):
        return True

    def readinto(self, buffer):
        return self._connection.recv_into(buffer)


def create_connection(
    address, timeout=socket._GLOBAL_DEFAULT_TIMEOUT, source_address=None, *, all_errors=False
):
    """Stands for ``socket.create_connection``; gives what speaks HTTP in a run with a network."""
    if not network.available:
        return _create_real_connection(address, timeout, source_address, all_errors=all_errors)
    host, port = address
    if timeout is socket._GLOBAL_DEFAULT_TIMEOUT:
        timeout = socket.getdefaulttimeout()
    return HttpSocket(host, port, timeout)


def install():
    socket.create_connection = create_connection
    wrap_real_socket = ssl.SSLContext.wrap_socket

    def wrap_socket(self, sock, *args, **kwargs):
        if isinstance(sock, HttpSocket):
            return sock.secure(kwargs.get('server_hostname'))
        return wrap_real_socket(self, sock, *args, **kwargs)

    ssl.SSLContext.wrap_socket = wrap_socket
    # Packages set what this says cannot be set, and the host looks at certificates anyway.
    ssl.HAS_NEVER_CHECK_COMMON_NAME = True


_create_real_connection = socket.create_connection


def _plain(host):
    return host.lower().rstrip('.')


def _read_request(sent):
    """``(method, target, headers, body, end)`` once a whole request is there; None before."""
    head_end = sent.find(b'\r\n\r\n')
    if head_end < 0:
        return None
    # A header of several lines is one.
    lines = sent[:head_end].decode('latin-1').replace('\r\n\t', '\t').replace('\r\n ', ' ')
    first, *rest = lines.split('\r\n')
    words = first.split(' ')
    if len(words) != 3 or not words[2].startswith('HTTP/1.'):
        raise NetworkError(NOT_HTTP, 'invalid_request')
    if words[0] == 'CONNECT':
        raise NetworkError(NO_PROXY, 'invalid_request')
    headers = []
    length = 0
    chunked = False
    for line in rest:
        name, _, value = line.partition(':')
        value = value.strip()
        headers.append((name, value))
        lower = name.lower()
        if lower == 'content-length':
            if not value.isdecimal():
                raise NetworkError(f'{value!r} is no Content-Length', 'invalid_request')
            length = int(value)
        elif lower == 'transfer-encoding':
            chunked = 'chunked' in value.lower()
    start = head_end + 4
    read = _read_chunks(sent, start) if chunked else _read_length(sent, start, length)
    return None if read is None else (words[0], words[1], headers, *read)


def _read_length(sent, start, length):
    end = start + length
    return (bytes(sent[start:end]), end) if len(sent) >= end else None


def _read_chunks(sent, at):
    if not sent.endswith(b'0\r\n\r\n'):
        return None
    parts = []
    while True:
        line_end = sent.find(b'\r\n', at)
        if line_end < 0:
            return None
        size = int(sent[at:line_end].partition(b';')[0], 16)
        at = line_end + 2
        if size == 0:
            return b''.join(parts), len(sent)
        if len(sent) < at + size + 2:
            return None
        parts.append(bytes(sent[at : at + size]))
        at += size + 2


def _write_answer(method, answer):
    """The answer as a server would send it that closes the connection."""
    lines = [f'HTTP/1.1 {answer.status} {answer.reason}']
    has_length = False
    for name, value in answer.headers:
        has_length = has_length or name.lower() == 'content-length'
        lines.append(f'{name}: {value}')
    body = answer.body
    if not has_length and method != 'HEAD' and answer.status not in _BODYLESS:
        lines.append(f'Content-Length: {len(body)}')
    lines += ['Connection: close', '', '']
    return '\r\n'.join(lines).encode('latin-1', 'replace') + body
