"""IPython's interactive shell, showing what it shows through the worker."""

import ast
import os
import re
import sys
import warnings

from IPython.core import page
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from _lectern.errors import cut, error_reply
from _lectern.run import ending
from _lectern.session import request, send, shorten

from .show import Publisher, ResultHook, show_page

#: A line that IPython has made of `%pip …` or `!pip …`.
_PIP = re.compile(r"""^(\s*)get_ipython\(\)\.(?:run_line_magic\('pip3?', |system\((?=['"]pip3?\b))('.*'|".*")\)\s*$""")

_OURS = "/lib/lectern/"

#: Longest traceback, in code points.
_MAX_TRACEBACK = 1_000_000


def _pip(lines):
    """Calls of our `%pip` in the place of IPython's, which would start a program."""
    return [_pip_line(line) for line in lines]


def _pip_line(line):
    if (found := _PIP.match(line)) is None:
        return line
    indent, written = found.groups()
    words = re.sub(r"^pip3?\b", "", ast.literal_eval(written)).strip()
    return f"{indent}await __import__('_lectern.pip', fromlist=['pip']).pip({words!r})\n"


def _without_ours(trace):
    """A traceback that ends where code of ours was called."""
    step = trace
    while step is not None and step.tb_next is not None:
        if step.tb_next.tb_frame.f_code.co_filename.startswith(_OURS):
            step.tb_next = None
        step = step.tb_next
    return trace


class Kernel:
    """What packages ask Jupyter's kernel for: here, which message Python works on (the Output widget catches what it shows)."""

    @staticmethod
    def get_parent(channel="shell"):
        return {"header": {"msg_id": request.message}}


class Shell(InteractiveShell):
    """IPython's shell without a terminal, a history file, threads or other programs."""

    displayhook_class = Type(ResultHook)
    display_pub_class = Type(Publisher)

    #: The fields of the reply for the error that the running cell has ended with, once it was formatted.
    told = None

    #: What went wrong as the running cell was read, as `sys.exc_info` gives it, or None.
    trouble = None

    kernel = Kernel()

    def begin(self, cell):
        """A cell begins."""
        self.told = self.trouble = None
        self.displayhook.silent = cell["silent"]
        if cell["count"] is not None:
            self.execution_count = cell["count"]

    def showtraceback(self, exc_tuple=None, *rest, **options):
        kind, error, trace = exc_tuple or sys.exc_info()
        if error is not None:
            error = ending(error)
            cut(error)
            exc_tuple = (type(error), error, _without_ours(trace))
        is_ending = options.get("running_compiled_code") or options.get("exception_only")
        is_ending = is_ending or (self.trouble is not None and error is self.trouble[1])
        super().showtraceback(exc_tuple, *rest, **options)
        if not is_ending and self.told is not None:  # somebody who goes on shows an error: a widget, `with output:`
            print("\n".join(self.told["traceback"]), file=sys.stderr)
            self.told = None

    def _showtraceback(self, etype, evalue, stb):
        lines = shorten("\n".join(stb), _MAX_TRACEBACK).split("\n")
        self.told = {**error_reply(evalue), "traceback": lines[:1000]}

    def show_usage_error(self, exc):
        self.told = {**error_reply(exc), "traceback": [f"UsageError: {exc}"]}

    def system(self, cmd):
        raise OSError(f"!{cmd}: shell commands do not exist in the browser")

    system_piped = system_raw = system

    def getoutput(self, cmd, split=True, depth=0):
        self.system(cmd)

    def enable_gui(self, gui=None):
        """There are no windows."""

    def ask_exit(self):
        """`exit` ends the cell."""
        raise SystemExit

    def set_next_input(self, s, replace=False):
        """What `%load` and `%recall` would write into the next cell stands below this one."""
        print(s)


def make_shell():
    """The one shell of this worker. Its variables are those of the real `__main__`."""
    config = Config()
    config.HistoryManager.enabled = False  # it would be a database, written by a thread
    shell = Shell.instance(config=config, user_module=sys.modules["__main__"])
    shell.user_ns_hidden.update(shell.user_ns)  # for `%who`: nothing of this is the person's
    shell.input_transformers_post.append(_pip)
    shell.set_hook("show_in_pager", page.as_hook(show_page))
    warnings.filterwarnings("ignore", "To exit: use")
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    return shell
