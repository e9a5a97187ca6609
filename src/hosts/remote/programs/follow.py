# Follows one file for the other side of a pipe; docs/hosts/helpers.md has the frames.
# Arguments: two halves of the first line, and the file's path.
import errno
import hashlib
import os
import select
import signal
import stat
import sys
import time

POLL_SECONDS = 0.05
PIECE = 262144
OVERLAP = 64
# A file that is replaced by renaming is away for an instant only.
AWAY_LOOKS = 4
WHY_NOT = {
    errno.ENOENT: "absent",
    errno.ENOTDIR: "absent",
    errno.EACCES: "unreadable",
    errno.EPERM: "unreadable",
}

signal.signal(signal.SIGPIPE, signal.SIG_DFL)
path = os.fsencode(sys.argv[3])
pending = b""
next_beat = 0.0


def send(data):
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(1, rest) :]


def beat():
    global next_beat
    if time.monotonic() >= next_beat:
        send(b".\n")
        next_beat = time.monotonic() + 1


def commands(seconds):
    """Lines that have come, after waiting for some; ends the program at the end of input."""
    global pending
    if not select.select([0], [], [], seconds)[0]:
        return []
    got = os.read(0, 4096)
    if not got:
        os._exit(0)
    *lines, pending = (pending + got).split(b"\n")
    return [line.split() for line in lines if line.strip()]


def identity(status):
    return (status.st_dev, status.st_ino)


def look(known):
    """What is at the path: another file, opened, or a word for what else."""
    try:
        there = os.lstat(path)
        if known is not None and identity(there) == identity(os.fstat(known)):
            return None, "same"
        if not stat.S_ISREG(there.st_mode):
            return None, "irregular"
        found = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as error:
        return None, WHY_NOT.get(error.errno, "irregular")
    if stat.S_ISREG(os.fstat(found).st_mode):
        return found, "other"
    os.close(found)
    return None, "irregular"


def digest(start, end):
    sha256 = hashlib.sha256()
    while start < end:
        piece = os.pread(file, min(PIECE, end - start), start)
        if not piece:
            break
        sha256.update(piece)
        start += len(piece)
    return sha256.hexdigest().encode()


def copy(position, size):
    """Sends from a little before the position on, so that the other side sees what it knows."""
    at = max(0, position - OVERLAP)
    while at < size:
        piece = os.pread(file, min(PIECE, size - at), at)
        if not piece:
            break
        send(b"D %d %d\n%s" % (at, len(piece), piece))
        at += len(piece)
    return max(position, at)


def agree():
    """Answers questions about the file until told where to read on."""
    while True:
        for words in commands(None):
            if words[0] == b"d":
                send(b"# %s\n" % digest(int(words[1]), int(words[2])))
            elif words[0] == b"r":
                return int(words[1])


def follow(position):
    seen = None
    asked = False
    away = 0
    told = "same"
    while True:
        beat()
        if file is not None:
            now = os.fstat(file)
            if now.st_size < position:
                break
            if seen != (now.st_size, now.st_mtime_ns, now.st_ctime_ns):
                seen = (now.st_size, now.st_mtime_ns, now.st_ctime_ns)
                position = copy(position, now.st_size)
        _, what = look(file)
        if what == "other":
            # Whoever has the old file open may have added to it until it was replaced.
            if file is not None:
                copy(position, os.fstat(file).st_size)
            break
        away = 0 if what == "same" else away + 1
        urgent = what == "same" or (asked and what == "unreadable")
        if what != told and (urgent or away >= AWAY_LOOKS):
            told = what
            send(b"- %s\n" % what.encode())
        if asked:
            send(b"b\n")
        asked = [b"b"] in commands(POLL_SECONDS)
    send(b"E\n")


send(("%s%s\n" % (sys.argv[1], sys.argv[2])).encode())
file, _ = look(None)
if file is None:
    send(b"@ -\n")
else:
    status = os.fstat(file)
    send(b"@ %d:%d %d\n" % (*identity(status), status.st_size))
follow(agree())
