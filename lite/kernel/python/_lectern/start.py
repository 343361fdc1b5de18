"""Sets the kernel up, and takes the worker's requests."""

import asyncio
import builtins
import json
import sys
import warnings

from . import blocking, figures, files, packages, streams
from .complete import complete
from .completeness import completeness
from .display import display
from .explain import explain
from .run import execute, interrupt
from .session import host, namespace, send

_ANSWERS = {
    "complete": ("completed", complete),
    "inspect": ("inspected", explain),
    "is-complete": ("completeness", completeness),
}


def _leave(code=None, /):
    """Ends the cell."""
    raise SystemExit(code)


def install():
    """Connects with the worker; prepares streams, waiting, display and the loop. Called once, before the first request."""
    import _lectern_host

    host.connect(_lectern_host)
    if "random" in sys.modules:
        sys.modules["random"].seed()  # all who start from one snapshot would draw the same numbers
    streams.install()
    blocking.install()
    files.install()
    packages.install()
    figures.install()
    builtins.display = display
    namespace["exit"] = namespace["quit"] = _leave
    namespace.setdefault("_", None)
    loop = asyncio.get_event_loop()
    # The cell's own task has the exception already; a second report would end the worker's event loop turn.
    loop._keyboard_interrupt_handler = lambda: None
    loop._system_exit_handler = lambda code: None
    warnings.showwarning = _show_warning


def _show_warning(message, category, filename, lineno, file=None, line=None):
    text = warnings.formatwarning(message, category, filename, lineno, line)
    (file or sys.stderr).write(text)


async def dispatch(text):
    """Works on one request of the worker and answers it."""
    request = json.loads(text)
    if request["kind"] == "execute":
        await files.begin()
        reply = await execute(request)
        await files.settle()
        send("executed", **reply)
        return
    kind, answer = _ANSWERS[request["kind"]]
    send(kind, **{**answer(request), "id": request["id"]})


__all__ = ["dispatch", "install", "interrupt"]
