"""Takes the worker's requests in the place of `_lectern.start`, and gets IPython when the first one comes."""

import json
import sys
import types

from _lectern import packages, start
from _lectern.errors import error_reply
from _lectern.run import begin
from _lectern.session import send

#: What IPython uses where it is there: completion by static analysis, and messages to widgets.
_HELPFUL = ("jedi", "comm")

#: Modules that older releases of IPython import and no browser has; nothing of theirs is called.
_ABSENT = ("fcntl", "pexpect", "resource", "termios")


class _State:
    #: The module `answers`, once IPython is here.
    answers = None


_state = _State()


async def _load():
    reply = await packages.load("requirements", ["ipython", *_HELPFUL])
    for problem in reply.problems:
        if problem.name == "ipython":
            raise ModuleNotFoundError(f"IPython could not be started. {problem.text}", name="IPython")
    for name in _ABSENT:
        sys.modules.setdefault(name, types.ModuleType(name))
    depth = sys.getrecursionlimit()
    from . import answers

    sys.setrecursionlimit(depth)  # jedi trebles it
    _state.answers = answers


async def dispatch(text):
    """Works on one request of the worker and answers it."""
    asked = json.loads(text)
    runs = asked["kind"] in ("execute", "comm")
    if _state.answers is None:
        if runs:
            begin(asked)
        try:
            await _load()
        except BaseException as error:
            if not runs:
                raise  # the worker answers that it failed
            send("executed", **error_reply(error))
            return
    await _state.answers.answer(asked)


def install():
    """From now on the worker's requests come here. The next one gets IPython; where that fails, the one after it tries again."""
    start.dispatch = dispatch
    packages.only_elsewhere.clear()
