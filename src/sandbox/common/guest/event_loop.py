"""An asyncio loop that runs inside one call from the host and returns when nothing is ready.

The worker enters Python once per batch: results in, everything runnable runs, calls out. No
callback, timer or descriptor of the machine is involved, so a waiting program is only memory.
"""

import asyncio
import collections
import heapq
import time
from asyncio import Future, Task, events, format_helpers, tasks
from contextvars import copy_context

from .host_future import HostFuture

_monotonic = time.monotonic

# A tick that goes on and on looks at the clock after this many passes over the ready queue,
# and returns to the host after this many seconds.
PASSES_BEFORE_CLOCK = 100
LONGEST_TICK = 0.005


class Handle(list):
    """A callback that is due: context, callback, argument tuple; empty once it is cancelled."""

    __slots__ = ()

    def cancel(self):
        self.clear()

    def cancelled(self):
        return not self

    def get_context(self):
        return self[0] if self else None


class HostLoop(asyncio.AbstractEventLoop):
    def __init__(self, session, on_exception):
        self._session = session
        self._on_exception = on_exception
        self._ready = collections.deque()
        self._timers = []
        self._order = 0
        self.abandoned = set()
        self.reset()

    def reset(self):
        """Takes back what a program can set: called when its run ends."""
        self._task_factory = None
        self._exception_handler = None
        self.set_debug(False)

    # Scheduling

    def call_soon(self, callback, *args, context=None):
        handle = Handle((copy_context() if context is None else context, callback, args))
        if not self.abandoned or getattr(callback, '__self__', None) not in self.abandoned:
            self._ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon

    def call_later(self, delay, callback, *args, context=None):
        return self.call_at(_monotonic() + delay, callback, *args, context=context)

    def call_at(self, when, callback, *args, context=None):
        if when != when:
            raise ValueError('a time that is not a number never comes')
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        self._order += 1
        heapq.heappush(self._timers, (when, self._order, handle))
        return handle

    def _timer_handle_cancelled(self, handle):
        pass

    def time(self):
        return _monotonic()

    def create_future(self):
        return Future(loop=self)

    def create_task(self, coro, *, name=None, context=None, eager_start=None, **kwargs):
        if isinstance(coro, HostFuture):
            return coro
        if self._task_factory is not None:
            return self._task_factory(self, coro, name=name, context=context, **kwargs)
        return Task(coro, loop=self, name=name, context=context, eager_start=bool(eager_start))

    # Running

    def run_ready(self):
        """Runs everything that can run; returns the seconds to the next timer, or None.

        Returns 0 when there is still something to run: a program that polls with
        ``asyncio.sleep(0)`` must not keep the host's answers from coming in.
        """
        ready = self._ready
        timers = self._timers
        take = ready.popleft
        passes = 0
        while True:
            if timers:
                now = _monotonic()
                while timers and (timers[0][2]._cancelled or timers[0][0] <= now):
                    handle = heapq.heappop(timers)[2]
                    if not handle._cancelled:
                        ready.append((handle._context, _run_timer, (handle,)))
            if not ready:
                return max(0.0, timers[0][0] - _monotonic()) if timers else None
            passes += 1
            if passes == PASSES_BEFORE_CLOCK:
                yield_at = _monotonic() + LONGEST_TICK
            elif passes > PASSES_BEFORE_CLOCK and _monotonic() >= yield_at:
                return 0.0
            for _ in range(len(ready)):
                due = take()
                if due:
                    context, callback, argument = due
                    try:
                        context.run(callback, *argument)
                    except (SystemExit, KeyboardInterrupt):
                        raise
                    except BaseException as error:
                        self._callback_failed(callback, argument, error)

    def run_until_complete(self, awaitable):
        """Blocks inside the current tick; lets ``asyncio.run`` work in a running program."""
        run = self._session.run_under_way()
        future = tasks.ensure_future(awaitable, loop=self)
        running = events._get_running_loop()
        current = tasks._swap_current_task(self, None) if running is self else None
        events._set_running_loop(self)
        try:
            while True:
                delay = self.run_ready()
                self._session.check_still(run)
                if future.done():
                    return future.result()
                self._session.wait_for_host(run, delay)
        finally:
            events._set_running_loop(running)
            if running is self:
                tasks._swap_current_task(self, current)

    def run_forever(self):
        raise RuntimeError('the loop already runs; await instead')

    def drop_all(self):
        """Forgets everything scheduled: called between runs, so that nothing of one reaches the next."""
        self._ready.clear()
        self._timers.clear()

    # What asyncio asks of a loop

    # Every future and every task asks: this is answered without entering Python.
    get_debug = bool

    def set_debug(self, enabled):
        self.get_debug = _yes if enabled else bool

    def is_running(self):
        return True

    def is_closed(self):
        return False

    def stop(self):
        pass

    def close(self):
        pass

    async def shutdown_asyncgens(self):
        pass

    async def shutdown_default_executor(self, timeout=None):
        pass

    def run_in_executor(self, executor, func, *args):
        # There are no threads here: the function runs at once and the caller awaits its result.
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def set_default_executor(self, executor):
        pass

    def set_task_factory(self, factory):
        self._task_factory = factory

    def get_task_factory(self):
        return self._task_factory

    def set_exception_handler(self, handler):
        self._exception_handler = handler

    def get_exception_handler(self):
        return self._exception_handler

    def default_exception_handler(self, context):
        self._on_exception(context)

    def _callback_failed(self, callback, args, error):
        if callback is _run_timer:
            callback, args = args[0]._callback, args[0]._args
        source = format_helpers._format_callback_source(callback, args)
        message = f'Exception in callback {source}'
        self.call_exception_handler({'message': message, 'exception': error})

    def call_exception_handler(self, context):
        if self._exception_handler is None:
            self._on_exception(context)
            return
        try:
            self._exception_handler(self, context)
        except Exception as error:
            self._on_exception({'message': 'the exception handler failed', 'exception': error})


def _run_timer(handle):
    # Cancelled since it came due?
    if not handle._cancelled:
        handle._callback(*handle._args)


def _yes():
    return True


def install(loop):
    """Makes ``loop`` the one that asyncio finds, creates and runs."""

    def run(main, *, debug=None, loop_factory=None):
        if not asyncio.iscoroutine(main) and not isinstance(main, Future):
            raise ValueError(f'a coroutine was expected, got {main!r}')
        return loop.run_until_complete(main)

    def same_loop(*args):
        return loop

    asyncio.run = asyncio.runners.run = run
    for module in (asyncio, events):
        module.new_event_loop = same_loop
        module.get_event_loop = same_loop
        module.set_event_loop = lambda value: None

    class Runner:
        """asyncio.Runner over the one loop."""

        def __init__(self, *, debug=None, loop_factory=None):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *exc):
            pass

        def get_loop(self):
            return loop

        def close(self):
            pass

        def run(self, coro, *, context=None):
            return loop.run_until_complete(coro)

    asyncio.Runner = asyncio.runners.Runner = Runner
