"""Logging keeps its settings in the interpreter: one program's must not reach the next."""

import logging


class LoggingState:
    """Starts logging afresh; ``restore`` closes what was added and puts back what was there."""

    def __init__(self):
        root = logging.root
        manager = logging.Logger.manager
        self._loggers = dict(manager.loggerDict)
        self._settings = [
            (logger, dict(vars(logger), handlers=list(logger.handlers), filters=list(logger.filters)))
            for logger in (root, *self._loggers.values())
            if isinstance(logger, logging.Logger)
        ]
        self._disabled = manager.disable
        self._handlers = set(map(id, self._live_handlers()))
        root.handlers = []
        root.filters = []
        root.setLevel(logging.WARNING)
        manager.disable = 0

    def restore(self):
        for handler in self._live_handlers():
            if id(handler) not in self._handlers:
                try:
                    handler.flush()
                    handler.close()
                except Exception:
                    # Its stream is gone, or it is a program's own and broken.
                    pass
        manager = logging.Logger.manager
        manager.loggerDict.clear()
        manager.loggerDict.update(self._loggers)
        manager.disable = self._disabled
        for logger, settings in self._settings:
            vars(logger).update(settings)
        manager._clear_cache()

    @staticmethod
    def _live_handlers():
        return [handler for one in logging._handlerList[:] if (handler := one()) is not None]
