"""One run of a program: start, stop, and an end that leaves nothing behind."""

import asyncio
import gc
from asyncio import CancelledError

from . import program, streams
from .ending import NOTE_CHARACTERS, done_message, fallback_message

# How long tasks that a run leaves behind may take to end after they were cancelled.
SETTLE_SECONDS = 1.0
LOOK_AGAIN_SECONDS = 0.05
MOST_NOTES = 100


class RunEnded(BaseException):
    """Raised where code of an ended run still waits, until its frames are gone."""


class Run:
    def __init__(self, run_id, work, calls, loop, on_end):
        self.id = run_id
        self.calls = calls
        self.notes = []
        self.stopping = None
        # Called once; the coroutine it returns runs the program and gives its value.
        self._work = work
        self._loop = loop
        self._on_end = on_end
        self._task = None
        self._entered = False
        self._exit = None

    def start(self):
        # Not by the loop: the program may have put a task factory of its own there.
        self._task = _Task(self._drive(), loop=self._loop, name=f'run {self.id}')

    def stop(self, reason):
        self.stopping = reason
        # Cancelled before its first step, a task would end without a word; it looks by itself.
        if self._entered:
            self._task.cancel(reason)

    def interrupted(self, error):
        """KeyboardInterrupt or SystemExit left the loop: the run ends by it."""
        if self._task is None or self._task.done():
            # The run's own machinery was hit: end the run here, by what hit it.
            self._finish(None, error)
            return
        self._exit = error
        self.stop('interrupted')

    def note(self, text):
        if len(self.notes) < MOST_NOTES:
            self.notes.append(text[:NOTE_CHARACTERS])

    def note_exception(self, context):
        if len(self.notes) >= MOST_NOTES:
            return
        error = context.get('exception')
        what = context.get('message', 'error in the event loop')
        if error is not None:
            name, message, _ = program.describe_error(error)
            what = f'{what}: {name}: {message}'
        self.note(what)

    async def _drive(self):
        value = error = None
        self._entered = True
        try:
            if self.stopping is not None:
                raise CancelledError(self.stopping)
            value = await self._work()
        except BaseException as failure:
            error = failure
        try:
            await self._end_tasks()
            await self._end_calls(error)
        except BaseException as failure:
            error = error or failure
        self._finish(value, error)

    async def _end_tasks(self):
        asked = set()
        end = self._loop.time() + SETTLE_SECONDS
        # A task that ends may leave another one behind: look again, ask each once.
        while (left := self._tasks()) and (patience := end - self._loop.time()) > 0:
            for task in left:
                if task not in asked:
                    asked.add(task)
                    task.cancel('the run has ended')
            await _wait(left, timeout=min(patience, LOOK_AGAIN_SECONDS))
        if asked:
            self.note(f'{_count(len(asked), "background task")} cancelled at the end of the run')
        if left:
            self.note(f'{_count(len(left), "task")} not ended by being cancelled')

    async def _end_calls(self, error):
        calls = self.calls.pending()
        if not calls:
            return
        if error is not None or self.stopping is not None:
            self.calls.close()
            return
        names = ', '.join(sorted({call.tool for call in calls}))
        self.note(
            f'{_count(len(calls), "call")} still under way when the program ended; '
            f'the run waited: {names}'
        )
        await _wait(calls)
        for call in calls:
            if not call.cancelled() and call.exception() is not None:
                self.note(f'{call.tool} failed unseen: {call.exception()}')

    def _tasks(self):
        others = _all_tasks(self._loop) - self._loop.abandoned
        others.discard(self._task)
        return list(others)

    def _finish(self, value, error):
        try:
            done = self._wind_up(value, error)
        except BaseException as failure:
            # Whatever the program made of its value, its error or of Python: its run has an end.
            value = error = None
            done = fallback_message(self, failure)
        self._loop.drop_all()
        self._on_end(done)

    def _wind_up(self, value, error):
        streams.flush()
        self._loop.abandoned.update(self._tasks())
        self._loop.reset()
        # Errors that nobody looked at are reported when their task is freed: free it here, so
        # that the note is this run's.
        gc.collect(1)
        self.calls.close()
        if self._exit is not None and error is not None:
            error = self._exit
        return done_message(self, value, error)


def _count(number, noun):
    verb = 'was' if number == 1 else 'were'
    return f'{number} {noun}{"" if number == 1 else "s"} {verb}'


# Captured: what the program puts in their place is for the program.
_all_tasks = asyncio.all_tasks
_wait = asyncio.wait
_Task = asyncio.Task
