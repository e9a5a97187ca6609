"""What a call of a tool gives: a future that the host answers."""

from asyncio import Future


class HostFuture(Future):
    """Result of a host call. Counts as a task where asyncio insists on one."""

    # `group`: the gathered calls that this one belongs to.
    __slots__ = ('calls', 'group', 'number', 'sent', 'tool')

    def cancel(self, msg=None):
        if not self.cancel_quietly(msg):
            return False
        self.calls.cancelled(self)
        return True

    def cancel_quietly(self, msg):
        """Cancels without a word to the host."""
        if not _cancel(self, msg):
            return False
        self.tell_group()
        return True

    def tell_group(self):
        """Called once the call has ended other than by a result."""
        if self.group is not None:
            # As asyncio does: whoever is told of it is told in the next pass.
            self._loop.call_soon(self.group.call_ended, self)
            self.group = None

    # asyncio.create_task and TaskGroup.create_task ask their task for these.
    def get_name(self):
        return f'call {self.number} of {self.tool}'

    def set_name(self, value):
        pass

    def get_coro(self):
        return None

    def get_context(self):
        return None

    def get_stack(self, *, limit=None):
        return []

    def cancelling(self):
        return 0

    def uncancel(self):
        return 0


_cancel = Future.cancel
