"""The calls of one run: which may start, which wait, and what came of them."""

import collections
from _json import encode_basestring_ascii

from .errors import LimitError, tool_error
from .event_loop import HostFuture


class Calls:
    """Holds back what the limits do not allow, so that it never crosses to the host."""

    def __init__(self, loop, send, first_number, limits):
        self._loop = loop
        self._send = send
        self._first = first_number
        self._next = first_number
        self.limits = limits
        self._window = limits['callsInFlight']
        self._waiting = collections.deque()
        self._in_flight = 0
        self._closed = False
        self.open = {}

    @property
    def next_number(self):
        return self._next

    def start(self, tool, line, args_text):
        """Starts a call, or queues it when the window is full; returns its future."""
        size = len(args_text) if args_text.isascii() else len(args_text.encode('utf-8'))
        limits = self.limits
        if size > limits['argumentBytes']:
            raise LimitError(
                f'the arguments of {tool} are {size:,} bytes; '
                f'limit argumentBytes is {limits["argumentBytes"]:,}',
                tool,
                'arguments_too_large',
            )
        made = self._next - self._first
        if made >= limits['calls']:
            raise LimitError(
                f'{tool} was not called: limit calls is {limits["calls"]:,} for one run',
                tool,
                'calls_exceeded',
            )
        future = HostFuture(loop=self._loop)
        future.calls = self
        future.tool = tool
        future.number = number = self._next
        self._next = number + 1
        if self._closed:
            future.sent = False
            future.cancel('the run is ending')
            return future
        self.open[number] = future
        message = f'["call",{number},{encode_basestring_ascii(tool)},{line},{args_text}]'
        if self._in_flight < self._window:
            self._in_flight += 1
            future.sent = True
            self._send(message)
        else:
            future.sent = False
            self._waiting.append((future, message))
        return future

    def settle(self, number, ok, value):
        """Delivers the host's answer. Unknown, late and repeated numbers change nothing."""
        future = self.open.get(number)
        if future is None or not future.sent:
            return
        del self.open[number]
        self._in_flight -= 1
        self._send_waiting()
        if future.done():
            return
        if ok:
            future.set_result(value)
            return
        name, message, code = value
        if code == 'call_cancelled':
            _cancel_quietly(future, message)
        else:
            future.set_exception(tool_error(future.tool, name, message, code))

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
        self._closed = True
        self._waiting.clear()
        for future in self.pending():
            future.cancel('the run is ending')

    def _send_waiting(self):
        waiting = self._waiting
        while waiting and self._in_flight < self._window:
            future, message = waiting.popleft()
            if future.done():
                continue
            self._in_flight += 1
            future.sent = True
            self._send(message)


# The host says the call is cancelled: no need to tell it so again.
_cancel_quietly = HostFuture.__base__.cancel
