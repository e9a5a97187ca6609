"""Removes every way from Python to JavaScript that the interpreter came with.

Runs once, before the image is made. What a program could dig up again is inert: the worker's
import gate is the boundary; this keeps errors friendly and objects of the host's realm out.
"""

import builtins
import gc
import importlib.abc
import os
import sys

# Modules that lead to JavaScript, to raw memory, or to machines that are not there.
REMOVED = frozenset(
    '_ctypes _posixsubprocess _pyodide _pyodide_core _remote_debugging _testbuffer _testcapi '
    '_testclinic _testclinic_limited _testinternalcapi _testlimitedcapi _xxtestfuzz ctypes js '
    'pyodide pyodide_js webbrowser xxsubtype'.split()
)

ENVIRONMENT = {'HOME': '/workspace', 'LANG': 'C.UTF-8', 'TZ': 'UTC', 'USER': 'program'}


class RemovedModules(importlib.abc.MetaPathFinder):
    """Says plainly that a module is not available, instead of failing somewhere inside it."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition('.')[0] in REMOVED:
            raise ModuleNotFoundError(f'No module named {name!r} in this sandbox', name=name)


def sweep():
    # Proxies are of types made at run time that derive from this one.
    proxy_types = tuple(kind for kind in object.__subclasses__() if kind.__name__ == 'JsProxy')
    removed = {}
    for name in list(sys.modules):
        if name.partition('.')[0] in REMOVED:
            removed[name] = sys.modules.pop(name)
    foreign = '_pyodide._importhook'
    for finder in list(sys.meta_path):
        owner = finder if isinstance(finder, type) else type(finder)
        if owner.__module__ == foreign:
            sys.meta_path.remove(finder)
    sys.meta_path.insert(0, RemovedModules())
    sys.path_importer_cache.clear()
    for module in removed.values():
        names = getattr(module, '__dict__', None)
        if issubclass(type(module), proxy_types) or names is None:
            continue
        for key, value in list(names.items()):
            if issubclass(type(value), proxy_types):
                names[key] = None
    finder = removed[foreign].jsfinder
    finder.jsproxies.clear()
    finder.hook = None
    for thing in gc.get_objects():
        if type(thing).__name__ == 'JsLoader':
            thing.jsproxy = None
    sys.excepthook = sys.__excepthook__
    for name in list(vars(builtins)):
        if issubclass(type(getattr(builtins, name)), proxy_types):
            delattr(builtins, name)
    removed.clear()
    os.environ.clear()
    os.environ.update(ENVIRONMENT)
