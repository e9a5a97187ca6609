"""JSON in both directions: exact where JSON can carry a value, a TypeError naming it elsewhere."""

from _json import encode_basestring, encode_basestring_ascii, make_encoder
from json.decoder import JSONDecoder
from math import isfinite
from sys import get_int_max_str_digits as _digit_limit
from sys import set_int_max_str_digits as _set_digit_limit

# The host reads 512 levels; a batch takes some of them.
MAX_DEPTH = 500
MAX_INTEGER_DIGITS = 4300

_decode = JSONDecoder().scan_once
# Types of which JSON can carry every value but for some floats and the longest integers.
EXACT = frozenset((str, int, float, bool, type(None)))


def _unsupported(value):
    raise TypeError


def _encoder(encode_string):
    # Positional for speed: markers, default, encoder, indent, separators, sort, skip, allow NaN.
    return make_encoder(None, _unsupported, encode_string, None, ':', ',', False, False, False)


_encode = _encoder(encode_basestring)
_encode_ascii = _encoder(encode_basestring_ascii)


def decode(text):
    return _decode(text, 0)[0]


def encode(value, name):
    """JSON text of ``value``; ``name`` is how errors call it, for instance ``search(query)``."""
    if type(value) not in EXACT and not _is_clean(value, 0):
        _explain(value, name)
    return encode_clean(value, name)


def encode_clean(value, name):
    """The same for a value whose parts are known to be of types that JSON has."""
    try:
        text = ''.join(_encode(value, 0))
    except (TypeError, ValueError, RecursionError):
        text = _encode_with_care(value, name)
    # A long text may hold an integer that is only written because the program has allowed it.
    if len(text) > MAX_INTEGER_DIGITS != _digit_limit():
        text = _encode_with_care(value, name)
    if not text.isascii():
        try:
            text.encode('utf-8')
        except UnicodeEncodeError:
            # A lone surrogate has no UTF-8 form, but JSON can write it as an escape.
            text = _encode_with_care(value, name, _encode_ascii)
    return text


def _encode_with_care(value, name, encode_value=_encode):
    """Whatever limit the program has set: the host reads integers of so many digits."""
    digits = _digit_limit()
    failure = None
    try:
        _set_digit_limit(MAX_INTEGER_DIGITS)
        return ''.join(encode_value(value, 0))
    except (TypeError, ValueError, RecursionError) as error:
        failure = error
    finally:
        _set_digit_limit(digits)
    _explain(value, name)
    raise failure


def _is_clean(value, depth):
    kind = type(value)
    if depth > MAX_DEPTH:
        return False
    if kind is dict or isinstance(value, dict):
        for key in value:
            if type(key) is not str:
                return False
        items = value.values()
    elif kind is list or kind is tuple or isinstance(value, list):
        items = value
    else:
        # Subclasses of the plain types (a str enum, say) keep their content exactly.
        return isinstance(value, (str, int, float))
    for item in items:
        if type(item) not in EXACT and not _is_clean(item, depth + 1):
            return False
    return True


_HINTS = {
    'bytes': 'decode it, or use base64',
    'bytearray': 'decode it, or use base64',
    'datetime': 'use .isoformat()',
    'date': 'use .isoformat()',
    'time': 'use .isoformat()',
    'set': 'use sorted(...) or list(...)',
    'frozenset': 'use sorted(...) or list(...)',
    'generator': 'use list(...)',
    'range': 'use list(...)',
    'Decimal': 'use str(...) or float(...)',
    'complex': 'use [z.real, z.imag]',
}


def _explain(value, name):
    """Raises the TypeError that says which part of ``value`` JSON cannot carry, and why."""
    trail = set()
    stack = [(value, name, 0, False)]
    while stack:
        item, path, depth, leaving = stack.pop()
        if leaving:
            trail.discard(id(item))
            continue
        if isinstance(item, float) and not isfinite(item):
            raise TypeError(f'{path} is {item!r}, which JSON cannot carry')
        if isinstance(item, int) and item.bit_length() > MAX_INTEGER_DIGITS * 3.32:
            raise TypeError(f'{path} has more than {MAX_INTEGER_DIGITS:,} digits; use str(...)')
        if isinstance(item, (str, int, float)) or item is None:
            continue
        if depth > MAX_DEPTH:
            raise TypeError(f'{name} is nested more than {MAX_DEPTH} levels deep')
        if id(item) in trail:
            raise TypeError(f'{path} contains itself')
        if isinstance(item, dict):
            children = []
            for key, child in item.items():
                if not isinstance(key, str):
                    kind = type(key).__name__
                    raise TypeError(f'{path} has a key {key!r} of type {kind}; JSON keys are str')
                children.append((child, f'{path}[{key!r}]', depth + 1, False))
        elif type(item) is tuple or isinstance(item, list):
            children = [(child, f'{path}[{i}]', depth + 1, False) for i, child in enumerate(item)]
        else:
            raise TypeError(_refusal(item, path))
        trail.add(id(item))
        stack.append((item, path, depth, True))
        stack.extend(reversed(children))


def _refusal(item, path):
    kind = type(item).__name__
    if isinstance(item, tuple) and hasattr(item, '_asdict'):
        hint = 'use ._asdict()'
    elif hasattr(type(item), '__dataclass_fields__'):
        hint = 'use dataclasses.asdict(...)'
    else:
        hint = _HINTS.get(kind, 'pass JSON values: None, bool, int, float, str, list or dict')
    return f'{path} is of type {kind}, which JSON cannot carry; {hint}'
