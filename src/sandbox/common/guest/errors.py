"""What a program can catch."""


class ToolError(Exception):
    """A tool call that failed on the host. ``tool``, ``code`` and ``message`` say what and why."""

    def __init__(self, message='', tool='', code=None):
        super().__init__(message)
        self.message = message
        self.tool = tool
        self.code = code

    def __reduce__(self):
        return (type(self), (self.message, self.tool, self.code))


class ToolTimeoutError(ToolError, TimeoutError):
    """The call took longer than a single call may."""


class LimitError(ToolError):
    """The call would have gone over a limit of the run; it was not made."""


ToolError.__module__ = ToolTimeoutError.__module__ = LimitError.__module__ = 'causeway'

_FIXED = {'ToolError': ToolError, 'ToolTimeoutError': ToolTimeoutError, 'LimitError': LimitError}
_named = {}


def error_class(name):
    """The ToolError subclass for a host error named ``name``; the same class for the same name."""
    known = _FIXED.get(name) or _named.get(name)
    if known is None:
        if not name.isidentifier() or len(_named) >= 1000:
            return ToolError
        known = type(name, (ToolError,), {'__module__': 'causeway.errors'})
        _named[name] = known
    return known


# Codes of the host that have a class of their own, whatever name the error came with.
_BY_CODE = {
    'call_timed_out': ToolTimeoutError,
    'arguments_too_large': LimitError,
    'calls_exceeded': LimitError,
    'calls_in_flight_exceeded': LimitError,
    'result_too_large': LimitError,
}


def tool_error(tool, name, message, code):
    """Builds the exception for a failed call."""
    if code == 'invalid_arguments':
        return TypeError(message)
    kind = _BY_CODE.get(code) or error_class(name)
    return kind(message, tool, name if code is None else code)
