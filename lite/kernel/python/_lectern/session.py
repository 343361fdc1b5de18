"""What the whole package shares: the worker, the user's namespace, the request being worked on."""

import json
import sys

#: The namespace in which cells run: that of the real `__main__`, as pickle, doctest and unittest expect.
namespace = sys.modules["__main__"].__dict__

#: Longest text of one output, in code points. Beyond it a page can no longer show it sensibly.
MAX_TEXT = 16 * 1024 * 1024


_OFFERS = (
    "shared",
    "send",
    "stream",
    "flush",
    "cleared",
    "enter",
    "leave",
    "sleep",
    "readLine",
    "sleepAsync",
    "readLineAsync",
    "takeTurn",
    "hold",
    "folder",
    "folderWaits",
    "folderBegin",
    "folderSettle",
    "folderWants",
    "folderLoad",
    "packageReply",
    "installWheel",
    "isMemoryPassed",
)


class Host:
    """What the worker offers, from `connect` on. Before that there is nothing of a worker here: a snapshot is made then."""

    def connect(self, worker):
        for name in _OFFERS:
            setattr(self, name, getattr(worker, name))


host = Host()


class Request:
    """The execution to which outputs belong. Output of background tasks goes to the latest one."""

    id = 0
    #: The id of the Jupyter message that asks for it, or an empty text.
    message = ""
    allow_stdin = False
    #: Seconds that it may run, or None; MB of 2**20 bytes by which the memory may grow.
    seconds, megabytes = None, 0


request = Request()

#: Called when Python is about to rest, with the seconds (infinite at `input()`), and with None when a cell has ended: those
#: who show things now and then show the latest.
before_rest = []


def announce_rest(seconds):
    for show in before_rest:
        show(seconds)


def send(kind, **fields):
    """Posts one message to the page, after everything printed before it."""
    host.send(json.dumps({"type": kind, "id": request.id, **fields}, default=repr, allow_nan=False))


def shorten(text, limit=MAX_TEXT):
    """`text`, cut in its middle where it is longer than `limit` code points."""
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]}\n... {len(text) - 2 * half} characters left out ...\n{text[-half:]}"
