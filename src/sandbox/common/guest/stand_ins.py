"""Modules that programs and packages expect where Python runs in WebAssembly."""

import importlib.abc
import importlib.machinery
import io
import shutil
import sys
import tempfile

from . import fetch, foreign_types
from .http_socket import create_connection
from .network import NetworkError, network


def _fill_pyodide_http(module):
    """``pyodide.http`` as far as it does not lead to JavaScript."""
    module.FetchResponse = FetchResponse
    module.HttpStatusError = fetch.HttpStatusError
    module.BodyUsedError = BodyUsedError
    module.AbortError = NetworkError
    module.pyfetch = pyfetch
    module.open_url = open_url
    module.__all__ = [name for name in vars(module) if not name.startswith('_')]


class BodyUsedError(OSError):
    pass


class FetchResponse(fetch.Response):
    """The response of ``pyfetch``. Its body can be read as often as one likes."""

    type = 'basic'
    body_used = False

    def clone(self):
        return self

    async def string(self):
        return self._decoded()

    async def buffer(self):
        return memoryview(self._body)

    async def memoryview(self):
        return memoryview(self._body)

    async def unpack_archive(self, *, extract_dir=None, format=None):
        name = self.url.partition('?')[0].rpartition('/')[2]
        with tempfile.TemporaryDirectory() as folder:
            path = f'{folder}/{name or "archive"}'
            with open(path, 'wb') as file:
                file.write(self._body)
            shutil.unpack_archive(path, extract_dir, format)

    def abort(self, reason=None):
        pass


# What browsers are told of a request and the host has no use for.
_OF_BROWSERS = frozenset(
    'cache credentials duplex integrity keepalive mode priority referrer referrerPolicy'.split()
)


async def pyfetch(request, /, *, signal=None, fetcher=None, **options):
    ours = {name: value for name, value in options.items() if name not in _OF_BROWSERS}
    response = await fetch.fetch(request, **ours)
    response.__class__ = FetchResponse
    return response


def open_url(url):
    return io.StringIO(fetch.fetch_and_wait(url)._decoded())


def _fill_urllib3(module):
    """urllib3 asks for a way out of WebAssembly: its own connections over ours are one."""

    def inject_into_urllib3():
        from urllib3.util import connection

        connect_really = connection.create_connection

        def connect(address, timeout=None, source_address=None, socket_options=None):
            if not network.available:
                return connect_really(address, timeout, source_address, socket_options)
            # A class of urllib3 stands for the default there, and numbers for themselves.
            return create_connection(address, timeout if type(timeout) in (int, float) else None)

        connection.create_connection = connect

    module.inject_into_urllib3 = inject_into_urllib3


def _fill_ctypes(module):
    vars(module).update(foreign_types.contents())


def _fill_ctypes_util(module):
    module.find_library = lambda name: None


_MODULES = {
    'ctypes': _fill_ctypes,
    'ctypes.util': _fill_ctypes_util,
    'pyodide': lambda module: None,
    'pyodide.http': _fill_pyodide_http,
    'urllib3.contrib.emscripten': _fill_urllib3,
}


_PACKAGES = frozenset(('ctypes', 'pyodide', 'urllib3.contrib.emscripten'))


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds and fills them; those of Pyodide are there only where there is a network."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name not in _MODULES or (name.startswith('pyodide') and not network.available):
            return None
        return importlib.machinery.ModuleSpec(name, cls, is_package=name in _PACKAGES)

    @staticmethod
    def invalidate_caches():
        # The class itself is the finder: importlib calls this without an instance.
        pass

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        _MODULES[module.__name__](module)


def install():
    sys.meta_path.insert(0, StandIns)
