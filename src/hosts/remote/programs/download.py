# Downloads a URL to a file, for a machine without curl and wget; docs/hosts/helpers.md has the frames.
# Arguments and input are those of download.sh.
import base64
import errno
import hashlib
import http.client
import os
import shutil
import signal
import socket
import ssl
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

PIECE = 262144
NO_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

signal.signal(signal.SIGPIPE, signal.SIG_DFL)
first, second, target, part, most, wanted, silence = sys.argv[1:8]
most = int(most)


class Refusal(Exception):
    pass


class Redirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, request, answer, code, message, headers, url):
        if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
            raise Refusal("refused_url", "")
        return super().redirect_request(request, answer, code, message, headers, url)

    def http_error_302(self, request, answer, code, message, headers):
        try:
            return super().http_error_302(request, answer, code, message, headers)
        except urllib.error.HTTPError as error:
            if error.code == code and "redirect" in error.msg:
                raise Refusal("redirects", "")
            raise

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


def send(text):
    os.write(1, (text + "\n").encode())


def end_with_input():
    """The end of the input calls the download off."""
    while os.read(0, 4096):
        pass
    shutil.rmtree(part, ignore_errors=True)
    os._exit(0)


def request_for(url):
    parts = urllib.parse.urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    request = urllib.request.Request(urllib.parse.urlunsplit(parts._replace(netloc=place)))
    request.add_header("Accept-Encoding", "identity")
    if user:
        # Not sent on to where a redirect leads.
        words = base64.b64encode(urllib.parse.unquote_to_bytes(user)).decode()
        request.add_unredirected_header("Authorization", "Basic " + words)
    return request


def fetch(url, body):
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
        Redirects,
    ):
        opener.add_handler(handler())
    sha256 = hashlib.sha256()
    size = 0
    told = time.monotonic()
    with opener.open(request_for(url), timeout=float(silence)) as answer:
        length = answer.headers.get("Content-Length", "-")
        while True:
            piece = answer.read1(PIECE)
            if not piece:
                break
            size += len(piece)
            if size > most:
                raise Refusal("too_large", "")
            body.write(piece)
            sha256.update(piece)
            if time.monotonic() - told >= 0.25:
                told = time.monotonic()
                send("P %d %s" % (size, length))
    if length.isdigit() and int(length) != size:
        raise Refusal("cut", "")
    return size, sha256.hexdigest()


def explain(error):
    reason = getattr(error, "reason", error)
    if isinstance(error, Refusal):
        return error.args
    if isinstance(error, urllib.error.HTTPError):
        return ("status", error.code)
    if isinstance(reason, (socket.timeout, TimeoutError)):
        return ("silent", "")
    if isinstance(reason, ssl.SSLCertVerificationError):
        return ("certificate", "")
    if isinstance(reason, (http.client.HTTPException, ConnectionResetError, BrokenPipeError)):
        return ("cut", "")
    if getattr(reason, "errno", None) in NO_DISK:
        return ("no_disk", "")
    if isinstance(reason, ssl.SSLError):
        return ("cut", "")
    if isinstance(reason, (socket.gaierror, OSError)):
        return ("unreachable", "")
    return ("failed", type(reason).__name__)


def download(url):
    if os.path.isdir(target):
        raise Refusal("is_folder", "")
    try:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.mkdir(part, 0o700)
    except OSError:
        raise Refusal("no_permission", "")
    with open(os.path.join(part, "body"), "wb") as body:
        size, sha256 = fetch(url, body)
    if wanted not in ("-", sha256):
        raise Refusal("checksum", sha256)
    try:
        os.replace(os.path.join(part, "body"), target)
    except OSError:
        raise Refusal("no_permission", "")
    return "E %d %s" % (size, sha256)


send(first + second)
url = b""
while not url.endswith(b"\n"):
    byte = os.read(0, 1)
    if not byte:
        os._exit(0)
    url += byte
threading.Thread(target=end_with_input, daemon=True).start()
try:
    result = download(url.decode().strip())
except Exception as error:
    result = "F %s %s" % tuple(explain(error))
shutil.rmtree(part, ignore_errors=True)
send(result)
os._exit(0)
