"""Compiles and runs the program's text the way a notebook does, and tells how it failed."""

import ast
import builtins
import collections
import inspect
import linecache
import sys
import traceback
import types

_VALUE = '__causeway_value__'
_ONLY_AST = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

# Frames of the standard library and of the bootstrap are not the program's.
_FOREIGN = ('/lib/python3', '/causeway/', '<frozen ')

main_module = types.ModuleType('__main__')
main_module.__builtins__ = builtins


# A session that runs for days must not keep the text of every program.
MOST_SOURCES = 200

_runs_by_name = {}
_registered = collections.deque()


def register_source(source, filename):
    """Keeps the text for tracebacks under a name of its own and returns that name."""
    number = _runs_by_name.get(filename, 0) + 1
    _runs_by_name[filename] = number
    name = filename if number == 1 else f'{filename} (run {number})'
    # Without a modification time linecache never looks for a file of that name.
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    _registered.append(name)
    if len(_registered) > MOST_SOURCES:
        linecache.cache.pop(_registered.popleft(), None)
    return name


def forget_sources():
    _runs_by_name.clear()
    _registered.clear()


def compile_program(source, filename):
    """Code object whose trailing expression, if any, is kept as the program's value."""
    try:
        tree = compile(source, filename, 'exec', _ONLY_AST, dont_inherit=True)
        last = tree.body[-1] if tree.body else None
        if isinstance(last, ast.Expr) and not _ends_in_semicolon(source, last):
            target = ast.copy_location(ast.Name(_VALUE, ast.Store()), last)
            tree.body[-1] = ast.copy_location(ast.Assign([target], last.value), last)
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        return compile(tree, filename, 'exec', flags, dont_inherit=True)
    except SyntaxError as error:
        # A tree has no text: without this, errors found late have no line and no caret.
        if error.text is None and error.lineno:
            error.text = linecache.getline(filename, error.lineno)
        raise


def _ends_in_semicolon(source, last):
    line = source.splitlines()[last.end_lineno - 1].encode()
    return line[last.end_col_offset :].lstrip().startswith(b';')


async def execute(source, filename):
    """Runs the program in the session's namespace; returns the value of its last expression."""
    namespace = main_module.__dict__
    namespace.pop(_VALUE, None)
    source = source.removeprefix('\ufeff')
    code = compile_program(source, register_source(source, filename))
    result = eval(code, namespace)
    if code.co_flags & inspect.CO_COROUTINE:
        await result
    return namespace.pop(_VALUE, None)


NAME_CHARACTERS = 200
# Of a deep recursion the way in and the end are shown.
FIRST_FRAMES = 20
LAST_FRAMES = 30
# Errors in one chain or group.
MOST_ERRORS = 50
MESSAGE_CHARACTERS = 16_000
TRACEBACK_CHARACTERS = 64_000


def type_name(value):
    """Name of a value's class, whatever its metaclass says."""
    return type.__dict__['__name__'].__get__(type(value))[:NAME_CHARACTERS]


def _shortened(text, most):
    if len(text) <= most:
        return text
    left_out = len(text) - most
    return f'{text[: most // 2]}\n… {left_out:,} characters …\n{text[-most // 2 :]}'


def describe_error(error, hint=None):
    """``[name, message, traceback]`` of an exception, showing the program's own frames only."""
    name = type_name(error)
    try:
        message = str(error)
    except BaseException as failure:
        message = f'<str() of the error failed: {type_name(failure)}>'
    if hint is not None:
        message = f'{message} ({hint})' if message else hint
    try:
        keep_program_frames(error)
        report = traceback.TracebackException(type(error), error, error.__traceback__, compact=True)
        text = ''.join(report.format())
        if hint is not None:
            text += f'{hint}\n'
    except BaseException as failure:
        text = f'{name}: {message[:1000]}\n<the traceback failed: {type_name(failure)}>\n'
    return [name, _shortened(message, MESSAGE_CHARACTERS), _shortened(text, TRACEBACK_CHARACTERS)]


def is_own(frame):
    """Whether a frame is of the program, its modules included."""
    return not frame.f_code.co_filename.startswith(_FOREIGN)


def keep_program_frames(error):
    """Leaves only the program's own frames in an error and those it came from, bounded."""
    pending = [error]
    seen = set()
    while pending:
        one = pending.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        if len(seen) >= MOST_ERRORS:
            one.__cause__ = one.__context__ = None
        one.__traceback__ = _own_traceback(one.__traceback__)
        pending.extend((one.__cause__, one.__context__))
        if isinstance(one, BaseExceptionGroup):
            pending.extend(one.exceptions[:MOST_ERRORS])


def _own_traceback(entry):
    first = []
    last = collections.deque(maxlen=LAST_FRAMES)
    while entry is not None:
        if is_own(entry.tb_frame):
            if len(first) < FIRST_FRAMES:
                first.append(entry)
            else:
                last.append(entry)
        entry = entry.tb_next
    rebuilt = None
    for one in reversed([*first, *last]):
        rebuilt = types.TracebackType(rebuilt, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return rebuilt


def preview(value, most):
    """``repr`` of a value that is no JSON, cut to ``most`` characters."""
    try:
        text = repr(value)
    except BaseException as failure:
        text = f'<repr() of {type_name(value)} failed: {type_name(failure)}>'
    return text if len(text) <= most else text[: most - 1] + '…'


def install():
    sys.modules['__main__'] = main_module
