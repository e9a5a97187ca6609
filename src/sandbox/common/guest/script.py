"""Runs Python as the ``python3`` command does: each time as if in a process of its own."""

import asyncio
import contextvars
import importlib.util
import linecache
import os
import runpy
import sys
from asyncio import tasks

from . import program
from .process_state import HardExit, ProcessState
from .run import RunEnded

# What a shell is told of a process that Ctrl-C ended.
INTERRUPTED = 130
# How often, and how long each time, tasks that a loop leaves behind are asked to end.
ROUNDS = 3
ROUND_SECONDS = 0.3
# Names that code without a file has in tracebacks.
NAMES = {'command': '<string>', 'stdin': '<stdin>'}


class CannotStart(Exception):
    """Nothing was run; ``status`` is what a shell is told."""

    def __init__(self, message, status):
        super().__init__(message)
        self.status = status


async def execute(invocation, loop):
    """Runs ``{kind, target, argv, cwd, env, isolated, optimize, warnings}``; returns its status."""
    task = tasks.current_task(loop)
    # A program that has not started a loop is not in one.
    tasks._swap_current_task(loop, None)
    asyncio._set_running_loop(None)
    try:
        return contextvars.copy_context().run(_as_process, invocation, loop, {task})
    finally:
        asyncio._set_running_loop(loop)
        tasks._swap_current_task(loop, task)
        for name in NAMES.values():
            linecache.cache.pop(name, None)


def _as_process(invocation, loop, others):
    with ProcessState(invocation) as state:
        _end_loops(loop, others)
        try:
            status = _status_of(lambda: _run(invocation, state.main), 0)
            _end_tasks(loop, others)
            for callback in state.exit_callbacks():
                status = _status_of(callback, status)
            return status
        except HardExit as exit:
            return _exit_status(exit.status)


def _end_loops(loop, others):
    """Lets ``asyncio.run`` end what its main coroutine leaves behind, as it does elsewhere."""
    run = asyncio.run

    def run_and_end(main, *, debug=None, loop_factory=None):
        try:
            return run(main, debug=debug, loop_factory=loop_factory)
        finally:
            _end_tasks(loop, others)

    asyncio.run = asyncio.runners.run = run_and_end


def _end_tasks(loop, others):
    for _ in range(ROUNDS):
        left = asyncio.all_tasks(loop) - loop.abandoned - others
        if not left:
            return
        for one in left:
            one.cancel()
        try:
            loop.run_until_complete(asyncio.wait(left, timeout=ROUND_SECONDS))
        except RunEnded:
            raise
        except BaseException:
            # What a task makes of its end is its own.
            continue


def _run(invocation, main):
    kind = invocation['kind']
    target = invocation['target']
    if kind == 'module':
        runpy._run_module_as_main(target)
        return
    if kind == 'file' and _is_package(target):
        if not invocation['isolated']:
            del sys.path[0]
        sys.path.insert(0, target)
        runpy._run_module_as_main('__main__', alter_argv=False)
        return
    if kind == 'file':
        name = main.__file__ = os.path.abspath(target)
        source = _read(target, name)
    else:
        name = NAMES[kind]
        source = target.encode() if kind == 'command' else sys.stdin.buffer.read()
        _show_source(source, name)
    optimize = invocation['optimize']
    code = compile(source, name, 'exec', dont_inherit=True, optimize=optimize)
    exec(code, main.__dict__)


# While this is on the stack, a program is: also one that is a module of the standard library.
PROGRAM_CODE = _run.__code__


def _read(path, name):
    try:
        with open(path, 'rb') as file:
            return file.read()
    except OSError as error:
        reason = f'[Errno {error.errno}] {error.strerror}'
        raise CannotStart(f"can't open file {name!r}: {reason}", 2) from None


def _is_package(path):
    """Whether a path is a folder, or an archive, that is run by its ``__main__`` module."""
    if os.path.isdir(path):
        return True
    try:
        with open(path, 'rb') as file:
            return file.read(4) == b'PK\x03\x04'
    except OSError:
        return False


def _show_source(source, name):
    """Lets tracebacks show the lines of code that has no file."""
    try:
        text = importlib.util.decode_source(source)
    except (SyntaxError, UnicodeDecodeError):
        return
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)


def _status_of(work, status):
    """Does a piece of work as the whole program; returns the exit status, ``status`` if all is well."""
    try:
        work()
        return status
    except (RunEnded, HardExit):
        raise
    except SystemExit as error:
        return _exit_status(error.code)
    except CannotStart as error:
        _say(f'python3: {error}\n')
        return error.status
    except BaseException as error:
        _report(error)
        return INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1


def _exit_status(code):
    if code is None:
        return 0
    if isinstance(code, int):
        return int(code) & 0xFF
    try:
        _say(f'{code}\n')
    except BaseException:
        # Its str() failed: Python says nothing of it either.
        pass
    return 1


def _report(error):
    hook = sys.excepthook
    if hook is not sys.__excepthook__:
        try:
            program.keep_program_frames(error)
            hook(type(error), error, error.__traceback__)
            return
        except BaseException as failure:
            _say(f'Error in sys.excepthook:\n{program.describe_error(failure)[2]}')
            _say('\nOriginal exception was:\n')
    _say(program.describe_error(error)[2])


def _say(text):
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except Exception:
        # The program closed or replaced it: there is nobody left to tell.
        pass
