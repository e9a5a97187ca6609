# Copies a regular file to the other side of a pipe; docs/hosts/helpers.md has the frames.
# Arguments: two halves of the first line, the most bytes to take, and the names that lead from / to
# the file. No link is followed on the way.
import errno
import hashlib
import os
import signal
import stat
import sys

PIECE = 262144
# A program that replaces its file by a rename may do so just when it is opened.
OPENINGS = 3
FAULTS = {
    errno.ENOENT: "not_found",
    errno.ENOTDIR: "not_found",
    errno.ENAMETOOLONG: "not_found",
    errno.EACCES: "no_permission",
    errno.EPERM: "no_permission",
    errno.ELOOP: "symbolic_link",
    errno.ENXIO: "not_regular",
}

signal.signal(signal.SIGPIPE, signal.SIG_DFL)
most = int(sys.argv[3])
names = [os.fsencode(name) for name in sys.argv[4:]]
path = b"/" + b"/".join(names)
has_proc = os.path.isdir("/proc/self/fd")


class Refusal(Exception):
    pass


def send(data):
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(1, rest) :]


def check_kind(status, at):
    if stat.S_ISLNK(status.st_mode):
        raise Refusal("symbolic_link", at)
    if at < len(names) - 1:
        if not stat.S_ISDIR(status.st_mode):
            raise Refusal("not_found", at)
    elif not stat.S_ISREG(status.st_mode):
        raise Refusal("not_regular", at)


def open_file():
    """Walks from folder to folder, each held open, so that no name is looked up twice."""
    held = os.open("/", os.O_RDONLY | os.O_DIRECTORY)
    for at, name in enumerate(names):
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
        if at < len(names) - 1:
            flags |= os.O_DIRECTORY
        try:
            # Looked at first: opening a device or a FIFO may do something.
            check_kind(os.stat(name, dir_fd=held, follow_symlinks=False), at)
            following = os.open(name, flags, dir_fd=held)
        except OSError as error:
            raise Refusal(FAULTS.get(error.errno, "io_failed"), at)
        finally:
            os.close(held)
        held = following
        check_kind(os.fstat(held), at)
    return held


def check_place(status, is_before):
    """A count of links falls before the name goes: a second name is looked for twice."""
    if status.st_nlink > 1:
        raise Refusal("hard_link", -1)
    if status.st_nlink == 0 and is_before:
        raise Refusal("changed_path", -1)
    if has_proc:
        ending = b"" if status.st_nlink else b" (deleted)"
        if os.readlink(b"/proc/self/fd/%d" % file) != path + ending:
            raise Refusal("changed_path", -1)


def open_checked():
    global file
    for opening in range(OPENINGS):
        file = open_file()
        try:
            status = os.fstat(file)
            check_place(status, True)
            return status
        except Refusal as refusal:
            os.close(file)
            if refusal.args[0] != "changed_path" or opening == OPENINGS - 1:
                raise


def copy():
    before = open_checked()
    if before.st_size > most:
        raise Refusal("too_large", -1)
    sha256 = hashlib.sha256()
    size = 0
    while True:
        piece = os.pread(file, min(PIECE, most + 1 - size), size)
        if not piece:
            break
        if size + len(piece) > most:
            raise Refusal("too_large", -1)
        send(b"D %d %d\n%s" % (size, len(piece), piece))
        sha256.update(piece)
        size += len(piece)
    after = os.fstat(file)
    check_place(after, False)
    # Taking the last name away changes the time of the inode too, and nothing in the file.
    stable = (
        before.st_size == size == after.st_size
        and before.st_mtime_ns == after.st_mtime_ns
        and (after.st_nlink == 0 or before.st_ctime_ns == after.st_ctime_ns)
    )
    send(b"E %d %s %d\n" % (size, sha256.hexdigest().encode(), stable))


send(("%s%s\n" % (sys.argv[1], sys.argv[2])).encode())
try:
    copy()
except Refusal as refusal:
    send(("F %s %d\n" % refusal.args).encode())
except OSError as error:
    send(b"F io_failed -1\n")
