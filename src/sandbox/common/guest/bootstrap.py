"""Assembles the guest while the image is made. Returns nothing; ``entry`` is called ever after."""

import asyncio
import gc
import sys
import time
import types

from . import (
    errors,
    event_loop,
    fetch,
    gather,
    host,
    http_socket,
    lockdown,
    network,
    process_state,
    program,
    stand_ins,
    streams,
)
from .session import session

# What programs import most: in the image it costs nothing, later it costs milliseconds.
PRELOADED = (
    'base64 bisect calendar collections contextlib copy csv dataclasses datetime decimal difflib '
    'enum fractions functools glob hashlib heapq html inspect io itertools json logging math '
    'operator os pathlib pprint random re secrets shutil statistics string struct tempfile '
    'textwrap traceback typing unicodedata urllib.request uuid xml.etree.ElementTree zipfile zlib'
).split()

entry = session.tick


def public_module():
    """``import causeway`` inside a program: the errors it can catch, and HTTP."""
    module = types.ModuleType('causeway', 'What a program can use of its host.')
    names = ('ToolError', 'ToolTimeoutError', 'LimitError')
    for name in names:
        setattr(module, name, getattr(errors, name))
    own = {'fetch': fetch.fetch, 'Response': fetch.Response, 'HttpStatusError': fetch.HttpStatusError}
    for thing in (network.NetworkError, network.NetworkTimeoutError):
        own[thing.__name__] = thing
    vars(module).update(own)
    by_name = types.ModuleType('causeway.errors', 'One ToolError class for each error name.')

    def error_for(name):
        if name.startswith('__'):
            raise AttributeError(name)
        return errors.error_class(name)

    by_name.__getattr__ = error_for
    module.errors = by_name
    module.__all__ = [*names, *own, 'errors']
    module.__path__ = []
    sys.modules['causeway'] = module
    sys.modules['causeway.errors'] = by_name


def assemble():
    for name in PRELOADED:
        __import__(name)
    asyncio._set_running_loop(None)
    event_loop.install(session.loop)
    gather.install()
    time.sleep = host.sleep
    program.install()
    network.network.connect(session)
    http_socket.install()
    public_module()
    streams.install()
    lockdown.sweep()
    stand_ins.install()
    process_state.remember_image()
    warm_up()
    gc.collect()
    # The image's own objects are never garbage: later collections need not look at them.
    gc.freeze()


def warm_up():
    """Runs the common paths, so that the image holds code that the interpreter has specialised."""
    limits = '{"calls":9,"callsInFlight":9,"argumentBytes":999,"resultBytes":9999}'
    offers = '[["warm",[["q",true]],"warm(q)",true]]'
    for source in (
        '1+1',
        'await tools.warm(q=1)',
        'import asyncio\\nawait asyncio.gather(tools.warm(q=1), tools.warm(2))',
        '1/0',
        'x = = 1',
    ):
        for _ in range(2):
            first = session._next_call
            entry(f'[["run",0,"{source}","warm.py",{offers},{limits}]]')
            entry(f'[["ok",{first},{{"a":[1,2.5,"x",null]}}],["ok",{first + 1},null]]')
            while session._run is not None:
                entry('')
    state = '"cwd":"/","env":{},"isolated":false,"optimize":0,"warnings":[]'
    for code in ('import sys; print(end=\\"\\")', '1/0', 'import sys; sys.exit(3)'):
        entry(f'[["script",0,{{"kind":"command","target":"{code}","argv":["-c"],{state}}},{limits}]]')
        while session._run is not None:
            entry('')
    program.main_module.__dict__.pop('asyncio', None)
    import linecache

    linecache.cache.clear()
    program.forget_sources()
    session._next_call = 1
    session._outbox.clear()
