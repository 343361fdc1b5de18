"""The backend that matplotlib uses here: figures are pictures below the cell, as in every notebook.

Written against matplotlib's interface for backends (`matplotlib.backends.backend_template`); matplotlib itself imports it.
"""

import io

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .display import display


def _png(figure):
    """The picture of a figure, or None of an empty one: how `display` shows figures."""
    if not figure.axes and not figure.lines:
        return None
    picture = io.BytesIO()
    figure.canvas.print_figure(
        picture,
        format="png",
        dpi=figure.dpi,
        bbox_inches="tight",
        facecolor=figure.get_facecolor(),
        edgecolor=figure.get_edgecolor(),
    )
    return picture.getvalue()


class FigureManager(FigureManagerBase):
    """The manager of one figure. There is no window: showing is a picture, once."""

    def show(self):
        try:
            display(self.canvas.figure)
        finally:
            Gcf.destroy(self)

    @classmethod
    def pyplot_show(cls, *, block=None):
        """What `plt.show()` does: shows all open figures and closes them, so that the cell's end does not show them again."""
        for manager in Gcf.get_all_fig_managers():
            manager.show()


class FigureCanvas(FigureCanvasAgg):
    manager_class = FigureManager


Figure._repr_png_ = _png
