"""Where a turtle is and where it looks. Its units are those of the screen's coordinates, y upwards."""

import math

from .vector import Vec2D


class TNavigator:
    """Position, heading and all moves, which come down to `_goto` and `_rotate`."""

    _START = {"standard": Vec2D(1.0, 0.0), "world": Vec2D(1.0, 0.0), "logo": Vec2D(0.0, 1.0)}

    def __init__(self, mode="standard"):
        self._mode = mode
        self._setDegreesPerAU(360.0)
        self._setmode(mode)
        TNavigator.reset(self)

    def reset(self):
        """Goes back to the middle, looking in the first direction."""
        self._position = Vec2D(0.0, 0.0)
        self._orient = self._START[self._mode]

    def _setmode(self, mode):
        self._mode = mode
        self._angleOffset = self._fullcircle / 4 if mode == "logo" else 0
        self._angleOrient = -1 if mode == "logo" else 1

    def _setDegreesPerAU(self, fullcircle):
        self._fullcircle = fullcircle
        self._degreesPerAU = 360 / fullcircle
        self._angleOffset = fullcircle / 4 if self._mode == "logo" else 0

    def degrees(self, fullcircle=360.0):
        """Measures angles in degrees; `fullcircle` of them are a full turn."""
        self._setDegreesPerAU(fullcircle)

    def radians(self):
        """Measures angles in radians."""
        self._setDegreesPerAU(math.tau)

    def _goto(self, end):
        self._position = end

    def _rotate(self, angle):
        self._orient = self._orient.rotate(angle * self._degreesPerAU)

    def _go(self, distance):
        self._goto(self._position + self._orient * distance)

    def forward(self, distance):
        """Walks forward."""
        self._go(distance)

    def back(self, distance):
        """Walks backward, without turning."""
        self._go(-distance)

    def right(self, angle):
        """Turns right."""
        self._rotate(-angle)

    def left(self, angle):
        """Turns left."""
        self._rotate(angle)

    def pos(self):
        """The position, as a `Vec2D`."""
        return self._position

    def xcor(self):
        """The x coordinate."""
        return self._position[0]

    def ycor(self):
        """The y coordinate."""
        return self._position[1]

    def goto(self, x, y=None):
        """Walks to a point: two numbers or one pair."""
        self._goto(Vec2D(*x) if y is None else Vec2D(x, y))

    def home(self):
        """Walks to the middle, and looks in the first direction."""
        self.goto(0, 0)
        self.setheading(0)

    def setx(self, x):
        """Walks to another x coordinate."""
        self._goto(Vec2D(x, self._position[1]))

    def sety(self, y):
        """Walks to another y coordinate."""
        self._goto(Vec2D(self._position[0], y))

    def _way_to(self, x, y):
        if y is not None:
            end = Vec2D(x, y)
        elif isinstance(x, TNavigator):
            end = x._position
        else:
            end = Vec2D(*x)
        return end - self._position

    def distance(self, x, y=None):
        """How far a point, a pair or another turtle is."""
        return abs(self._way_to(x, y))

    def _angle_of(self, direction):
        degrees = round(math.degrees(math.atan2(direction[1], direction[0])), 10) % 360.0
        angle = degrees / self._degreesPerAU
        return (self._angleOffset + self._angleOrient * angle) % self._fullcircle

    def towards(self, x, y=None):
        """The heading that leads to a point, a pair or another turtle."""
        return self._angle_of(self._way_to(x, y))

    def heading(self):
        """The direction in which the turtle looks."""
        return self._angle_of(self._orient)

    def setheading(self, to_angle):
        """Turns to a direction: 0 is east, 90 north (in mode "logo" 0 is north, 90 east)."""
        angle = (to_angle - self.heading()) * self._angleOrient
        half = self._fullcircle / 2
        self._rotate((angle + half) % self._fullcircle - half)

    fd = forward
    bk = backward = back
    rt = right
    lt = left
    position = pos
    setpos = setposition = goto
    seth = setheading
