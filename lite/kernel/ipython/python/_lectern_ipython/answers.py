"""IPython's answers: running cells, messages on comms, completion, inspection, whether code is whole."""

import sys

from IPython.core.completer import provisionalcompleter, rectify_completions
from IPython.utils.tokenutil import token_at_cursor

from _lectern import files
from _lectern.errors import error_reply
from _lectern.limits import interruption
from _lectern.packages import prepare
from _lectern.run import begin, ending, left, stoppable
from _lectern.session import announce_rest, host, send, shorten

from . import comms
from .shell import make_shell

_MAX_MATCHES, _MAX_TEXT = 500, 100_000

_shell = make_shell()
comms.install()


async def _run(cell):
    _shell.begin(cell)
    raw, trouble = cell["code"], None
    try:
        code = _shell.transform_cell(raw)
    except Exception:  # a SyntaxError of a magic, most likely: IPython shows it as that of the cell
        code, trouble = raw, sys.exc_info()
        _shell.trouble = trouble
    if trouble is None:
        await prepare(code)
    return await _shell.run_cell_async(
        raw,
        store_history=cell["count"] is not None,
        silent=cell["silent"],
        transformed_cell=code,
        preprocessing_exc_tuple=trouble,
    )


async def _hear(asked):
    comms.hear(asked["comm"])


async def _within_limits(asked, work):
    """Runs somebody's code to its end and returns the reply's fields. Never raises."""
    begin(asked)
    try:
        early = host.enter(asked["id"], asked["megabytes"])
        try:
            if early:
                raise interruption(early)
            result = await stoppable(work(asked))
        finally:
            host.leave()
            announce_rest(None)
    except BaseException as error:
        return error_reply(ending(error))
    error = result and (result.error_before_exec or result.error_in_exec)
    if error is None:
        return {"status": "ok"}
    if isinstance(error, SystemExit):
        return left(error)
    return _shell.told or error_reply(ending(error))


def _complete(query):
    code, cursor = query["code"], query["cursor"]
    with provisionalcompleter():
        found = list(rectify_completions(code, _shell.Completer.completions(code, cursor)))[:_MAX_MATCHES]
    found = [each for each in found if len(each.text) <= 1000]
    return {
        "matches": [each.text for each in found],
        "start": found[0].start if found else cursor,
        "end": found[0].end if found else cursor,
        "kinds": [each.type or "" for each in found],
    }


def _inspect(query):
    name = token_at_cursor(query["code"], query["cursor"])
    try:
        text = _shell.object_inspect_mime(name, detail_level=query["detail"])["text/plain"]
    except KeyError:
        return {"found": False, "text": ""}
    return {"found": True, "text": shorten(text, _MAX_TEXT)}


def _completeness(query):
    status, indent = _shell.input_transformer_manager.check_complete(query["code"])
    return {"status": status, "indent": " " * (indent or 0)}


_RUNS = {"execute": _run, "comm": _hear}
_ANSWERS = {"complete": ("completed", _complete), "inspect": ("inspected", _inspect), "is-complete": ("completeness", _completeness)}


async def answer(asked):
    """Works on one request and answers it."""
    if (work := _RUNS.get(asked["kind"])) is not None:
        await files.begin()
        reply = await _within_limits(asked, work)
        await files.settle()
        send("executed", **reply)
        return
    kind, find = _ANSWERS[asked["kind"]]
    send(kind, **{**find(asked), "id": asked["id"]})
