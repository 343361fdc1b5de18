"""Running cells."""

import ast
import asyncio
import linecache

from pyodide.code import CodeRunner

from .bundle import mime_bundle
from .errors import error_reply
from .magics import translate
from .session import host, namespace, request, send


class _Running:
    """The cell that runs now, if any."""

    task = None
    interrupted = False
    last_value = None
    unnamed = 0


_running = _Running()


def _cell_name(cell):
    if cell["count"] is not None:
        return f"<cell {cell['count']}>"
    _running.unnamed += 1
    return f"<cell -{_running.unnamed}>"


def _remember(value):
    """Keeps the last values as `_`, `__` and `___`, unless the user has a `_` of their own."""
    if namespace.get("_") is not _running.last_value:
        return
    namespace["___"] = namespace.get("__")
    namespace["__"] = namespace.get("_")
    namespace["_"] = _running.last_value = value


async def _run(code, name):
    runner = CodeRunner(code, filename=name, return_mode="last_expr", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    runner.compile()
    task = _running.task = asyncio.ensure_future(runner.run_async(namespace))
    try:
        return await task
    except asyncio.CancelledError as error:
        if not _running.interrupted:
            raise
        raise KeyboardInterrupt().with_traceback(error.__traceback__) from None
    finally:
        _running.task = None


async def execute(cell):
    """Runs one cell to its end and returns the reply's fields. Never raises."""
    request.id, request.allow_stdin = cell["id"], cell["allowStdin"]
    name = _cell_name(cell)
    _running.interrupted = False
    try:
        try:
            code = translate(cell["code"])
            linecache.cache[name] = (len(code), None, code.splitlines(True), name)
            host.enter(cell["id"])
            value = await _run(code, name)
            if value is not None and not cell["silent"]:
                data, metadata = mime_bundle(value)
                _remember(value)
                send("result", data=data, metadata=metadata)
        finally:
            host.leave()
    except SystemExit as error:
        if error.code in (None, 0):
            return {"status": "ok"}
        text = f"SystemExit: {error.code}"
        return {"status": "error", "ename": "SystemExit", "evalue": str(error.code), "traceback": [text]}
    except BaseException as error:
        return error_reply(error)
    return {"status": "ok"}


#: Where the interpreter's own Python and ours come from; all other code is somebody's.
_OURS = ("/lib/python", "/lib/lectern/", "<frozen ")


def _is_theirs(frame):
    """Whether the person's code runs here, or waits below."""
    while frame is not None:
        if not frame.f_code.co_filename.startswith(_OURS):
            return True
        frame = frame.f_back
    return False


def on_signal(signum, frame):
    """Raises KeyboardInterrupt in the person's code. Between its steps the loop would lose that: there it ends what is awaited."""
    if _running.task is None or _is_theirs(frame):
        raise KeyboardInterrupt
    interrupt()


def interrupt():
    """Ends what the running cell awaits, with KeyboardInterrupt."""
    if _running.task is not None and not _running.task.done():
        _running.interrupted = True
        _running.task.cancel()
