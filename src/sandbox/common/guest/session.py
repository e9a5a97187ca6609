"""One session: takes batches from the host, runs programs one at a time, returns batches."""

import asyncio
import gc
import os
import random
import sys
from asyncio import CancelledError, events

from . import host, program, streams, tools
from .calls import Calls
from .errors import ToolError
from .event_loop import HostLoop
from .values import decode, encode

# How long tasks that a run leaves behind may take to end after they were cancelled.
SETTLE_SECONDS = 1.0
PREVIEW_CHARACTERS = 4000
NOTE_CHARACTERS = 500
MOST_NOTES = 100
# A batch to the host is cut here; what is left follows in the next.
BATCH_CHARACTERS = 1 << 20


class Run:
    def __init__(self, run_id, source, filename, calls):
        self.id = run_id
        self.source = source
        self.filename = filename
        self.calls = calls
        self.task = None
        self.entered = False
        self.stopping = None
        self.exit = None
        self.notes = []


class RunEnded(BaseException):
    """Raised where code of an ended run still waits, until its frames are gone."""


class Session:
    def __init__(self):
        self.loop = HostLoop(self, self._note_exception)
        self._outbox = []
        # How the run ended: leaves when the tick is over, and no frame of the run is left.
        self._final = []
        self._run = None
        self._next_call = 1
        self._timer = None
        self._tools = tools.Tools()

    # Host to guest

    def tick(self, text):
        """One entry from the worker: a batch in (may be empty), a batch out.

        The answer's first character is ``+`` when more is waiting, else a space.
        """
        events._set_running_loop(self.loop)
        delay = 0.0
        try:
            if text:
                self._deliver(text)
            delay = self.loop.run_ready()
        except BaseException as error:
            self._interrupted(error)
        self._ask_for_timer(delay)
        self._outbox += self._final
        self._final.clear()
        return self._drain()

    def run_under_way(self):
        """The run that a wait belongs to; nothing may wait when there is none."""
        if self._run is None:
            raise RunEnded
        return self._run

    def wait_for_host(self, run, delay=None):
        """Blocks inside the current tick until the host has something to say."""
        self.check_still(run)
        self._ask_for_timer(delay)
        batch = self._drain()
        while batch[0] == '+':
            host.send(batch[1:])
            batch = self._drain()
        self._deliver(host.exchange(batch[1:] or '[]'))
        if run.stopping is not None:
            raise CancelledError(run.stopping)

    def check_still(self, run):
        if self._run is not run:
            raise RunEnded

    def _deliver(self, text):
        for message in decode(text):
            kind = message[0]
            if kind == 'ok' or kind == 'err':
                if self._run is not None:
                    self._run.calls.settle(message[1], kind == 'ok', message[2])
            elif kind == 'run':
                self._start(*message[1:])
            elif kind == 'cancel':
                if self._run is not None and self._run.id == message[1]:
                    self._stop(message[2])
            elif kind == 'boot':
                boot()

    # Guest to host

    def send(self, message):
        self._outbox.append(message)

    def _ask_for_timer(self, delay):
        # The worker sleeps in a read, so the host keeps the clock: it sends an empty batch in time.
        # Once a day is often enough: after a wake the guest looks at its own clock.
        when = None if delay is None else int(min(delay, 86_400.0) * 1000 + 0.999)
        if when is not None or self._timer is not None:
            self._outbox.append('["timer",%s]' % ('null' if when is None else when))
        self._timer = when

    def _drain(self):
        outbox = self._outbox
        if not outbox:
            return ' '
        size = 0
        for count, message in enumerate(outbox):
            size += len(message)
            if size > BATCH_CHARACTERS and count:
                text = '+[' + ','.join(outbox[:count]) + ']'
                del outbox[:count]
                return text
        text = ' [' + ','.join(outbox) + ']'
        outbox.clear()
        return text

    # Calls

    def start_call(self, tool, args_text, line):
        run = self._run
        if run is None:
            raise RuntimeError(f'{tool} was called after its run had ended')
        return run.calls.start(tool, line, args_text)

    def call_and_wait(self, tool, args_text, line):
        future = self.start_call(tool, args_text, line)
        run = self._run
        while not future.done():
            try:
                self.wait_for_host(run)
            except BaseException:
                future.cancel()
                raise
        return future.result()

    # Runs

    def _start(self, run_id, source, filename, offers, limits):
        calls = Calls(self.loop, self.send, self._next_call, limits)
        self._run = run = Run(run_id, source, filename, calls)
        self._result_bytes = limits['resultBytes']
        namespace = program.main_module.__dict__
        tools.offer(self._tools, self, offers)
        namespace['tools'] = self._tools
        namespace['ToolError'] = ToolError
        # Not by the loop: the program may have put a task factory of its own there.
        run.task = _Task(self._drive(run), loop=self.loop, name=f'run {run_id}')

    async def _drive(self, run):
        value = error = None
        run.entered = True
        try:
            if run.stopping is not None:
                raise CancelledError(run.stopping)
            value = await program.execute(run.source, run.filename)
        except BaseException as failure:
            error = failure
        try:
            await self._settle(run, error)
        except BaseException as failure:
            error = error or failure
        self._finish(run, value, error)

    async def _settle(self, run, error):
        """Nothing of a run outlives it: tasks are cancelled, calls waited for or cancelled."""
        cancelled = 0
        end = self.loop.time() + SETTLE_SECONDS
        # A task that ends may leave another one behind.
        while (left := self._tasks_of(run)) and (patience := end - self.loop.time()) > 0:
            cancelled = max(cancelled, len(left))
            for task in left:
                task.cancel('the run has ended')
            await _wait(left, timeout=patience)
        if cancelled:
            run.notes.append(f'{_count(cancelled, "background task")} cancelled at the end of the run')
        if left:
            run.notes.append(f'{_count(len(left), "task")} not ended by being cancelled')
        calls = run.calls.pending()
        if calls and error is None and run.stopping is None:
            names = sorted({call.tool for call in calls})
            run.notes.append(
                f'{_count(len(calls), "call")} still under way when the program ended; '
                f'the run waited: {", ".join(names)}'
            )
            await _wait(calls)
            for call in calls:
                if not call.cancelled() and call.exception() is not None:
                    run.notes.append(f'{call.tool} failed unseen: {call.exception()}'[:NOTE_CHARACTERS])
        elif calls:
            run.calls.close()

    def _finish(self, run, value, error):
        streams.flush()
        self.loop.abandoned.update(self._tasks_of(run))
        self.loop.reset()
        # Errors that nobody looked at are reported when their task is freed: free it here, so
        # that the note is this run's.
        gc.collect(1)
        run.calls.close()
        if run.exit is not None and error is not None:
            error = run.exit
        if isinstance(error, SystemExit) and error.code in (None, 0):
            value = error = None
        try:
            done = self._done(run, value, error)
        except BaseException as failure:
            # Whatever the program made of its value or error, its run has an end.
            value = error = None
            kind = program.type_name(failure)
            told = encode(['RuntimeError', f'what came of the run could not be told: {kind}', ''], '')
            done = f'["done",{run.id},"error",{told},[]]'
        self._next_call = run.calls.next_number
        self.loop.drop_all()
        self._run = None
        self._final.append(done)

    def _tasks_of(self, run):
        return [task for task in _all_tasks(self.loop) if task is not run.task and not task.done()]

    def _done(self, run, value, error):
        notes = encode([note[:NOTE_CHARACTERS] for note in run.notes[:MOST_NOTES]], 'notes')
        if error is None:
            if isinstance(value, str) and len(value) > self._result_bytes:
                # JSON text is never shorter; this long, making it could take all the memory.
                return self._too_large(run, f'{len(value):,} characters', notes)
            try:
                text = encode(value, 'value')
            except Exception:
                shown = program.preview(value, PREVIEW_CHARACTERS)
                shown = encode([shown, program.type_name(value)], 'preview')
                return f'["done",{run.id},"preview",{shown},{notes}]'
            size = len(text.encode('utf-8'))
            if size <= self._result_bytes:
                # Text inside text: the host keeps the exact spelling of numbers.
                return f'["done",{run.id},"value",{encode(text, "value")},{notes}]'
            return self._too_large(run, f'{size:,} bytes', notes)
        failure = encode(program.describe_error(error), 'error')
        return f'["done",{run.id},"error",{failure},{notes}]'

    def _too_large(self, run, size, notes):
        message = f'the value is {size}; limit resultBytes is {self._result_bytes:,}'
        failure = encode(['LimitError', message, ''], 'error')
        return f'["done",{run.id},"error",{failure},{notes}]'

    def _stop(self, reason):
        run = self._run
        run.stopping = reason
        # Cancelled before its first step, a task would end without a word; it looks by itself.
        if run.entered:
            run.task.cancel(reason)

    def _interrupted(self, error):
        """KeyboardInterrupt or SystemExit left the loop: the run ends by it."""
        run = self._run
        if run is None:
            return
        if run.task is None or run.task.done():
            # The run's own machinery was hit: end the run here, by what hit it.
            self._finish(run, None, error)
            return
        run.exit = error
        self._stop('interrupted')

    def _note_exception(self, context):
        error = context.get('exception')
        what = context.get('message', 'error in the event loop')
        if self._run is not None and len(self._run.notes) < MOST_NOTES:
            if error is not None:
                name, message, _ = program.describe_error(error)
                what = f'{what}: {name}: {message}'
            self._run.notes.append(what[:NOTE_CHARACTERS])


def boot():
    """First thing in every restored session: nothing random may repeat from the image."""
    random.seed()
    os.chdir('/workspace')


def _count(number, noun):
    verb = 'was' if number == 1 else 'were'
    return f'{number} {noun}{"" if number == 1 else "s"} {verb}'


# Captured: what the program puts in their place is for the program.
_all_tasks = asyncio.all_tasks
_wait = asyncio.wait
_Task = asyncio.Task
session = Session()
