"""One session: takes batches from the host, runs programs one at a time, returns batches."""

import os
import random
import signal
import sys
from asyncio import CancelledError, events

from . import host, process_state, program, script, tools
from .calls import Calls
from .errors import ToolError
from .event_loop import HostLoop
from .network import network
from .run import Run, RunEnded
from .values import decode

# A batch to the host is cut here; what is left follows in the next.
BATCH_CHARACTERS = 1 << 20
LONGEST_TIMER_SECONDS = 86_400.0
MOST_ATTEMPTS = 3


class Session:
    def __init__(self):
        self.loop = HostLoop(self, self._on_exception)
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
        for _ in range(MOST_ATTEMPTS):
            try:
                return self._tick(text)
            except BaseException as error:
                # An interrupt met the session's own code, or the program has changed that: the
                # run ends, and what is left to say is said.
                text = ''
                if self._run is not None:
                    self._run.interrupted(error)
        return self._tick(text)

    def _tick(self, text):
        events._set_running_loop(self.loop)
        delay = 0.0
        try:
            if text:
                self._deliver(text)
            delay = self.loop.run_ready()
        except BaseException as error:
            if self._run is not None:
                self._run.interrupted(error)
        if delay is not None or self._timer is not None:
            self._ask_for_timer(delay)
        if self._final:
            self._outbox += self._final
            self._final.clear()
        return self._drain()

    def _deliver(self, text):
        for message in decode(text):
            kind = message[0]
            if kind == 'ok' or kind == 'err':
                if self._run is not None:
                    self._run.calls.settle(message[1], kind == 'ok', message[2])
            elif kind == 'run':
                self._start_program(*message[1:])
            elif kind == 'script':
                self._start_script(*message[1:])
            elif kind == 'cancel':
                if self._run is not None and self._run.id == message[1]:
                    self._run.stop(message[2])
            elif kind == 'boot':
                _boot()
        if self._run is not None:
            self._run.calls.send_waiting()

    def _start_program(self, run_id, source, filename, offers, limits, has_network=False):
        tools.offer(self._tools, self, offers)
        network.available = has_network
        namespace = program.main_module.__dict__
        namespace['tools'] = self._tools
        namespace['ToolError'] = ToolError
        self._start(run_id, lambda: program.execute(source, filename), limits)

    def _start_script(self, run_id, invocation, limits, has_network):
        tools.offer(self._tools, self, [])
        network.available = has_network
        self._start(run_id, lambda: script.execute(invocation, self.loop), limits)

    def _start(self, run_id, work, limits):
        # Again for each run: the last one may have put a handler of its own there.
        _set_handler(signal.SIGINT, _on_interrupt)
        calls = Calls(self.loop, self._outbox.append, self._next_call, limits)
        self._run = Run(run_id, work, calls, self.loop, self._on_end)
        self._run.start()

    # Waiting inside a tick

    def run_under_way(self):
        """The run that a wait belongs to; nothing may wait when there is none."""
        if self._run is None:
            raise RunEnded
        return self._run

    def check_still(self, run):
        if self._run is not run:
            raise RunEnded

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

    # Calls

    def start_call(self, tool, args_text, line):
        if self._run is None:
            raise RuntimeError(f'{tool} was called after its run had ended')
        return self._run.calls.start(tool, line, args_text)

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

    # Guest to host

    def _ask_for_timer(self, delay):
        # The worker sleeps in a read, so the host keeps the clock: it sends an empty batch in time.
        # Once a day is often enough: after a wake the guest looks at its own clock.
        when = None if delay is None else int(min(delay, LONGEST_TIMER_SECONDS) * 1000 + 0.999)
        if when is not None or self._timer is not None:
            self._outbox.append('["timer",%s]' % ('null' if when is None else when))
        self._timer = when

    def _drain(self):
        outbox = self._outbox
        if not outbox:
            return ' '
        text = ','.join(outbox)
        if len(text) <= BATCH_CHARACTERS or len(outbox) == 1:
            outbox.clear()
            return f' [{text}]'
        size = count = 0
        while (size := size + len(outbox[count]) + 1) <= BATCH_CHARACTERS or count == 0:
            count += 1
        text = ','.join(outbox[:count])
        del outbox[:count]
        return f'+[{text}]'

    def _on_end(self, done):
        self._next_call = self._run.calls.next_number
        self._run = None
        self._final.append(done)

    def _on_exception(self, context):
        if self._run is not None:
            self._run.note_exception(context)


def _boot():
    """First thing in every restored session: nothing random may repeat from the image."""
    random.seed()
    # Packages in the image have been imported, and this one keeps a generator of its own.
    numpy_random = sys.modules.get('numpy.random')
    if numpy_random is not None:
        numpy_random.seed()
    os.chdir('/workspace')
    process_state.remember_begin()


def _on_interrupt(number, frame):
    """Interrupts the program; not the code around it, which is about to stop it anyway."""
    while frame is not None:
        if program.is_own(frame) or frame.f_code is script.PROGRAM_CODE:
            raise KeyboardInterrupt
        frame = frame.f_back


_set_handler = signal.signal
session = Session()
