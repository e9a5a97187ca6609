"""``ctypes`` as far as it is only types: packages name them where they are imported.

There are no foreign functions and no raw memory here: what would need them raises OSError.
"""

import builtins
import struct

REFUSAL = 'this sandbox has no foreign functions and no raw memory'


def _refuse(*args, **kwargs):
    raise OSError(REFUSAL)


def _padded(size, align):
    return -(-size // (align or 1)) * (align or 1)


class _TypeOfTypes(type):
    def __mul__(cls, length):
        if not isinstance(length, builtins.int) or length < 0:
            raise ValueError(f'an array has a length of 0 or more, not {length!r}')
        names = {'_type_': cls, '_length_': length, '_size': cls._size * length}
        return _TypeOfTypes(f'{cls.__name__}_Array_{length}', (Array,), {**names, '_align': cls._align})

    from_address = from_buffer = from_buffer_copy = in_dll = from_param = _refuse


class _CData(metaclass=_TypeOfTypes):
    _size = _align = 0


class _SimpleCData(_CData):
    """A number or a character; integers wrap as in C."""

    def __init__(self, value=None):
        self.value = self._default if value is None else value

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, value):
        self._value = self._take(value)

    def __repr__(self):
        return f'{type(self).__name__}({self._value!r})'

    def __bool__(self):
        return builtins.bool(self._value)


class Array(_CData):
    __init__ = _refuse


class _Compound(_CData):
    _fields_ = ()
    __init__ = _refuse

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        parts = [one[1] for one in cls._fields_]
        cls._align = max((one._align for one in parts), default=1)
        cls._size = _padded(cls._extent(parts), cls._align)


class Structure(_Compound):
    @staticmethod
    def _extent(parts):
        end = 0
        for one in parts:
            end = _padded(end, one._align) + one._size
        return end


class Union(_Compound):
    @staticmethod
    def _extent(parts):
        return max((one._size for one in parts), default=0)


def sizeof(thing):
    return _of(thing)._size


def alignment(thing):
    return _of(thing)._align


def _of(thing):
    kind = thing if isinstance(thing, type) else type(thing)
    if not issubclass(kind, _CData):
        raise TypeError('this type has no size')
    return kind


def POINTER(kind):
    name = 'c_void_p' if kind is None else f'LP_{kind.__name__}'
    size = struct.calcsize('P')
    return _TypeOfTypes(name, (_CData,), {'_size': size, '_align': size, '__init__': _refuse})


def CFUNCTYPE(*types, **options):
    return POINTER(None)


def _integer(size, signed):
    bits = size * 8

    def take(self, value):
        wrapped = builtins.int.__index__(value) & ((1 << bits) - 1)
        return wrapped - (1 << bits) if signed and wrapped >> (bits - 1) else wrapped

    return {'_size': size, '_align': size, '_default': 0, '_take': take}


def _other(size, default, convert):
    take = lambda self, value: convert(value)
    return {'_size': size, '_align': size, '_default': default, '_take': take}


def _simple_types():
    signed = {'byte': 'b', 'short': 'h', 'int': 'i', 'long': 'l', 'longlong': 'q', 'ssize_t': 'n'}
    unsigned = {'ubyte': 'B', 'ushort': 'H', 'uint': 'I', 'ulong': 'L', 'ulonglong': 'Q', 'size_t': 'N'}
    made = {name: _integer(struct.calcsize(code), True) for name, code in signed.items()}
    made |= {name: _integer(struct.calcsize(code), False) for name, code in unsigned.items()}
    for bits in (8, 16, 32, 64):
        made[f'int{bits}'] = _integer(bits // 8, True)
        made[f'uint{bits}'] = _integer(bits // 8, False)
    made['bool'] = _other(1, False, builtins.bool)
    made['float'] = _other(4, 0.0, lambda value: struct.unpack('f', struct.pack('f', value))[0])
    made['double'] = made['longdouble'] = _other(8, 0.0, builtins.float)
    made['char'] = _other(1, b'\0', bytes)
    made['wchar'] = _other(4, '\0', str)
    for name in ('void_p', 'char_p', 'wchar_p'):
        made[name] = _other(struct.calcsize('P'), None, lambda value: value)
    return {
        f'c_{name}': _TypeOfTypes(f'c_{name}', (_SimpleCData,), {**body, '__module__': 'ctypes'})
        for name, body in made.items()
    }


class ArgumentError(Exception):
    pass


def contents():
    """Everything ``import ctypes`` finds."""
    found = {
        'ArgumentError': ArgumentError,
        'Array': Array,
        'BigEndianStructure': Structure,
        'CFUNCTYPE': CFUNCTYPE,
        'LittleEndianStructure': Structure,
        'POINTER': POINTER,
        'PYFUNCTYPE': CFUNCTYPE,
        'Structure': Structure,
        'Union': Union,
        '_SimpleCData': _SimpleCData,
        'alignment': alignment,
        'get_errno': lambda: 0,
        'set_errno': lambda value: 0,
        'sizeof': sizeof,
        'RTLD_GLOBAL': 256,
        'RTLD_LOCAL': 0,
    }
    for name in (
        'CDLL PyDLL addressof byref cast create_string_buffer create_unicode_buffer memmove memset '
        'memoryview_at pointer resize string_at wstring_at'
    ).split():
        found[name] = _refuse
    found.update(_simple_types())
    found['py_object'] = POINTER(None)
    return found
