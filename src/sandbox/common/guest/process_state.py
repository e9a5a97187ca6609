"""What a process of its own has for itself: set up fresh for one run, and put back after it."""

import atexit
import builtins
import gc
import importlib
import io
import os
import random
import sys
import time
import types
import warnings

from . import logging_state

# Files of the interpreter and of installed packages; all others are the user's.
SYSTEM_FILES = ('/lib/', '/causeway/')
PACKAGE_FILES = '/site-packages/'
UMASK = 0o022
BUFFERED = (io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom)

_image_modules = frozenset()
_image_filters = []
_session_begin = 0
# Packages of the image whose files are others by now, by their top names.
_changed_packages = frozenset()


def remember_image():
    """Called when the image is complete: what is there by then belongs to every process."""
    global _image_modules
    _image_modules = frozenset(sys.modules)
    _image_filters[:] = warnings.filters


def remember_begin():
    """Called when a session begins, whose image may have packages that were imported in it."""
    global _image_modules, _session_begin
    _image_modules = frozenset(sys.modules)
    _session_begin = time.time_ns()


class HardExit(BaseException):
    """``os._exit``: it ends the program, but not the interpreter that the session goes on with."""

    def __init__(self, status):
        self.status = status


class ProcessState:
    """Makes the interpreter look as if it had just started; leaving puts back what was there."""

    def __init__(self, invocation):
        self._invocation = invocation
        self._callbacks = []
        self.main = None

    def __enter__(self):
        global _changed_packages
        self._modules = dict(sys.modules)
        _changed_packages = _find_changed(self._modules)
        self._names = [
            (module, dict(vars(module)))
            for name, module in self._modules.items()
            if type(module) is types.ModuleType and _is_system(name, module)
        ]
        self._environment = dict(os.environ)
        self._folder = _current_folder()
        self._umask = os.umask(UMASK)
        self._random = random.getstate()
        self._limits = (sys.getrecursionlimit(), sys.get_int_max_str_digits(), gc.isenabled())
        self._lists = [(list_, list(list_)) for list_ in (sys.meta_path, sys.path_hooks)]
        self._logging = logging_state.LoggingState()
        self._warnings = warnings.catch_warnings()
        self._warnings.__enter__()
        try:
            self._set_up()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _set_up(self):
        invocation = self._invocation
        for name, module in self._modules.items():
            if not _is_system(name, module):
                del sys.modules[name]
        self.main = sys.modules['__main__'] = types.ModuleType('__main__')
        vars(self.main).update(__builtins__=builtins, __spec__=None, __loader__=None)
        sys.stdin = sys.__stdin__ = _reader()
        sys.stdout = sys.__stdout__ = _writer(1, '<stdout>', 'surrogateescape')
        sys.stderr = sys.__stderr__ = _writer(2, '<stderr>', 'backslashreplace')
        os.environ.clear()
        os.environ.update(invocation['env'])
        os.chdir(invocation['cwd'])
        importlib.invalidate_caches()
        random.seed()
        sys.argv = invocation['argv']
        sys.orig_argv = ['python3', *sys.argv]
        sys.path = _search_path(invocation)
        sys.warnoptions = list(invocation['warnings'])
        warnings.resetwarnings()
        warnings.filters[:] = _image_filters
        warnings._processoptions(sys.warnoptions)
        atexit.register = self._register
        atexit.unregister = self._unregister
        os._exit = _exit

    def __exit__(self, *error):
        sys.settrace(None)
        sys.setprofile(None)
        _flush_files()
        self.main = None
        for name in [name for name, module in sys.modules.items() if not _is_system(name, module)]:
            del sys.modules[name]
        sys.modules.update(self._modules)
        # What the program leaves behind ends now, while its streams and its files are still there.
        gc.collect()
        self._logging.restore()
        self._warnings.__exit__(None, None, None)
        limit, digits, collecting = self._limits
        sys.setrecursionlimit(limit)
        sys.set_int_max_str_digits(digits)
        (gc.enable if collecting else gc.disable)()
        random.setstate(self._random)
        os.umask(self._umask)
        os.environ.clear()
        os.environ.update(self._environment)
        for module, names in self._names:
            vars(module).update(names)
            if module is builtins or module is sys:
                for name in vars(module).keys() - names.keys():
                    del vars(module)[name]
        for list_, items in self._lists:
            list_[:] = items
        _change_folder(self._folder)

    def exit_callbacks(self):
        """What the program asked to be called at its end, last asked first."""
        while self._callbacks:
            function, args, kwargs = self._callbacks.pop()
            yield lambda: function(*args, **kwargs)
        yield _flush

    def _register(self, function, /, *args, **kwargs):
        if not callable(function):
            raise TypeError('the first argument must be callable')
        self._callbacks.append((function, args, kwargs))
        return function

    def _unregister(self, function, /):
        self._callbacks[:] = [one for one in self._callbacks if one[0] != function]


def _is_system(name, module):
    """Whether a module is the interpreter's or the image's, and not to be imported anew."""
    try:
        if name == '__main__':
            return False
        file = getattr(module, '__file__', None)
        if name.partition('.')[0] in _changed_packages:
            return False
        if isinstance(file, str) and PACKAGE_FILES not in file:
            return file.startswith(SYSTEM_FILES)
        origin = getattr(getattr(module, '__spec__', None), 'origin', None)
        return name in _image_modules or origin in ('built-in', 'frozen')
    except Exception:
        # Something of the user's that only looks like a module.
        return False


def _find_changed(modules):
    """Packages of the image of which a file was written or removed since the session began."""
    changed = set()
    for name in _image_modules:
        file = getattr(modules.get(name), '__file__', None)
        if isinstance(file, str) and PACKAGE_FILES in file and not _is_old(file):
            changed.add(name.partition('.')[0])
    return frozenset(changed)


def _is_old(file):
    try:
        return os.stat(file).st_mtime_ns <= _session_begin
    except OSError:
        return False


def _search_path(invocation):
    kind = invocation['kind']
    first = {'module': os.getcwd(), 'file': None}.get(kind, '')
    if first is None:
        target = os.path.realpath(invocation['target'])
        # A folder or an archive puts itself there when it is run.
        first = os.path.dirname(target)
    system = [path for path in sys.path if path.startswith('/lib/')]
    if invocation['isolated']:
        return system
    given = [path for path in os.environ.get('PYTHONPATH', '').split(':') if path]
    return [first, *given, *system]


def _reader():
    raw = io.FileIO(0, closefd=False)
    raw.name = '<stdin>'
    return io.TextIOWrapper(io.BufferedReader(raw), encoding='utf-8', errors='surrogateescape')


def _writer(fd, name, errors):
    # Unbuffered, as with ``python3 -u``: what is written before an end by force is not lost.
    raw = io.FileIO(fd, 'w', closefd=False)
    raw.name = name
    return io.TextIOWrapper(raw, encoding='utf-8', errors=errors, newline='\n', write_through=True)


def _exit(status):
    raise HardExit(status)


def _flush():
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not getattr(stream, 'closed', False):
            stream.flush()


def _flush_files():
    """Files that nobody closed keep what was written, whatever order they are freed in."""
    for thing in gc.get_objects():
        if type(thing) in BUFFERED:
            try:
                if not thing.closed:
                    thing.flush()
            except Exception:
                # Its descriptor is gone, or its disk is full.
                pass


def _current_folder():
    try:
        return os.getcwd()
    except OSError:
        return None


def _change_folder(path):
    try:
        os.chdir(path or '/workspace')
    except OSError:
        # Removed in the meantime; as in a shell, it is found out by the next use.
        pass
