"""The one door out of the interpreter: a character device served by the trusted worker.

Nothing else in this process leads outside. A device write hands a command to the worker:
``W`` + text sends a batch to the host; ``X`` + text does and the reads that follow return the
host's next batch; ``S`` + milliseconds waits, unless an interrupt comes first.
"""

import os
import time

DEVICE = '/dev/causeway'
_monotonic = time.monotonic
ONE_DAY = 86_400.0


def send(text):
    """Sends one batch, a JSON array text, without waiting for an answer."""
    fd = os.open(DEVICE, os.O_WRONLY)
    try:
        os.write(fd, b'W' + text.encode('utf-8'))
    finally:
        os.close(fd)


def exchange(text):
    """Sends one batch and blocks until the host's next one; both are JSON array texts."""
    # The descriptor is opened anew each time: the program may have closed or reused any number.
    fd = os.open(DEVICE, os.O_RDWR)
    try:
        os.write(fd, b'X' + text.encode('utf-8'))
        left = int(os.read(fd, 16))
        parts = []
        while left:
            part = os.read(fd, left)
            parts.append(part)
            left -= len(part)
        return b''.join(parts).decode('utf-8')
    finally:
        os.close(fd)


def sleep(seconds):
    """Replaces ``time.sleep``: waits without burning the processor and can be interrupted."""
    if seconds < 0:
        raise ValueError('sleep length must be non-negative')
    end = _monotonic() + seconds
    while True:
        left = end - _monotonic()
        if left <= 0:
            return
        fd = os.open(DEVICE, os.O_RDWR)
        try:
            # One wait is a day at most, which is in the range of every timer.
            os.write(fd, b'S%d' % (min(left, ONE_DAY) * 1000 + 1))
        finally:
            os.close(fd)
