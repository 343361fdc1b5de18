"""Tracebacks as a learner can read them: their own lines, carets, causes and suggestions, none of our frames."""

import os
import traceback

from .session import shorten

_OURS = os.path.dirname(__file__)
_MACHINERY = ("/pyodide/", "/_pyodide/", "/asyncio/")

#: Lines of a traceback that are kept at its start and at its end: mutual recursion makes thousands.
_HEAD, _TAIL = 60, 100
_MAX_MESSAGE = 20_000

#: Frames beyond which a traceback is cut before it is even read: a raised recursion limit makes a million.
_MAX_FRAMES = 2_000


def is_cell(filename):
    """Whether a file name is that of a cell."""
    return filename.startswith("<cell ")


def _belongs_to_user(frame):
    name = frame.filename
    return is_cell(name) or not (name.startswith(_OURS) or any(part in name for part in _MACHINERY))


def _trim(report, seen):
    """Takes our own frames and the event loop's out of a report and out of its causes."""
    if report is None or id(report) in seen:
        return
    seen.add(id(report))
    report.stack[:] = [frame for frame in report.stack if _belongs_to_user(frame)]
    _trim(report.__cause__, seen)
    _trim(report.__context__, seen)
    for inner in report.exceptions or ():
        _trim(inner, seen)


def cut(error, seen=None):
    """Takes the middle out of very long tracebacks, in place, also in those of the causes."""
    seen = set() if seen is None else seen
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    frames, frame = [], error.__traceback__
    while frame is not None:
        frames.append(frame)
        frame = frame.tb_next
    if len(frames) > _MAX_FRAMES:
        frames[_HEAD].tb_next = frames[-_TAIL]
    cut(error.__cause__, seen)
    cut(error.__context__, seen)


def _message(error):
    try:
        return shorten(str(error), _MAX_MESSAGE)
    except Exception as failure:  # a __str__ that fails must not hide the error itself
        return f"<{type(failure).__name__} in {type(error).__name__}.__str__>"


def describe(error):
    """The traceback as coloured text (ANSI), without a newline at its end."""
    try:
        cut(error)
        report = traceback.TracebackException(type(error), error, error.__traceback__, compact=True)
        _trim(report, set())
        if isinstance(error, SyntaxError) and is_cell(error.filename or ""):
            report.stack[:] = []
        lines = "".join(report.format(colorize=True)).rstrip("\n").split("\n")
    except Exception as failure:
        return f"{type(error).__name__}: {_message(error)}\n(no traceback: {type(failure).__name__})"
    if len(lines) > _HEAD + _TAIL:
        left_out = len(lines) - _HEAD - _TAIL
        lines[_HEAD:-_TAIL] = [f"  ... {left_out} lines left out ..."]
    return "\n".join(line if len(line) <= 4000 else shorten(line, 4000) for line in lines)


def error_reply(error):
    """The fields of an error reply."""
    return {
        "status": "error",
        "ename": type(error).__name__,
        "evalue": _message(error),
        "traceback": describe(error).split("\n"),
    }
