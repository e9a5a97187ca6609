"""HTTP requests, which the host makes for the program where it allows the program's host.

There are no sockets. A request is a call like that of a tool, under a name that no tool has, so that
limits, cancelling and the journal hold for it too.
"""

from binascii import a2b_base64, b2a_base64
from sys import _getframe

from .errors import LimitError, ToolError, ToolTimeoutError
from .tools import _program_line
from .values import encode

CALL = 'causeway.http'
NO_NETWORK = 'this sandbox has no network; call a tool instead'


class NetworkError(OSError):
    """A request that was not allowed or that failed. ``code`` says which, stably."""

    def __init__(self, message='', code=None):
        super().__init__(message)
        self.code = code

    def __reduce__(self):
        return (type(self), (*self.args, self.code))


class NetworkTimeoutError(NetworkError, TimeoutError):
    """The request took longer than it may."""


NetworkError.__module__ = NetworkTimeoutError.__module__ = 'causeway'


class Answer:
    """What came of a request."""

    __slots__ = ('body', 'headers', 'reason', 'redirected', 'status', 'url')

    def __init__(self, told):
        self.url = told['url']
        self.redirected = told['redirected']
        self.status = told['status']
        self.reason = told['reason']
        self.headers = [(name, value) for name, value in told['headers']]
        self.body = a2b_base64(told['body'])


class Network:
    """The program's way to the hosts that it may reach."""

    def __init__(self):
        self._session = None
        # Whether the run under way has one. The host looks at every request itself.
        self.available = False

    def connect(self, session):
        self._session = session

    def exchange(self, request):
        """Makes a request and waits for its answer; every other task waits too."""
        arguments = self._arguments(request)
        line = _program_line(_getframe(1))
        try:
            return Answer(self._session.call_and_wait(CALL, arguments, line))
        except ToolError as error:
            raise _translated(error) from None

    def start(self, request, line):
        """Starts a request; the call that it gives is for ``finish``."""
        return self._session.start_call(CALL, self._arguments(request), line)

    async def finish(self, call):
        try:
            return Answer(await call)
        except ToolError as error:
            raise _translated(error) from None

    def _arguments(self, request):
        if not self.available:
            raise NetworkError(NO_NETWORK, 'network_required')
        return encode(request, 'request')


def make_request(url, method, headers, body, timeout, redirect):
    """The arguments of a request, as the host reads them; ``timeout`` in seconds or None."""
    request = {'url': url, 'method': method, 'headers': [[name, value] for name, value in headers]}
    if body:
        request['body'] = b2a_base64(body, newline=False).decode('ascii')
    # Zero means at once for a socket; here there is nothing that could be ready at once.
    if timeout is not None and timeout > 0:
        request['timeoutMs'] = max(1, int(min(timeout, 86_400.0) * 1000))
    if redirect == 'manual':
        request['redirect'] = redirect
    return request


def _translated(error):
    """What the host says of a call, as what Python's network says."""
    if isinstance(error, LimitError):
        return error
    if error.code == 'response_too_large':
        return LimitError(error.message, CALL, error.code)
    timed_out = isinstance(error, ToolTimeoutError) or error.code == 'request_timed_out'
    return (NetworkTimeoutError if timed_out else NetworkError)(error.message, error.code)


network = Network()
