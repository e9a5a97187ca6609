"""``tools``: what the program sees of the host's tools."""

from difflib import get_close_matches
from sys import _getframe

from .values import EXACT, encode, encode_clean


class Tool:
    """One offered tool: ``await tool(...)``, or ``tool.sync(...)`` where nothing can be awaited."""

    __slots__ = (
        '__name__',
        '_start',
        '_session',
        '_names',
        '_required',
        '_known',
        'signature',
        '_positional',
    )

    def __init__(self, session, offer):
        name, parameters, signature, positional = offer
        self._session = session
        self._start = session.start_call
        self.__name__ = name
        self.signature = signature
        self._positional = positional
        if parameters is None:
            self._names = self._known = self._required = None
        else:
            self._names = [parameter for parameter, _ in parameters]
            self._known = frozenset(self._names)
            self._required = frozenset(name for name, required in parameters if required)

    def __repr__(self):
        return f'<tool {self.signature}>'

    @property
    def __doc__(self):
        return self.signature

    def __call__(self, /, *args, **kwargs):
        return self._start(
            self.__name__, self._arguments(args, kwargs), _program_line(_getframe(1))
        )

    def sync(self, /, *args, **kwargs):
        """Blocks until the host has answered; every other task of the program waits too."""
        return self._session.call_and_wait(
            self.__name__, self._arguments(args, kwargs), _program_line(_getframe(1))
        )

    def _arguments(self, args, kwargs):
        if args:
            kwargs = self._bind(args, kwargs)
        if self._known is not None and not (
            kwargs.keys() <= self._known and self._required <= kwargs.keys()
        ):
            self._refuse(kwargs)
        for value in kwargs.values():
            if type(value) not in EXACT:
                return encode(kwargs, self.__name__)
        return encode_clean(kwargs, self.__name__)

    def _bind(self, args, kwargs):
        if not self._positional:
            raise TypeError(f'{self.__name__} takes keyword arguments only: {self.signature}')
        names = self._names
        if len(args) > len(names):
            raise TypeError(
                f'{self.__name__} takes {len(names)} arguments, {len(args)} were given: '
                f'{self.signature}'
            )
        bound = dict(zip(names, args))
        for name, value in kwargs.items():
            if name in bound:
                raise TypeError(f'{self.__name__} got two values for {name!r}: {self.signature}')
            bound[name] = value
        return bound

    def _refuse(self, kwargs):
        missing = [name for name in self._names if name in self._required and name not in kwargs]
        extra = [name for name in kwargs if name not in self._known]
        if missing:
            what = f'missing {_listed(missing)}'
        else:
            what = f'unexpected {_listed(extra)}'
            near = get_close_matches(extra[0], self._names, 1)
            if near:
                what += f' (did you mean {near[0]!r}?)'
        raise TypeError(f'{self.__name__}: {what}: {self.signature}')


def _listed(names):
    return ', '.join(repr(name) for name in names)


# Finding out the line of a place in the code costs as much as a quarter of a call.
_lines = {}
MOST_LINES = 1000


def _program_line(frame):
    """Line of the nearest frame that belongs to the program; 0 when there is none."""
    place = (id(frame.f_code), frame.f_lasti)
    known = _lines.get(place)
    return _find_line(frame, place) if known is None else known[0]


def _find_line(frame, place):
    if _is_main(frame):
        if len(_lines) >= MOST_LINES:
            _lines.clear()
        # The code is kept so that its id stays its own. A line is only ever written out.
        _lines[place] = (str(frame.f_lineno or 0), frame.f_code)
        return _lines[place][0]
    while frame is not None and not _is_main(frame):
        frame = frame.f_back
    return 0 if frame is None else frame.f_lineno or 0


def _is_main(frame):
    return frame.f_globals.get('__name__') == '__main__'


class Tools:
    """Holds the offered tools as attributes; anything else is an error that says what there is."""

    def __getattr__(self, name):
        offered = sorted(self.__dict__)
        if name.startswith('__') and name.endswith('__'):
            raise AttributeError(name)
        if not offered:
            raise _missing(f'there is no tool {name!r}: no tools are offered to this run')
        near = get_close_matches(name, offered, 1)
        hint = f' Did you mean {near[0]!r}?' if near else ''
        shown = ', '.join(offered[:50]) + (' …' if len(offered) > 50 else '')
        raise _missing(f'there is no tool {name!r}.{hint} Offered are: {shown}')

    def __repr__(self):
        return f'<tools: {", ".join(sorted(self.__dict__)) or "none"}>'


def _missing(message):
    # With a name set, the interpreter does not add a suggestion of its own to the traceback.
    return AttributeError(message, name='', obj=None)


def offer(proxy, session, offers):
    """Replaces what ``proxy`` offers."""
    _lines.clear()
    proxy.__dict__.clear()
    for one in offers:
        proxy.__dict__[one[0]] = Tool(session, one)
