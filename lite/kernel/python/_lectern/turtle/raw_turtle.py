"""A turtle on a screen: what it draws, and what it can take back."""

import math
from collections import deque
from contextlib import contextmanager

from .navigator import TNavigator
from .pen import TPen
from .sheet import Area, Path, Text
from .vector import TurtleGraphicsError, Vec2D, extend

#: Corners of an area beyond this are left out: more than a drawing may take.
_MAX_CORNERS = 80_000


class RawTurtle(TPen, TNavigator):
    """A turtle on a given screen."""

    def __init__(self, canvas=None, shape="classic", undobuffersize=1000, visible=True):
        from .screen import TurtleScreen

        if not isinstance(canvas, TurtleScreen):
            raise TurtleGraphicsError(f"bad canvas argument {canvas}")
        self.screen = canvas
        canvas._touch(making=True)
        TNavigator.__init__(self, canvas.mode())
        TPen.__init__(self)
        self._shown = visible
        self._path = self._number = None
        self._fillpath = self._fillnumber = self._poly = None
        self._creatingPoly = False
        self._stamps = []
        self._undobuffersize = undobuffersize
        self._together = None
        self.setundobuffer(undobuffersize)
        self._shape = "classic"
        canvas._join(self)
        self.shape(shape)

    # Moves

    def _goto(self, end):
        screen = self.screen
        screen._touch(self)
        start = self._position
        pixels = screen._pixels
        dx, dy = end[0] - start[0], end[1] - start[1]
        path = number = mark = None
        if self._drawing:
            path, number = self._open_path(pixels(start))
            mark = path.mark()
            screen._sheet.draw_to(path, pixels(end))
        filled = self._fillpath and (len(self._fillpath), self._fillpath[-1])
        if self._undo is not None:
            self._remember(lambda: self._walk_back(start, path, number, mark, filled))

        def place(share):
            self._position = end if share == 1 else Vec2D(start[0] + dx * share, start[1] + dy * share)
            if path is not None:
                path.points[-1] = pixels(self._position)

        steps = 0
        if self._animated():
            way = math.hypot(dx * screen.xscale, dy * screen.yscale)
            steps = 1 + int(way / (3 * 1.1**self._speed * self._speed))
        self._moves(steps, place)
        if self._fillpath and len(self._fillpath) < _MAX_CORNERS:
            extend(self._fillpath, pixels(end))
        if self._creatingPoly:
            self._poly.append(end)

    def _animated(self):
        return self.screen._tracing == 1 and self._speed

    def _moves(self, steps, place):
        """Moves something in so many steps; in none where nothing is animated."""
        if self._animated():
            self.screen._pass(steps, place)
        else:
            place(1)
            self.screen._stepped()

    def _open_path(self, start):
        """The path to draw on, from `start`, with its number on the sheet."""
        sheet, path = self.screen._sheet, self._path
        color, width = self.screen._svg_color(self._pencolor), float(self._pensize)
        if path is None or not path.fits(self, color, width) or path.points[-1] != start or not sheet.has(self._number):
            path = self._path = Path(self, color, width, start)
            self._number = sheet.add(path)
        return path, self._number

    def _walk_back(self, start, path, number, mark, filled):
        if path is not None:
            sheet = self.screen._sheet
            if mark[0] == 1:
                sheet.remove(number)
            elif sheet.has(number):
                sheet.back(path, mark)
            self._path = path if mark[0] > 1 else None
            self._number = number
        self._position = start
        if filled and self._fillpath:
            del self._fillpath[filled[0] :]
            self._fillpath[-1] = filled[1]
        if self._creatingPoly and len(self._poly) > 1:
            self._poly.pop()

    def _rotate(self, angle):
        screen = self.screen
        screen._touch(self)
        start, turn = self._orient, angle * self._degreesPerAU
        end = start.rotate(turn)
        if self._undo is not None:
            self._remember(lambda: setattr(self, "_orient", start))
        steps = 1 + int(abs(turn) / (3.0 * self._speed)) if self._animated() else 0
        self._moves(steps, lambda share: setattr(self, "_orient", end if share == 1 else start.rotate(turn * share)))

    def circle(self, radius, extent=None, steps=None):
        """Walks a circle whose middle is `radius` to the left; only `extent` of it, or with so many corners."""
        extent = self._fullcircle if extent is None else extent
        if steps is None:
            steps = 1 + int(min(11 + abs(radius) / 6.0, 59.0) * abs(extent) / self._fullcircle)
        turn = extent / steps
        length = 2.0 * radius * math.sin(math.radians(turn / 2 * self._degreesPerAU))
        if radius < 0:
            length, turn = -length, -turn
        with self._as_one():
            self._turn_at_once(turn / 2)
            for _ in range(steps):
                self._go(length)
                self._turn_at_once(turn)
            self._turn_at_once(-turn / 2)

    def _turn_at_once(self, angle):
        start = self._orient
        self._orient = start.rotate(angle * self._degreesPerAU)
        self._remember(lambda: setattr(self, "_orient", start))

    def teleport(self, x=None, y=None, *, fill_gap=False):
        """Goes to a point without a line."""
        filling, down = self.filling() and not fill_gap, self._drawing
        if filling:
            self.end_fill()
        self._drawing = False
        try:
            self._jump(Vec2D(self._position[0] if x is None else x, self._position[1] if y is None else y))
        finally:
            self._drawing = down
        if filling:
            self.begin_fill()

    def _jump(self, end):
        speed, self._speed = self._speed, 0
        try:
            RawTurtle._goto(self, end)
        finally:
            self._speed = speed

    # Marks

    def dot(self, size=None, *color):
        """Draws a dot of this diameter in pixels, in the pen's or another colour."""
        if not color and isinstance(size, (str, tuple)):
            size, color = None, (size,)
        shade = self._colorstr(color) if color else self._pencolor
        width = float(size or self._pensize + max(self._pensize, 4))
        screen = self.screen
        screen._touch(self)
        sheet, point, shade = screen._sheet, screen._pixels(self._position), screen._svg_color(shade)
        top = sheet.top()
        if isinstance(top, Path) and top.dots and top.fits(self, shade, width):
            mark = top.mark()
            sheet.draw_to(top, point)
            self._remember(lambda: sheet.back(top, mark))
        else:
            number = sheet.add(Path(self, shade, width, point, dots=True))
            self._remember(lambda: sheet.remove(number))
        self._path = None  # what the pen draws next lies above the dot
        screen._stepped()

    def stamp(self):
        """Leaves a copy of the turtle on the sheet; gives its number for `clearstamp`."""
        self.screen._touch(self)
        areas = self._look()
        numbers = tuple(self.screen._sheet.add(area) for area in areas)
        stamp = numbers[0] if len(numbers) == 1 else numbers
        self._stamps.append(stamp)
        self._path = None
        self._remember(lambda: self.clearstamp(stamp))
        self.screen._stepped()
        return stamp

    def clearstamp(self, stampid):
        """Removes one stamp."""
        if stampid in self._stamps:
            self.screen._touch(self)
            self._stamps.remove(stampid)
            for number in stampid if isinstance(stampid, tuple) else (stampid,):
                self.screen._sheet.remove(number)

    def clearstamps(self, n=None):
        """Removes all stamps, the first `n`, or the last `-n`."""
        for stamp in self._stamps[:] if n is None else self._stamps[:n] if n >= 0 else self._stamps[n:]:
            self.clearstamp(stamp)

    def write(self, arg, move=False, align="left", font=("Arial", 8, "normal")):
        """Writes at the turtle's place. `align`: "left", "center", "right"; `font`: name, size in points, style."""
        align = align.lower()
        if align not in ("left", "center", "right"):
            raise TurtleGraphicsError(f"bad align: {align}. Use left, center or right.")
        screen = self.screen
        screen._touch(self)
        text = Text(self, str(arg), screen._pixels(self._position), screen._svg_color(self._pencolor), align, _font(font))
        number = screen._sheet.add(text)
        self._path = None
        with self._as_one():
            self._remember(lambda: screen._sheet.remove(number))
            if move:
                share = {"left": 1, "center": 0.5, "right": 0}[align]
                self.setx(self._position[0] + text.width * share / screen.xscale)
            else:
                screen._stepped()

    # Areas

    def filling(self):
        """Whether an area is being walked around."""
        return self._fillpath is not None

    def begin_fill(self):
        """From here on the turtle walks around an area that `end_fill` fills."""
        self.screen._touch(self)
        if not self.filling():
            self._fillnumber = self.screen._sheet.add(Area(self))
        self._fillpath = [self.screen._pixels(self._position)]
        self._path = None  # the outline lies above the area
        number = self._fillnumber
        self._remember(lambda: self._drop_fill(number))

    def _drop_fill(self, number):
        self.screen._sheet.remove(number)
        self._fillpath = None

    def end_fill(self):
        """Fills the area that was walked around."""
        if not self.filling():
            return
        screen, number, points = self.screen, self._fillnumber, self._fillpath
        screen._touch(self)
        self._fillpath = None
        if len(points) > 2:
            screen._sheet.replace(number, Area(self, points, screen._svg_color(self._fillcolor)))
            self._remember(lambda: screen._sheet.replace(number, Area(self)))
        else:
            screen._sheet.remove(number)
        screen._stepped()

    @contextmanager
    def fill(self):
        """`with fill():` fills what is walked around within."""
        self.begin_fill()
        try:
            yield
        finally:
            self.end_fill()

    def begin_poly(self):
        """From here on the corners of the way are recorded."""
        self._poly, self._creatingPoly = [self._position], True

    def end_poly(self):
        """Ends recording corners."""
        self._creatingPoly = False

    def get_poly(self):
        """The corners recorded last, for `register_shape`."""
        return None if self._poly is None else tuple(self._poly)

    @contextmanager
    def poly(self):
        """`with poly():` records the corners of the way within."""
        self.begin_poly()
        try:
            yield
        finally:
            self.end_poly()

    # Taking back

    def setundobuffer(self, size):
        """How many steps can be taken back; None or 0 for none."""
        self._undo = deque(maxlen=size) if size and size > 0 else None

    def undobufferentries(self):
        """How many steps can be taken back now."""
        return 0 if self._undo is None else len(self._undo)

    def undo(self):
        """Takes the last step back."""
        if not self._undo:
            return
        self.screen._touch(self)
        steps = self._undo.pop()
        kept, self._undo = self._undo, None
        for step in reversed(steps):
            step()
        self._undo = kept
        self._moves(1, lambda share: None)

    def _remember(self, step):
        if self._undo is None:
            return
        if self._together is None:
            self._undo.append((step,))
        else:
            self._together.append(step)

    @contextmanager
    def _as_one(self):
        """What happens within is taken back as one step."""
        if self._together is not None or self._undo is None:
            yield
            return
        steps = self._together = []
        try:
            yield
        finally:
            self._together = None
            if self._undo is not None:
                self._undo.append(steps)

    def _pen_changed(self, before, trafo):
        self.screen._touch(self)

        def change_back():
            for name, value in before.items():
                TPen.pen(self, **{name: value})
            self._shapetrafo = trafo

        self._remember(change_back)

    # Beginning anew

    def clear(self):
        """Removes what this turtle has drawn; it stays where it is."""
        self.screen._touch(self)
        self.screen._sheet.remove_of(self)
        self._path = self._fillpath = None
        self._stamps = []
        self.setundobuffer(self._undobuffersize)
        self.screen._stepped()

    def reset(self):
        """Removes what this turtle has drawn, and begins anew in the middle."""
        TNavigator.reset(self)
        TPen._reset(self)
        self.clear()

    def clone(self):
        """Another turtle in the same place, with the same properties."""
        twin = type(self).__new__(type(self))
        self.screen._touch(self)
        twin.__dict__.update(self.__dict__)
        twin._path = twin._fillpath = twin._together = None
        twin._stamps = []
        twin._poly = self._poly and self._poly[:]
        twin.setundobuffer(self._undobuffersize)
        self.screen._join(twin)
        return twin

    # Looks

    def shape(self, name=None):
        """Gives or sets the turtle's shape: "arrow", "turtle", "circle", "square", "triangle", "classic", or one's own."""
        if name is None:
            return self._shape
        if name not in self.screen._shapes:
            raise TurtleGraphicsError(f"There is no shape named {name}")
        self.screen._touch(self)
        self._shape = name

    def get_shapepoly(self):
        """The turtle's shape as it is now, as pairs."""
        shape = self.screen._shapes[self._shape]
        return self._stretched(shape._data) if shape._type == "polygon" else None

    def _stretched(self, polygon, compound=False):
        if self._resizemode == "noresize" and not compound:
            return polygon
        t11, t12, t21, t22 = self._shapetrafo
        if self._resizemode == "auto" and not compound:
            t11 = t22 = max(1, self._pensize / 5.0)
            t12 = t21 = 0
        return tuple((t11 * x + t12 * y, t21 * x + t22 * y) for x, y in polygon)

    def _look(self):
        """The turtle's shape where it stands, as areas."""
        screen, shape = self.screen, self.screen._shapes[self._shape]
        px, py = screen._pixels(self._position)
        direction = Vec2D(self._orient[0], self._orient[1] * screen.yscale / screen.xscale)
        e0, e1 = direction * (1.0 / abs(direction))

        def placed(polygon):
            return [(px + e1 * x + e0 * y, py + e0 * x - e1 * y) for x, y in polygon]

        if shape._type == "compound":
            return [
                Area(self, placed(self._stretched(polygon, True)), self._svg(fill), self._svg(outline), self._outlinewidth)
                for polygon, fill, outline in shape._data
            ]
        width = {"noresize": 1, "auto": self._pensize}.get(self._resizemode, self._outlinewidth)
        points = placed(self._stretched(shape._data))
        return [Area(self, points, self._svg(self._fillcolor), self._svg(self._pencolor), width)]

    def _svg(self, color):
        return self.screen._svg_color(self.screen._colorstr(color))

    def _color(self, color):
        return self.screen._color(color)

    def _colorstr(self, color):
        return self.screen._colorstr(color)

    # The rest

    def getscreen(self):
        """The screen on which the turtle is."""
        return self.screen

    def getturtle(self):
        """This turtle."""
        return self

    def onclick(self, fun, btn=1, add=None):
        """Clicks do not reach the drawing: without effect here."""
        self.screen._cannot_hear("onclick", fun)

    def onrelease(self, fun, btn=1, add=None):
        """Clicks do not reach the drawing: without effect here."""
        self.screen._cannot_hear("onrelease", fun)

    def ondrag(self, fun, btn=1, add=None):
        """Clicks do not reach the drawing: without effect here."""
        self.screen._cannot_hear("ondrag", fun)

    getpen = getturtle


def _font(font):
    """Family, size in pixels and style of what people give as a font."""
    parts = (font,) if isinstance(font, str) else tuple(font)
    family = str(parts[0]) if parts else "Arial"
    size = float(parts[1]) if len(parts) > 1 else 8
    # Points at 96 dots an inch; Tk takes a negative size for pixels.
    pixels = -size if size < 0 else size * 4 / 3
    return family, pixels, " ".join(map(str, parts[2:])).lower()
