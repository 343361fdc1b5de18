"""A turtle's pen: colours, width, speed, and how the turtle itself looks."""

import math

from .vector import TurtleGraphicsError

_SPEEDS = {"fastest": 0, "fast": 10, "normal": 6, "slow": 3, "slowest": 1}


class TPen:
    """The pen's properties. All changes come down to `pen`."""

    def __init__(self, resizemode="noresize"):
        self._resizemode = resizemode
        TPen._reset(self)

    def _reset(self):
        self._shown = self._drawing = True
        self._pencolor = self._fillcolor = "black"
        self._pensize, self._speed, self._outlinewidth = 1, 3, 1
        self._stretchfactor, self._shearfactor, self._tilt = (1.0, 1.0), 0.0, 0.0
        self._shapetrafo = (1.0, 0.0, 0.0, 1.0)

    def pen(self, pen=None, **pendict):
        """Gives all properties of the pen, or sets those that are given, by name or as a dictionary."""
        if not (pen or pendict):
            return {name: getattr(self, attribute) for name, attribute in _PROPERTIES.items()}
        wanted = {**(pen or {}), **pendict}
        before = {name: getattr(self, _PROPERTIES[name]) for name in wanted}
        for name in ("pencolor", "fillcolor"):
            if isinstance(wanted.get(name), tuple):
                wanted[name] = self._colorstr(wanted[name])
        if isinstance(wanted.get("stretchfactor"), (int, float)):
            wanted["stretchfactor"] = (wanted["stretchfactor"],) * 2
        trafo = self._shapetrafo
        for name, value in wanted.items():
            setattr(self, _PROPERTIES[name], value)
        if not wanted.keys().isdisjoint(("stretchfactor", "tilt", "shearfactor")):
            self._set_trafo()
        self._pen_changed(before, trafo)

    def _set_trafo(self):
        x, y = self._stretchfactor
        s, c = math.sin(self._tilt), math.cos(self._tilt)
        shear = self._shearfactor
        self._shapetrafo = (x * c, y * (shear * c + s), -x * s, y * (c - shear * s))

    def _pen_changed(self, before, trafo):
        pass

    def resizemode(self, rmode=None):
        """How the turtle's size follows the pen: "auto", "user" or "noresize"."""
        if rmode is None:
            return self._resizemode
        if rmode.lower() in ("auto", "user", "noresize"):
            self.pen(resizemode=rmode.lower())

    def pensize(self, width=None):
        """Gives or sets the width of the line, in pixels."""
        if width is None:
            return self._pensize
        self.pen(pensize=width)

    def penup(self):
        """Lifts the pen: moves draw nothing."""
        if self._drawing:
            self.pen(pendown=False)

    def pendown(self):
        """Puts the pen down: moves draw."""
        if not self._drawing:
            self.pen(pendown=True)

    def isdown(self):
        """Whether the pen is down."""
        return self._drawing

    def speed(self, speed=None):
        """Gives or sets the speed: 1 (slow) to 10 (fast), 0 without animation; or "slowest" to "fastest"."""
        if speed is None:
            return self._speed
        if speed in _SPEEDS:
            speed = _SPEEDS[speed]
        else:
            speed = int(round(speed)) if 0.5 < speed < 10.5 else 0
        self.pen(speed=speed)

    def color(self, *args):
        """Gives or sets the colours of the pen and of areas: one for both, or two; or red, green, blue for both."""
        if not args:
            return self._color(self._pencolor), self._color(self._fillcolor)
        if len(args) > 3:
            raise TurtleGraphicsError(f"bad color arguments: {args}")
        pen, fill = args if len(args) == 2 else (args if len(args) == 3 else args[0],) * 2
        self.pen(pencolor=self._colorstr(pen), fillcolor=self._colorstr(fill))

    def pencolor(self, *args):
        """Gives or sets the colour of the line: a name, "#rrggbb", or red, green, blue."""
        if not args:
            return self._color(self._pencolor)
        self.pen(pencolor=self._colorstr(args))

    def fillcolor(self, *args):
        """Gives or sets the colour of areas: a name, "#rrggbb", or red, green, blue."""
        if not args:
            return self._color(self._fillcolor)
        self.pen(fillcolor=self._colorstr(args))

    def showturtle(self):
        """Shows the turtle."""
        self.pen(shown=True)

    def hideturtle(self):
        """Hides the turtle; it draws on."""
        self.pen(shown=False)

    def isvisible(self):
        """Whether the turtle is shown."""
        return self._shown

    def shapesize(self, stretch_wid=None, stretch_len=None, outline=None):
        """Gives or sets how many times as wide and long as usual the turtle is, and the width of its outline."""
        if stretch_wid is stretch_len is outline is None:
            return *self._stretchfactor, self._outlinewidth
        if stretch_wid == 0 or stretch_len == 0:
            raise TurtleGraphicsError("stretch_wid/stretch_len must not be zero")
        width, length = self._stretchfactor
        if stretch_wid is not None:
            width = stretch_wid
            length = stretch_wid if stretch_len is None else stretch_len
        elif stretch_len is not None:
            length = stretch_len
        outline = self._outlinewidth if outline is None else outline
        self.pen(resizemode="user", stretchfactor=(width, length), outline=outline)

    def shearfactor(self, shear=None):
        """Gives or sets how far the turtle's shape is sheared."""
        if shear is None:
            return self._shearfactor
        self.pen(resizemode="user", shearfactor=shear)

    def tiltangle(self, angle=None):
        """Gives or sets the angle between the turtle's shape and its heading."""
        if angle is None:
            return (-math.degrees(self._tilt) * self._angleOrient / self._degreesPerAU) % self._fullcircle
        self.pen(resizemode="user", tilt=math.radians(-angle * self._degreesPerAU * self._angleOrient) % math.tau)

    def tilt(self, angle):
        """Turns the turtle's shape, not its heading."""
        self.tiltangle(angle + self.tiltangle())

    def shapetransform(self, t11=None, t12=None, t21=None, t22=None):
        """Gives or sets the matrix by which the turtle's shape is transformed."""
        if t11 is t12 is t21 is t22 is None:
            return self._shapetrafo
        given = zip((t11, t12, t21, t22), self._shapetrafo)
        m11, m12, m21, m22 = (old if new is None else new for new, old in given)
        if m11 * m22 - m12 * m21 == 0:
            raise TurtleGraphicsError("Bad shape transform matrix: must not be singular")
        tilt = math.atan2(-m21, m11) % math.tau
        s, c = math.sin(tilt), math.cos(tilt)
        length = s * m12 + c * m22
        self.pen(
            resizemode="user",
            tilt=tilt,
            stretchfactor=(c * m11 - s * m21, length),
            shearfactor=(c * m12 - s * m22) / length,
        )

    width = pensize
    up = pu = penup
    down = pd = pendown
    st = showturtle
    ht = hideturtle
    turtlesize = shapesize


_PROPERTIES = {
    "shown": "_shown",
    "pendown": "_drawing",
    "pencolor": "_pencolor",
    "fillcolor": "_fillcolor",
    "pensize": "_pensize",
    "speed": "_speed",
    "resizemode": "_resizemode",
    "stretchfactor": "_stretchfactor",
    "shearfactor": "_shearfactor",
    "outline": "_outlinewidth",
    "tilt": "_tilt",
}
