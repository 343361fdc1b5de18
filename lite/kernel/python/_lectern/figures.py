"""Figures of matplotlib under the cell that drew them. Knows matplotlib only once somebody has drawn with it."""

import os
import sys

from .errors import describe

_BACKEND = "_lectern.matplotlib_backend"


def show_figures():
    """Shows the figures that are open and closes them. What fails is told on stderr: the cell itself has not failed."""
    backend = sys.modules.get(_BACKEND)
    if backend is None:
        return
    try:
        backend.FigureManager.pyplot_show()
    except Exception as error:
        print(describe(error), file=sys.stderr)


def install():
    """Names our backend to matplotlib, unless somebody has chosen one."""
    os.environ.setdefault("MPLBACKEND", f"module://{_BACKEND}")
