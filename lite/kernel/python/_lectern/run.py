"""Running cells."""

import ast
import asyncio
import linecache
import signal

from pyodide.code import CodeRunner

from .bundle import mime_bundle
from .errors import error_reply
from .figures import show_figures
from .limits import explain_memory, interruption
from .magics import translate
from .packages import prepare
from .session import announce_rest, host, namespace, request, send


class _Running:
    """The cell that runs now, if any."""

    task = None
    #: The signal that ended what the cell awaited; 0: none did.
    interrupted = 0
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


async def stoppable(work):
    """Awaits `work` as the task of the running cell. What stops it is raised in the place of the cancellation."""
    task = _running.task = asyncio.ensure_future(work)
    try:
        return await task
    except asyncio.CancelledError as error:
        raise _stop(error) from None
    finally:
        _running.task = None


def _stop(error):
    """What a cancellation stands for: what stopped the cell, unless the code has cancelled itself."""
    return interruption(_running.interrupted).with_traceback(error.__traceback__) if _running.interrupted else error


async def _run(code, name):
    runner = CodeRunner(code, filename=name, return_mode="last_expr", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    runner.compile()
    return await stoppable(_run_prepared(runner, code))


async def _run_prepared(runner, code):
    await prepare(code)
    return await runner.run_async(namespace)


def begin(cell):
    """From now on outputs, questions and interrupts are those of this cell."""
    request.id, request.message, request.allow_stdin = cell["id"], cell["message"], cell["allowStdin"]
    request.seconds, request.megabytes = cell["seconds"], cell["megabytes"]
    _running.interrupted = 0


async def execute(cell):
    """Runs one cell to its end and returns the reply's fields. Never raises."""
    begin(cell)
    name = _cell_name(cell)
    try:
        try:
            code = translate(cell["code"])
            linecache.cache[name] = (len(code), None, code.splitlines(True), name)
            early = host.enter(cell["id"], cell["megabytes"])
            try:
                if early:
                    raise interruption(early)
                value = await _run(code, name)
                if value is not None and not cell["silent"]:
                    data, metadata = mime_bundle(value)
                    _remember(value)
                    send("result", data=data, metadata=metadata)
            finally:
                show_figures()
        finally:
            host.leave()
            announce_rest(None)
    except SystemExit as error:
        return left(error)
    except BaseException as error:
        return error_reply(ending(error))
    return {"status": "ok"}


def left(error):
    """The reply's fields for a cell that has ended itself."""
    if error.code in (None, 0):
        return {"status": "ok"}
    text = f"SystemExit: {error.code}"
    return {"status": "error", "ename": "SystemExit", "evalue": str(error.code), "traceback": [text]}


def ending(error):
    """What is to be told of an error that ended a cell."""
    if isinstance(error, asyncio.CancelledError):
        error = _stop(error)
    cause = error.__cause__
    if isinstance(cause, StopIteration) and error.args == ("coroutine raised StopIteration",):
        return cause  # the cell runs within a coroutine, which lets none out
    explain_memory(error)
    return error


#: Where the interpreter's own Python and ours come from; all other code is somebody's.
_OURS = ("/lib/python", "/lib/lectern/", "<frozen ")


def is_theirs(frame):
    """Whether the person's code runs here, or waits below."""
    while frame is not None:
        if not frame.f_code.co_filename.startswith(_OURS):
            return True
        frame = frame.f_back
    return False


def _within_shell(frame):
    """Whether a step of the cell runs in a package that runs the person's code: in IPython, between two statements."""
    if _running.task is None or asyncio.current_task() is not _running.task:
        return False
    while frame is not None:
        if "/site-packages/" in frame.f_code.co_filename:
            return True
        frame = frame.f_back
    return False  # the loop's own end of a step, which must not fail


def on_signal(signum, frame):
    """
    Raises what the signal stands for, where that ends the cell. Between its steps the loop would lose it: there what is awaited
    is cancelled. Within a step that would be lost in turn, for as long as the cell awaits nothing.
    """
    if is_theirs(frame) or _within_shell(frame) or (_running.task is None and signum != signal.SIGUSR2):
        raise interruption(signum)
    interrupt(signum)


def interrupt(signum):
    """Ends what the running cell awaits, with what the signal stands for."""
    if _running.task is not None and not _running.task.done():
        _running.interrupted = signum
        _running.task.cancel()
