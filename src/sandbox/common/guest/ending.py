"""The message that tells what came of a run."""

import errno
import socket
import sys
from zoneinfo import ZoneInfoNotFoundError

from . import program
from .host_future import HostFuture
from .lockdown import REMOVED
from .http_socket import NOT_HTTP
from .network import NO_NETWORK, network
from .values import encode

PREVIEW_CHARACTERS = 4000
NOTE_CHARACTERS = 500


def done_message(run, value, error):
    if isinstance(value, HostFuture):
        run.note(f'the value is a call that was not awaited: write await tools.{value.tool}(…)')
    notes = encode(run.notes, 'notes')
    if isinstance(error, SystemExit) and error.code in (None, 0):
        value = error = None
    if error is not None:
        told = program.describe_error(error, _hint(error, run.calls.limits))
        return _message(run, 'error', encode(told, 'error'), notes)
    most = run.calls.limits['resultBytes']
    if isinstance(value, str) and len(value) > most:
        # JSON text is never shorter; this long, making it could take all the memory.
        return _too_large(run, f'{len(value):,} characters', most, notes)
    try:
        text = encode(value, 'value')
    except Exception:
        shown = [program.preview(value, PREVIEW_CHARACTERS), program.type_name(value)]
        return _message(run, 'preview', encode(shown, 'preview'), notes)
    size = len(text.encode('utf-8'))
    if size > most:
        return _too_large(run, f'{size:,} bytes', most, notes)
    # Text inside text: the host keeps the exact spelling of numbers.
    return _message(run, 'value', encode(text, 'value'), notes)


def fallback_message(run, failure):
    """For a run whose value or error cannot be told."""
    told = f'what came of the run could not be told: {program.type_name(failure)}'
    return _message(run, 'error', encode(['RuntimeError', told, ''], 'error'), '[]')


def _hint(error, limits):
    """What the sandbox has to say about an error of Python's own; None for most."""
    try:
        return _find_hint(error, limits)
    except Exception:
        # An error that a program made itself can hold anything.
        return None


def _find_hint(error, limits):
    if isinstance(error, MemoryError):
        return f'limit memoryBytes is {limits["memoryBytes"]:,}'
    if isinstance(error, ModuleNotFoundError):
        name = (error.name or '').partition('.')[0]
        if name and name not in sys.stdlib_module_names | REMOVED:
            return 'only the standard library and installed packages are here'
    if isinstance(error, ZoneInfoNotFoundError):
        return 'this sandbox has no time zones but UTC; use fixed offsets'
    if isinstance(error, OSError):
        if error.errno == errno.ENOSPC:
            return f'limit diskBytes is {limits["diskBytes"]:,}'
        # urllib wraps what the socket said.
        reason = getattr(error, 'reason', error)
        if isinstance(reason, socket.gaierror) or (
            isinstance(reason, PermissionError) and reason.filename is None
        ):
            return NOT_HTTP if network.available else NO_NETWORK
    return None


def _too_large(run, size, most, notes):
    told = f'the value is {size}; limit resultBytes is {most:,}'
    return _message(run, 'error', encode(['LimitError', told, ''], 'error'), notes)


def _message(run, kind, data, notes):
    return f'["done",{run.id},"{kind}",{data},{notes}]'
