"""The standard streams: unbuffered, so that what a program prints is seen when it prints it."""

import io
import sys


def _writer(fd):
    raw = io.FileIO(fd, 'w', closefd=False)
    # A lone surrogate is printed as an escape rather than failing the print.
    return io.TextIOWrapper(
        raw, encoding='utf-8', errors='backslashreplace', newline='\n', write_through=True
    )


def install():
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)))
    sys.stdout = sys.__stdout__ = _writer(1)
    sys.stderr = sys.__stderr__ = _writer(2)


def flush():
    """Flushes whatever the program has put in place of the streams."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            # None, closed, or a broken stand-in: nothing is lost that was ever written here.
            pass
