"""``asyncio.gather`` for host calls alone: many at once is how programs use them most."""

import asyncio
from asyncio import Future

from .host_future import HostFuture

_gather = asyncio.gather


class CallGroup(Future):
    """Result of gathered calls. Hears of their ends from them, not by a callback each."""

    __slots__ = ('_calls', '_cancel_asked', '_exceptions_too', '_left')

    def __init__(self, calls, exceptions_too, loop):
        super().__init__(loop=loop)
        self._calls = calls
        self._left = len(calls)
        self._exceptions_too = exceptions_too
        self._cancel_asked = False

    def cancel(self, msg=None):
        if self.done():
            return False
        # Every call is asked; the group ends when they have.
        cancelled = [call.cancel(msg) for call in self._calls]
        if not any(cancelled):
            return False
        self._cancel_asked = True
        return True

    def call_ended(self, call):
        """Takes note of a call that has ended, whichever way."""
        self._left -= 1
        if self.done():
            _look_at(call)
        elif not self._exceptions_too and (failure := _look_at(call)) is not None:
            self.set_exception(failure)
        elif self._left == 0:
            self._finish()

    def call_succeeded(self):
        """The same for a call with a result, which most have."""
        self._left -= 1
        if self._left == 0 and not self.done():
            self._finish()

    def _finish(self):
        if self._cancel_asked:
            self.set_exception(self._make_cancelled_error())
            return
        results = []
        for call in self._calls:
            failure = _look_at(call)
            results.append(call.result() if failure is None else failure)
        self.set_result(results)


def _look_at(call):
    """What a call failed with, which then counts as seen; None for a result."""
    return call._make_cancelled_error() if call.cancelled() else call.exception()


def gather(*awaitables, return_exceptions=False):
    """Gathers as asyncio's own does, which takes over for anything but calls under way."""
    if awaitables and type(awaitables[0]) is HostFuture:
        group = CallGroup(awaitables, return_exceptions, awaitables[0].get_loop())
        for one in awaitables:
            if type(one) is not HostFuture or one.group is not None or one.done():
                break
            one.group = group
        else:
            return group
        for one in awaitables:
            if type(one) is HostFuture and one.group is group:
                one.group = None
    return _gather(*awaitables, return_exceptions=return_exceptions)


def install():
    asyncio.gather = asyncio.tasks.gather = gather
