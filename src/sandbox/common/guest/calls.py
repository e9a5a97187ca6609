"""The calls of one run: which may start, which wait, and what came of them."""

import collections
from _json import encode_basestring_ascii

from .errors import LimitError, tool_error
from .host_future import HostFuture


class Calls:
    """Holds back what the limits do not allow, so that it never crosses to the host."""

    def __init__(self, loop, send, first_number, limits):
        self._loop = loop
        self._send = send
        self._next = first_number
        self._end = first_number + limits['calls']
        self.limits = limits
        self._argument_bytes = limits['argumentBytes']
        self._window = limits['callsInFlight']
        self._waiting = collections.deque()
        self._in_flight = 0
        self._names = {}
        self._ending = False
        self.open = {}

    @property
    def next_number(self):
        return self._next

    def start(self, tool, line, args_text):
        """Starts a call, or queues it when the window is full; returns its future."""
        # A character takes four bytes at most.
        if len(args_text) > self._argument_bytes // 4:
            self._check_size(tool, args_text)
        number = self._next
        if number >= self._end:
            most = self.limits['calls']
            told = f'{tool} was not called: limit calls is {most:,} for one run'
            raise LimitError(told, tool, 'calls_exceeded')
        future = HostFuture(loop=self._loop)
        future.calls = self
        future.tool = tool
        future.number = number
        future.group = None
        self._next = number + 1
        if self._ending:
            future.sent = False
            future.cancel('the run is ending')
            return future
        self.open[number] = future
        name = self._names.get(tool)
        if name is None:
            name = self._names[tool] = encode_basestring_ascii(tool)
        message = f'["call",{number},{name},{line},{args_text}]'
        if self._in_flight < self._window:
            self._in_flight += 1
            future.sent = True
            self._send(message)
        else:
            future.sent = False
            self._waiting.append((future, message))
        return future

    def _check_size(self, tool, args_text):
        size = len(args_text.encode('utf-8'))
        if size > self._argument_bytes:
            told = (
                f'the arguments of {tool} are {size:,} bytes; '
                f'limit argumentBytes is {self._argument_bytes:,}'
            )
            raise LimitError(told, tool, 'arguments_too_large')

    def settle(self, number, ok, value):
        """Delivers the host's answer. Unknown, late and repeated numbers change nothing."""
        future = self.open.get(number)
        if future is None or not future.sent:
            return
        del self.open[number]
        self._in_flight -= 1
        done = future.done()
        if not ok:
            if not done:
                _fail(future, *value)
            return
        if not done:
            future.set_result(value)
        group = future.group
        if group is not None:
            future.group = None
            group.call_succeeded()

    def cancelled(self, future):
        """The program cancelled a call: tell the host, or forget it when it has not left yet."""
        if future.sent:
            if future.number in self.open:
                self._send(f'["stop",{future.number}]')
        else:
            self.open.pop(future.number, None)

    def pending(self):
        return [future for future in self.open.values() if not future.done()]

    def close(self):
        """Cancels what is open; calls made from here on are cancelled at once."""
        self._ending = True
        self._waiting.clear()
        for future in self.pending():
            future.cancel('the run is ending')

    def send_waiting(self):
        """Sends what waits for the window, as far as it has room: called after each batch."""
        waiting = self._waiting
        while waiting and self._in_flight < self._window:
            future, message = waiting.popleft()
            if future.done():
                continue
            self._in_flight += 1
            future.sent = True
            self._send(message)


def _fail(future, name, message, code):
    if code == 'call_cancelled':
        # The host knows.
        future.cancel_quietly(message)
    else:
        future.set_exception(tool_error(future.tool, name, message, code))
        future.tell_group()
