# Starts a program in a session of its own, waits for it, and keeps how it ended.
# Reads the request from standard input: lines "key value", in which "\n" and "\\" are escapes.
import errno
import os
import signal
import subprocess
import sys
import time

given, pairs, words, whole = {}, [], [], False
for line in sys.stdin.buffer:
    line = line[:-1] if line.endswith(b"\n") else line
    if line == b"go":
        whole = True
        break
    key, _, value = line.partition(b" ")
    value = b"\\".join(part.replace(b"\\n", b"\n") for part in value.split(b"\\\\"))
    if key == b"env":
        pairs.append(value)
    elif key == b"arg":
        words.append(value)
    else:
        given[key] = value
if not whole:
    sys.exit(65)
mark, state, cwd = given[b"mark"].decode(), given[b"state"], given[b"cwd"]


def at(name):
    return os.path.join(state, name.encode())


def refusal(what, number):
    return "%s refused %s %d %s\n" % (mark, what, number, os.strerror(number))


def answer(text):
    os.write(1, text.encode())
    os._exit(0)


def start_of(pid):
    try:
        with open("/proc/%d/stat" % pid, "rb") as stat:
            return stat.read().rpartition(b") ")[2].split()[19].decode()
    except OSError:
        return "_".join(ask("ps", "-o", "lstart=", "-p", str(pid)).split())


def boot():
    try:
        with open("/proc/sys/kernel/random/boot_id") as file:
            return file.read().strip()
    except OSError:
        time_of_boot = ask("sysctl", "-n", "kern.boottime")
        return time_of_boot.partition("sec = ")[2].partition(",")[0] or "unknown"


def ask(*command):
    try:
        env = dict(os.environ, LC_ALL="C", TZ="UTC")
        return subprocess.run(command, stdout=subprocess.PIPE, env=env).stdout.decode() or "unknown"
    except OSError:
        return "unknown"


def write_whole(name, text, flags=0):
    file = os.open(at(name), os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | flags, 0o600)
    try:
        if os.write(file, text.encode()) != len(text):
            raise OSError(errno.ENOSPC, "")
    finally:
        os.close(file)


def undo():
    for name in ("rc.made", "record.made", "record", "stdout", "stderr", "launch"):
        try:
            os.unlink(at(name))
        except OSError:
            pass


try:
    os.makedirs(state, 0o700, exist_ok=True)
except OSError as fault:
    answer(refusal("state", fault.errno))
if not os.path.isdir(cwd):
    answer(refusal("cwd", errno.ENOENT))
try:
    write_whole("launch", mark + "\n", os.O_EXCL)
except FileExistsError:
    # A request that was sent twice, because its first answer was lost, gets that answer.
    for _ in range(200):
        with open(at("launch")) as lock:
            holder = lock.read()
        if holder and holder != mark + "\n":
            break
        if os.path.exists(at("record")):
            with open(at("record")) as record:
                answer(record.read())
        time.sleep(0.05)
    answer(refusal("taken", errno.EEXIST))
except OSError as fault:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        undo()
    answer(refusal("state", fault.errno))

told, tell = os.pipe()
if os.fork():
    os.close(tell)
    with os.fdopen(told, "rb") as pipe:
        answer(pipe.read().decode())


def give_up(what, number):
    undo()
    os.write(tell, refusal(what, number).encode())
    os._exit(0)


os.close(told)
os.setsid()
for name in ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"):
    signal.signal(getattr(signal, name), signal.SIG_IGN)
if sys.platform == "linux":
    # What the program leaves behind becomes this process's child, so that it can be found by descent.
    try:
        import ctypes

        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        pass

try:
    output = [
        os.open(at(name), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        for name in ("stdout", "stderr")
    ]
    # Made beforehand, so that a disk that is full at the end has room for it.
    write_whole("rc.made", " " * 32 + "\n")
    gate, open_gate = os.pipe()
    failed, fail = os.pipe()
    program = os.fork()
except OSError as fault:
    give_up("state", fault.errno)

if program == 0:
    what = "cwd"
    try:
        os.setsid()
        for one in (tell, open_gate, failed):
            os.close(one)
        if os.read(gate, 1) == b"":
            os._exit(125)
        for number in range(1, 32):
            if number not in (signal.SIGKILL, signal.SIGSTOP):
                signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        os.chdir(cwd)
        what = "state"
        for number, file in enumerate([os.open("/dev/null", os.O_RDONLY)] + output):
            os.dup2(file, number)
        environment = dict(os.environb)
        environment.pop(b"CAUSEWAY_RUNNER", None)
        for pair in pairs:
            name, _, value = pair.partition(b"=")
            environment[name] = value
        environment[b"CAUSEWAY_MARK"] = mark.encode()
        what = "program"
        try:
            os.execvpe(words[0], words, environment)
        except OSError as fault:
            # A script without a first line that names its interpreter is one for sh.
            if fault.errno != errno.ENOEXEC:
                raise
            os.execve("/bin/sh", [b"sh"] + words, environment)
    except OSError as fault:
        os.write(fail, ("%s %d" % (what, fault.errno)).encode())
    finally:
        os._exit(127)

os.close(gate)
os.close(fail)
null = os.open("/dev/null", os.O_RDWR)
for number in (0, 1, 2):
    os.dup2(null, number)
me = os.getpid()
record = "%s launched %d %s %d %s %s\n" % (mark, program, start_of(program), me, start_of(me), boot())
try:
    write_whole("record.made", record)
    os.rename(at("record.made"), at("record"))
except OSError as fault:
    os.close(open_gate)
    os.waitpid(program, 0)
    give_up("state", fault.errno)
os.write(open_gate, b"g")
os.close(open_gate)
with os.fdopen(failed, "rb") as pipe:
    fault = pipe.read().decode()
if fault:
    os.waitpid(program, 0)
    what, number = fault.split()
    give_up(what, int(number))
os.write(tell, record.encode())
for one in [tell] + output:
    os.close(one)
os.chdir("/")

while True:
    try:
        ended, status = os.waitpid(-1, 0)
    except ChildProcessError:
        break
    if ended != program:
        continue
    how = "exit %d" % os.WEXITSTATUS(status)
    if os.WIFSIGNALED(status):
        how = "signal %s" % signal.Signals(os.WTERMSIG(status)).name
    try:
        write_whole("rc.made", "%-32s\n" % how)
        os.rename(at("rc.made"), at("rc"))
    except OSError:
        pass
