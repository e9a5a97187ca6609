"""Reports calls to a Causeway server, so that people see them while they happen.

The URL comes from the environment variable CAUSEWAY_URL, else ATHENA_PTC_URL; without either nothing
is sent. Each report is one POST that is waited for, for at most two seconds. Nothing here raises into
its caller, whatever the receiver does. Needs Python 3.9 and nothing but its standard library.
"""

from __future__ import annotations

import contextvars
import functools
import inspect
import json
import os
import threading
import time
import urllib.request
import uuid
from typing import Any, Callable, Dict, Optional, Tuple

__all__ = ["call", "emit_begin", "emit_end", "traced"]
__version__ = "0.1.0"

_URL_VARIABLES = ("CAUSEWAY_URL", "ATHENA_PTC_URL")
# Largest body in bytes; a payload that makes it larger is left out.
_LARGEST_BODY = 65_536
_TIMEOUT = 2.0
# After a time-out the URL is left alone for so many seconds: a program of a thousand calls must not
# wait two thousand times for a receiver that hangs.
_PAUSE = 5.0
_MOST_OPEN = 100_000
_MOST_LEVELS = 100
# No Python reads a longer integer from text.
_LARGEST_INTEGER = 10**4300

# URL of each call that has begun and not ended. Single operations on a dict need no lock, so that
# there is none that a fork could leave locked.
_open: Dict[str, str] = {}
_paused_until: Dict[str, float] = {}
# The call that code runs inside of, and its URL.
_inside: contextvars.ContextVar[Optional[Tuple[str, str]]] = contextvars.ContextVar(
    "causeway_call", default=None
)


def emit_begin(
    tool_name: str,
    args: Any = None,
    *,
    asset_id: Optional[str] = None,
    parent_call_id: Optional[str] = None,
) -> str:
    """Reports that a call begins, and returns its id, also where there is no URL.

    It stands under parent_call_id; by default under the call whose `with` or function is around it.
    """
    call_id = uuid.uuid4().hex
    try:
        _begin(call_id, tool_name, args, asset_id, parent_call_id)
    except Exception:
        pass
    return call_id


def emit_end(
    *,
    call_id: str,
    tool_name: str,
    result: Any = None,
    is_error: bool = False,
) -> None:
    """Reports that a call is over, to the URL of its begin. A call that is not open is passed over."""
    try:
        url = _open.pop(call_id, None)
        if url is not None:
            event = {
                "v": 1,
                "type": "end",
                "call_id": call_id,
                "tool_name": _tool_name(tool_name),
                "is_error": bool(is_error),
                "at": int(time.time() * 1000),
            }
            _send(url, _body(event, "result", result))
    except Exception:
        pass


class call:
    """Reports what its `with` holds as a call. Set `result` to what came of it.

    with call("search", {"q": "tide"}) as search:
        search.result = find("tide")
    """

    def __init__(self, tool_name: str, args: Any = None, *, asset_id: Optional[str] = None) -> None:
        self.tool_name = tool_name
        self.args = {} if args is None else args
        self.asset_id = asset_id
        self.result: Any = None
        self.call_id = ""
        self._token: Optional[contextvars.Token] = None

    def __enter__(self) -> call:
        self.call_id = emit_begin(self.tool_name, self.args, asset_id=self.asset_id)
        url = _open.get(self.call_id)
        if url is not None:
            self._token = _inside.set((self.call_id, url))
        return self

    def __exit__(self, kind: Any, error: Optional[BaseException], trace: Any) -> None:
        if self._token is not None:
            try:
                _inside.reset(self._token)
            except ValueError:
                pass  # A generator that is closed elsewhere ends in another context.
        failed = error is not None
        result = _describe(error) if failed else self.result
        emit_end(call_id=self.call_id, tool_name=self.tool_name, result=result, is_error=failed)


def traced(function: Any = None, *, name: Optional[str] = None) -> Any:
    """Reports every call of a function, plain or async: `@traced`, or `@traced(name="search")`."""
    if function is None:
        return functools.partial(traced, name=name)
    if isinstance(function, str):
        return functools.partial(traced, name=function)
    tool_name = name or getattr(function, "__name__", "unnamed")
    arguments = _argument_reader(function)
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def call_async(*args: Any, **kwargs: Any) -> Any:
            with call(tool_name, arguments(args, kwargs)) as reported:
                reported.result = await function(*args, **kwargs)
            return reported.result

        return call_async

    @functools.wraps(function)
    def call_plain(*args: Any, **kwargs: Any) -> Any:
        with call(tool_name, arguments(args, kwargs)) as reported:
            reported.result = function(*args, **kwargs)
        return reported.result

    return call_plain


def _argument_reader(function: Any) -> Callable[[tuple, dict], Dict[str, Any]]:
    """Gives what tells the arguments of a call by their names, without the object of a method."""
    try:
        signature: Optional[inspect.Signature] = inspect.signature(function)
    except (TypeError, ValueError):
        signature = None

    def read(args: tuple, kwargs: dict) -> Dict[str, Any]:
        try:
            named = dict(signature.bind(*args, **kwargs).arguments) if signature else None
        except TypeError:
            named = None  # The function itself says what is wrong with them.
        if named is None:
            return {"args": list(args), "kwargs": kwargs}
        first = next(iter(named), None)
        if first in ("self", "cls"):
            del named[first]
        return named

    return read


def _begin(
    call_id: str, tool_name: str, args: Any, asset_id: Optional[str], parent: Optional[str]
) -> None:
    url = next((os.environ[key] for key in _URL_VARIABLES if os.environ.get(key)), None)
    if url is None or _is_paused(url):
        return
    inside = _inside.get()
    if parent is None and inside is not None and inside[1] == url:
        parent = inside[0]
    event: Dict[str, Any] = {
        "v": 1,
        "type": "begin",
        "call_id": call_id,
        "tool_name": _tool_name(tool_name),
        "at": int(time.time() * 1000),
    }
    if asset_id is not None:
        event["asset_id"] = str(asset_id)[:1024]
    if parent is not None:
        event["parent_call_id"] = parent
    _open[call_id] = url
    _send(url, _body(event, "args", args))
    if len(_open) > _MOST_OPEN:
        _open.pop(next(iter(_open)), None)


def _tool_name(given: Any) -> str:
    return str(given)[:256] or "unnamed"


def _describe(error: BaseException) -> Dict[str, str]:
    try:
        message = str(error)
    except Exception:
        message = ""
    return {"name": type(error).__name__, "message": message}


def _body(event: Dict[str, Any], key: str, payload: Any) -> bytes:
    """The event with its payload, as JSON text."""
    raw = _encode({**event, key: payload})
    if raw is None:
        raw = _encode({**event, key: _readable(payload)})
    if raw is None or len(raw) > _LARGEST_BODY:
        raw = _encode({**event, key: {"__truncated__": True}})
    return raw or b""


def _encode(event: Dict[str, Any]) -> Optional[bytes]:
    try:
        return json.dumps(event, allow_nan=False).encode("ascii")
    except Exception:  # Looking at a value runs code of its class.
        return None


def _readable(payload: Any) -> Any:
    try:
        return _plain(payload, ())
    except Exception:
        return _unencodable("a value that cannot be read")


def _plain(value: Any, holders: tuple) -> Any:
    """The value, where what JSON has no form for is replaced by a word on what it was."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        fits = -_LARGEST_INTEGER < value < _LARGEST_INTEGER
        return value if fits else _unencodable("an integer of more than 4,300 digits")
    if isinstance(value, float):
        if value - value == 0.0:
            return value
        return _unencodable("NaN" if value != value else "Infinity" if value > 0 else "-Infinity")
    if id(value) in holders:
        return _unencodable("a value that holds itself")
    if len(holders) >= _MOST_LEVELS:
        return _unencodable(f"more than {_MOST_LEVELS} levels")
    inner = (*holders, id(value))
    if isinstance(value, (list, tuple)):
        return [_plain(item, inner) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _plain(item, inner) for key, item in value.items()}
    return _unencodable(f"a value of the class {type(value).__name__}")


def _unencodable(what: str) -> Dict[str, str]:
    return {"__unencodable__": what}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the events to whoever it names."""

    def redirect_request(self, *_args: Any) -> None:
        return None


@functools.lru_cache(maxsize=1)
def _opener() -> urllib.request.OpenerDirector:
    """Made once: from Python 3.12 on it reads the certificates of the system."""
    return urllib.request.build_opener(_NoRedirect)


def _post(url: str, raw: bytes) -> None:
    try:
        request = urllib.request.Request(
            url, data=raw, method="POST", headers={"Content-Type": "application/json"}
        )
        _opener().open(request, timeout=_TIMEOUT).close()
    except Exception:
        pass


def _is_paused(url: str) -> bool:
    return time.monotonic() < _paused_until.get(url, 0.0)


def _send(url: str, raw: bytes) -> None:
    """Posts once, and waits for it no longer than the time-out, look-up of the name included."""
    if _is_paused(url):
        return
    posting = threading.Thread(target=_post, args=(url, raw), daemon=True)
    try:
        posting.start()
    except RuntimeError:
        # There are no threads in WebAssembly, and none are started while the interpreter ends.
        _post(url, raw)
        return
    posting.join(_TIMEOUT)
    if posting.is_alive():
        _paused_until[url] = time.monotonic() + _PAUSE
