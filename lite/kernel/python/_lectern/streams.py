"""`sys.stdout`, `sys.stderr` and `sys.stdin` of the user's code."""

import io
import sys

from .session import host


class OutputStream(io.TextIOBase):
    """Hands text to the worker, which posts it within about 30 ms, or at once before any other message."""

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, name):
        self.name = name

    def writable(self):
        return True

    def isatty(self):
        return False

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            host.stream(self.name, text)
        return len(text)

    def flush(self):
        host.flush()


class InputStream(io.TextIOBase):
    """Reads lines as `input()` does."""

    encoding = "utf-8"
    name = "stdin"

    def readable(self):
        return True

    def isatty(self):
        return False

    def readline(self, size=-1, /):
        return input() + "\n"

    def __next__(self):
        return self.readline()


def install():
    sys.stdout = OutputStream("stdout")
    sys.stderr = OutputStream("stderr")
    sys.stdin = InputStream()
