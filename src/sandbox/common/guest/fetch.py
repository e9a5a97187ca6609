"""``causeway.fetch``: HTTP for code that awaits."""

import json
from sys import _getframe

from .network import make_request, network
from .tools import _program_line


class HttpStatusError(OSError):
    """The status of an answer says that the request failed."""

    def __init__(self, status, status_text, url):
        who = 'Client' if status < 500 else 'Server'
        super().__init__(f'{status} {who} Error: {status_text} for url: {url}')
        self.status = status
        self.status_text = status_text
        self.url = url

    def __reduce__(self):
        return (type(self), (self.status, self.status_text, self.url))


class Headers(dict):
    """Headers by their names in lower case; any case finds them. Lines of one name are joined."""

    def __init__(self, pairs):
        super().__init__()
        self.pairs = pairs
        for name, value in pairs:
            key = name.lower()
            self[key] = f'{dict.get(self, key)}, {value}' if dict.__contains__(self, key) else value

    def __getitem__(self, name):
        return super().__getitem__(name.lower())

    def __contains__(self, name):
        return super().__contains__(name.lower())

    def get(self, name, default=None):
        return super().get(name.lower(), default)

    def get_all(self, name):
        """The value of each line of a header, as Set-Cookie needs it."""
        return [value for given, value in self.pairs if given.lower() == name.lower()]


class Response:
    """What a server answered. It is all there: awaiting its parts takes no time."""

    def __init__(self, answer):
        self._body = answer.body
        self.status = answer.status
        self.status_text = answer.reason
        self.url = answer.url
        self.headers = Headers(answer.headers)
        self.redirected = answer.redirected

    def __repr__(self):
        return f'<Response {self.status} {self.url}>'

    @property
    def ok(self):
        return 200 <= self.status < 300

    def raise_for_status(self):
        if self.status >= 400:
            raise HttpStatusError(self.status, self.status_text, self.url)

    async def bytes(self):
        return self._body

    async def text(self):
        return self._decoded()

    async def json(self, **kwargs):
        return json.loads(self._body, **kwargs)

    def _decoded(self):
        kind = self.headers.get('content-type', '')
        charset = kind.lower().partition('charset=')[2].partition(';')[0].strip(' "\'')
        try:
            return self._body.decode(charset or 'utf-8-sig', 'replace')
        except LookupError:
            return self._body.decode('utf-8-sig', 'replace')


HttpStatusError.__module__ = Headers.__module__ = Response.__module__ = 'causeway'


def fetch(url, *, method='GET', headers=None, body=None, timeout=None, redirect='follow'):
    """Sends a request and gives the answer, whatever its status.

    ``body`` is bytes or str, ``timeout`` is in seconds. Redirects are followed unless ``redirect`` is
    'manual'. Raises NetworkError, an OSError, when the request is not allowed or fails.
    """
    return _fetch(
        _request(url, method, headers, body, timeout, redirect), _program_line(_getframe(1))
    )


async def _fetch(request, line):
    return Response(await network.finish(network.start(request, line)))


def fetch_and_wait(url):
    """The same for code that cannot await."""
    return Response(network.exchange(_request(url, 'GET', None, None, None, 'follow')))


def _request(url, method, headers, body, timeout, redirect):
    if redirect not in ('follow', 'manual'):
        raise ValueError(f"redirect is 'follow' or 'manual', not {redirect!r}")
    pairs = headers.items() if hasattr(headers, 'items') else headers or ()
    pairs = [(str(name), str(value)) for name, value in pairs]
    if isinstance(body, str):
        body = body.encode('utf-8')
        if not any(name.lower() == 'content-type' for name, _ in pairs):
            pairs.append(('Content-Type', 'text/plain;charset=UTF-8'))
    elif body is not None:
        try:
            body = bytes(memoryview(body))
        except TypeError:
            kind = type(body).__name__
            raise TypeError(f'the body is bytes or str, not {kind}; use json.dumps(...)') from None
    return make_request(str(url), str(method), pairs, body, timeout, redirect)
