"""Runs a command in a terminal of its own: copies stdin to its keyboard and its screen to stdout."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios

rows, columns, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', int(rows), int(columns), 0, 0))
    os.execv(command[0], command)

watched = [terminal, 0]
while terminal in watched:
    ready, _, _ = select.select(watched, [], [])
    if 0 in ready:
        keys = os.read(0, 4096)
        if keys:
            os.write(terminal, keys)
        else:
            watched.remove(0)
    if terminal in ready:
        try:
            screen = os.read(terminal, 65536)
        except OSError:
            screen = b''
        if screen:
            os.write(1, screen)
        else:
            watched.remove(terminal)

_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status))
