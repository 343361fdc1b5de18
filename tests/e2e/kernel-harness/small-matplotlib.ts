import type { TestPackage } from '../../support/wheel.ts';

/**
 * A stand-in for matplotlib, which no test machine can download: the part of its interface for backends that is documented
 * (`matplotlib.backends.backend_template`, `_pylab_helpers.Gcf`), with pictures that name what was drawn.
 */
export const MATPLOTLIB: readonly TestPackage[] = [
  {
    name: 'matplotlib',
    version: '3.10.8',
    files: {
      'matplotlib/__init__.py': '',
      'matplotlib/_pylab_helpers.py': `
class Gcf:
    figs = {}
    @classmethod
    def get_all_fig_managers(cls):
        return list(cls.figs.values())
    @classmethod
    def destroy(cls, num):
        manager = num if hasattr(num, "num") else cls.figs.get(num)
        if manager is not None and cls.figs.get(manager.num) is manager:
            del cls.figs[manager.num]
            manager.destroy()
`,
      'matplotlib/backend_bases.py': `
class FigureManagerBase:
    def __init__(self, canvas, num):
        self.canvas, self.num = canvas, num
        canvas.manager = self
    def destroy(self):
        self.canvas.destroyed = True
class FigureCanvasBase:
    manager_class = FigureManagerBase
    def __init__(self, figure):
        self.figure = figure
        figure.canvas = self
    @classmethod
    def new_manager(cls, figure, num):
        return cls.manager_class(cls(figure), num)
`,
      'matplotlib/backends/__init__.py': '',
      'matplotlib/backends/backend_agg.py': `
from matplotlib.backend_bases import FigureCanvasBase
class FigureCanvasAgg(FigureCanvasBase):
    def print_figure(self, filename, dpi=None, facecolor=None, edgecolor=None, orientation="portrait", *,
                     format=None, bbox_inches=None, pad_inches=None, bbox_extra_artists=None, backend=None, **kwargs):
        assert format == "png" and bbox_inches == "tight" and not kwargs
        filename.write(b"\\x89PNG " + ",".join(self.figure.axes).encode())
`,
      'matplotlib/figure.py': `
class Figure:
    dpi = 100
    def __init__(self):
        self.axes, self.lines, self.canvas = [], [], None
    def get_facecolor(self): return "white"
    def get_edgecolor(self): return "white"
    def __repr__(self): return f"<Figure with {len(self.axes)} Axes>"
`,
      'matplotlib/pyplot.py': `
import importlib, os
from matplotlib._pylab_helpers import Gcf
from matplotlib.figure import Figure
_backend = importlib.import_module(os.environ["MPLBACKEND"].removeprefix("module://"))
def figure():
    made, num = Figure(), max(Gcf.figs, default=0) + 1
    Gcf.figs[num] = _backend.FigureCanvas.new_manager(made, num)
    return made
def plot(name):
    manager = next(reversed(Gcf.figs.values()), None)
    (figure() if manager is None else manager.canvas.figure).axes.append(name)
def show(*args, **kwargs):
    return getattr(_backend, "show", _backend.FigureCanvas.manager_class.pyplot_show)(*args, **kwargs)
`,
    },
  },
];
