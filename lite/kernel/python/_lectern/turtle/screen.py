"""The screen: a sheet of paper with turtles on it, its coordinates, and what runs on it."""

import heapq
import itertools
import linecache
import math
import re
import sys
import time
from contextlib import contextmanager

from ..blocking import sleep
from ..errors import is_cell
from .colors import svg_color
from .raw_turtle import RawTurtle
from .shapes import Shape, first_shapes
from .sheet import Sheet, number
from .show import Show
from .vector import TurtleGraphicsError

#: The window's first size in pixels: its programs expect some 680 × 570; this fits below a cell on a small computer.
_WIDTH, _HEIGHT = 640, 480

#: What counts as the computer's screen, of which `setup` takes shares; and the largest window.
_FULL_WIDTH, _FULL_HEIGHT, _LARGEST = 1280, 720, 4000

#: Coordinates beyond this (pixels) draw the same.
_FAR = 1_000_000.0

_IMPORTS = re.compile(r"^\s*(?:import\s.*\bturtle\b|from\s+turtle\s+import\b)", re.MULTILINE)


class TurtleScreen:
    """The one screen of a notebook."""

    _RUNNING = True

    def __init__(self):
        self._width, self._height = _WIDTH, _HEIGHT
        self._sheet = Sheet(lambda: self._show.tell("the drawing is very large, so its oldest parts are left out."))
        self._show = Show(self._picture, self._begin_cell, self._end_cell)
        self._shapes = first_shapes()
        self._title = ""
        self._turtles = []
        self._timers, self._order = [], itertools.count()
        self._over = False
        self._begin()

    def _begin(self):
        self._empty()
        self._bgcolor, self._colormode, self._delayvalue, self._tracing = "white", 1.0, 10, 1
        self._mode = "standard"
        self._canvas = (400, 300)
        self._plain_coordinates()

    def _empty(self):
        self._sheet.clear()
        self._turtles = []
        self._timers = []
        self._steps = 0
        self._drawn = False
        Turtle._pen = None

    def _plain_coordinates(self):
        self.xscale = self.yscale = 1.0
        self._corner = None

    # Cells

    def _touch(self, turtle=None, making=False):
        """Something changes, by this turtle. The first turtle that a cell makes begins on an empty sheet."""
        self._show.touch()
        if making and not self._drawn:
            self._empty()
        self._drawn = self._drawn or making or turtle is not None
        if turtle is not None and turtle._generation is not self._turtles:
            self._join(turtle)

    def _join(self, turtle):
        turtle._generation = self._turtles
        turtle._path = turtle._fillpath = None
        self._turtles.append(turtle)

    def _begin_cell(self):
        self._looped = self._drawn = False
        self._timers = []
        if self._over or _imports_turtle():
            self._width, self._height, self._title = _WIDTH, _HEIGHT, ""
            self._begin()
        self._over = False

    def _end_cell(self):
        if self._timers and not self._looped:
            self._show.tell("functions given to ontimer() are called within done(): end the program with turtle.done().")
        self._timers = []

    # Pictures

    def _pixels(self, position):
        """Where a position is on the sheet."""
        x, y = position[0] * self.xscale, -position[1] * self.yscale
        if -_FAR < x < _FAR and -_FAR < y < _FAR:
            return x, y
        return tuple(v if -_FAR < v < _FAR else _FAR if v > 0 else -_FAR for v in (x, y))

    def _picture(self):
        width, height = self._width, self._height
        left, top = (-width / 2, -height / 2) if self._corner is None else self._corner
        size = f'width="{number(width)}" height="{number(height)}"'
        turtles = "".join(area.svg() for turtle in self._turtles if turtle._shown for area in turtle._look())
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="{number(left)} {number(top)} {number(width)}'
            f' {number(height)}"><rect x="{number(left)}" y="{number(top)}" {size} fill="{self._svg_color(self._bgcolor)}"'
            ' stroke="#bbb"/><g fill="none" fill-rule="evenodd" stroke-linecap="round" stroke-linejoin="round">'
            f"{self._sheet.svg()}{turtles}</g></svg>"
        )
        return svg, f"Turtle drawing: {self._title}" if self._title else "Turtle drawing"

    def _pass(self, steps, place):
        """Lets the time of so many steps pass while something moves."""
        self._show.animate(steps * self._delayvalue / 1000, place)

    def _stepped(self):
        """Something changed at once."""
        if self._tracing > 0:
            self._steps = (self._steps + 1) % self._tracing
            if self._steps == 0:
                self._show.step()

    def update(self):
        """Shows the drawing as it is now; for `tracer(0)`."""
        self._touch()
        self._show.step()

    def tracer(self, n=None, delay=None):
        """Gives or sets how often the drawing is shown: 1 with animation, n at every n-th step, 0 at `update` and the end."""
        if n is None:
            return self._tracing
        self._touch()
        self._tracing, self._steps = int(n), 0
        if delay is not None:
            self._delayvalue = int(delay)

    @contextmanager
    def no_animation(self):
        """`with no_animation():` draws what is within at once."""
        tracing = self.tracer()
        self.tracer(0)
        try:
            yield
        finally:
            self.tracer(tracing)

    def delay(self, delay=None):
        """Gives or sets the time of one step of the animation, in milliseconds."""
        if delay is None:
            return self._delayvalue
        self._delayvalue = int(delay)

    def save(self, filename, *, overwrite=False):
        """Writes the drawing to a file that ends in .svg."""
        if not str(filename).lower().endswith(".svg"):
            raise ValueError("Drawings are saved as SVG here: choose a name that ends in .svg")
        with open(filename, "w" if overwrite else "x", encoding="utf-8") as file:
            file.write(self._picture()[0])

    # Colours

    def _colorstr(self, color):
        """A colour as Tk has it, from a name, a number of three parts, or a tuple of either."""
        if isinstance(color, tuple) and len(color) == 1:
            color = color[0]
        if isinstance(color, str):
            if svg_color(color) is None:
                raise TurtleGraphicsError(f"bad color string: {color}")
            return color
        try:
            r, g, b = color
        except (TypeError, ValueError):
            raise TurtleGraphicsError(f"bad color arguments: {color}") from None
        if self._colormode == 1.0:
            r, g, b = (round(255.0 * part) for part in (r, g, b))
        if not all(0 <= part <= 255 for part in (r, g, b)):
            raise TurtleGraphicsError(f"bad color sequence: {color}")
        return "#%02x%02x%02x" % (r, g, b)

    def _svg_color(self, color):
        return svg_color(color) or "none"

    def _color(self, color):
        if not color.startswith("#"):
            return color
        color = svg_color(color)
        return tuple(int(color[i : i + 2], 16) * self._colormode / 255 for i in (1, 3, 5))

    def colormode(self, cmode=None):
        """Gives or sets how large the parts of a colour are: up to 1.0 or up to 255."""
        if cmode is None:
            return self._colormode
        if cmode == 1.0:
            self._colormode = 1.0
        elif cmode == 255:
            self._colormode = 255

    def bgcolor(self, *args):
        """Gives or sets the colour of the paper."""
        if not args:
            return self._color(self._bgcolor)
        color = self._colorstr(args)
        self._touch()
        self._bgcolor = color
        self._stepped()

    def bgpic(self, picname=None):
        """Pictures behind the drawing do not work here."""
        if picname not in (None, "nopic"):
            raise TurtleGraphicsError("Pictures behind the drawing do not work here.")
        return "nopic" if picname is None else None

    # Size and coordinates

    def setup(self, width=0.5, height=0.75, startx=None, starty=None):
        """Sets the window's size: in pixels, or with decimal point as a share of the screen. Its place has no meaning here."""
        self._touch()
        self._width = _length(width, _FULL_WIDTH)
        self._height = _length(height, _FULL_HEIGHT)
        self._stepped()

    def screensize(self, canvwidth=None, canvheight=None, bg=None):
        """Gives or sets the size of the canvas. The picture has the window's size: see `setup`."""
        if canvwidth is canvheight is bg is None:
            return self._canvas
        width, height = self._canvas
        self._canvas = (canvwidth or width, canvheight or height)
        if bg is not None:
            self.bgcolor(bg)

    def window_width(self):
        """The window's width in pixels."""
        return self._width

    def window_height(self):
        """The window's height in pixels."""
        return self._height

    def mode(self, mode=None):
        """Gives or sets the mode: "standard", "logo" (0 is north, clockwise) or "world"; setting it resets the turtles."""
        if mode is None:
            return self._mode
        mode = mode.lower()
        if mode not in ("standard", "logo", "world"):
            raise TurtleGraphicsError(f"No turtle-graphics-mode {mode}")
        self._touch()
        self._mode = mode
        if mode != "world":
            self._plain_coordinates()
        self.reset()

    def setworldcoordinates(self, llx, lly, urx, ury):
        """Sets the coordinates of the lower left and upper right corners."""
        self._touch()
        if self._mode != "world":
            self.mode("world")
        width, height = self._width - 20, self._height - 20
        x, y = width / float(urx - llx), height / float(ury - lly)
        self._sheet.scale(x / self.xscale, y / self.yscale)
        for turtle in self._turtles:
            turtle._path = None
        self.xscale, self.yscale = x, y
        self._canvas = (width, height)
        self._corner = (llx * x - 10, -ury * y - 10)
        self._stepped()

    # Turtles

    def turtles(self):
        """The turtles on the screen."""
        return self._turtles

    def clear(self):
        """Removes all drawings and turtles; everything is as at first."""
        self._touch()
        self._begin()

    def reset(self):
        """Resets all turtles."""
        for turtle in self._turtles:
            turtle._setmode(self._mode)
            turtle.reset()

    def getshapes(self):
        """The names of all shapes."""
        return sorted(self._shapes)

    def register_shape(self, name, shape=None):
        """Gives a name to a shape: a tuple of pairs, or a `Shape`."""
        if shape is None:
            raise TurtleGraphicsError("Pictures as shapes do not work here. Give a polygon: register_shape(name, points).")
        self._shapes[name] = Shape("polygon", shape) if isinstance(shape, (tuple, list)) else shape

    def title(self, titlestring):
        """Names the drawing."""
        self._touch()
        self._title = str(titlestring)

    def getcanvas(self):
        """There is no Tk canvas here."""
        raise TurtleGraphicsError("There is no Tk canvas in a notebook.")

    # People

    def textinput(self, title, prompt):
        """Asks for a text."""
        return input(f"{title}: {prompt} ")

    def numinput(self, title, prompt, default=None, minval=None, maxval=None):
        """Asks for a number until one within the limits comes; an empty answer is the default."""
        while True:
            answer = input(f"{title}: {prompt} " if default is None else f"{title}: {prompt} [{default}] ")
            if not answer.strip() and default is not None:
                return float(default)
            try:
                value = float(answer)
            except ValueError:
                print("Not a number. Please try again.")
                continue
            if minval is not None and value < minval:
                print(f"The smallest allowed number is {minval}. Please try again.")
            elif maxval is not None and value > maxval:
                print(f"The largest allowed number is {maxval}. Please try again.")
            else:
                return value

    def _cannot_hear(self, name, fun):
        if fun is not None:
            self._touch()
            self._show.tell(f"keys and clicks do not reach a drawing in a notebook, so {name}() does nothing here.")

    def onkey(self, fun, key):
        """Keys do not reach the drawing: without effect here."""
        self._cannot_hear("onkey", fun)

    def onkeypress(self, fun, key=None):
        """Keys do not reach the drawing: without effect here."""
        self._cannot_hear("onkeypress", fun)

    def onkeyrelease(self, fun, key):
        """Keys do not reach the drawing: without effect here."""
        self._cannot_hear("onkeyrelease", fun)

    def onclick(self, fun, btn=1, add=None):
        """Clicks do not reach the drawing: without effect here."""
        self._cannot_hear("onscreenclick", fun)

    def listen(self, xdummy=None, ydummy=None):
        """Keys do not reach the drawing: without effect here."""

    # Time and end

    def ontimer(self, fun, t=0):
        """Calls a function after `t` milliseconds, within `mainloop` or `done`."""
        self._touch()
        heapq.heappush(self._timers, (time.monotonic() + t / 1000, next(self._order), fun))

    def mainloop(self):
        """Ends the program: calls what waits for its time until nothing does. The next program begins on a new sheet."""
        self._show.enter()
        self._looped = True
        while self._timers:
            due, _, fun = heapq.heappop(self._timers)
            sleep(max(0, due - time.monotonic()))
            fun()
        self._over = True

    def exitonclick(self):
        """Ends the program, as `mainloop`."""
        self.mainloop()

    def bye(self):
        """Ends the program."""
        self._timers = []
        self.mainloop()

    onscreenclick = onclick
    resetscreen = reset
    clearscreen = clear
    addshape = register_shape


_Screen = TurtleScreen


class Turtle(RawTurtle):
    """A turtle on the notebook's screen."""

    _pen = None
    _screen = None

    def __init__(self, shape="classic", undobuffersize=1000, visible=True):
        RawTurtle.__init__(self, Screen(), shape, undobuffersize, visible)


def Screen():
    """The notebook's screen."""
    if Turtle._screen is None:
        Turtle._screen = TurtleScreen()
    Turtle._screen._show.enter()
    return Turtle._screen


def _length(value, full):
    """Pixels of a length that may be a share."""
    if isinstance(value, float) and 0 <= value <= 1:
        value *= full
    if not math.isfinite(value) or value < 1:
        raise TurtleGraphicsError(f"bad window size: {value}")
    return min(int(value), _LARGEST)


def _imports_turtle():
    """Whether the cell that runs imports turtle: then it is a program of its own."""
    frame = sys._getframe()
    while frame is not None:
        name = frame.f_code.co_filename
        if is_cell(name):
            return _IMPORTS.search("".join(linecache.getlines(name))) is not None
        frame = frame.f_back
    return False
