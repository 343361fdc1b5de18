"""Points and directions, and polylines made of them."""

import math


class TurtleGraphicsError(Exception):
    """Something that turtles cannot do."""


class Terminator(Exception):
    """Raised by the standard module when its window was closed; here only a name."""


class Vec2D(tuple):
    """A two-dimensional vector: `a + b`, `a - b`, `-a`, `k * a`, `a * b` (inner product), `abs(a)`, `a.rotate(degrees)`."""

    __slots__ = ()

    def __new__(cls, x, y):
        return tuple.__new__(cls, (x, y))

    def __add__(self, other):
        return Vec2D(self[0] + other[0], self[1] + other[1])

    def __mul__(self, other):
        if isinstance(other, Vec2D):
            return self[0] * other[0] + self[1] * other[1]
        return Vec2D(self[0] * other, self[1] * other)

    def __rmul__(self, other):
        if isinstance(other, (int, float)):
            return Vec2D(self[0] * other, self[1] * other)
        return NotImplemented

    def __sub__(self, other):
        return Vec2D(self[0] - other[0], self[1] - other[1])

    def __neg__(self):
        return Vec2D(-self[0], -self[1])

    def __abs__(self):
        return math.hypot(*self)

    def rotate(self, angle):
        """This vector, turned counterclockwise by `angle` degrees."""
        radians = math.radians(angle)
        c, s = math.cos(radians), math.sin(radians)
        return Vec2D(self[0] * c - self[1] * s, self[1] * c + self[0] * s)

    def __getnewargs__(self):
        return (self[0], self[1])

    def __repr__(self):
        return "(%.2f,%.2f)" % self


#: How far a point may lie beside the straight way on (pixels, squared) to count as being on it.
_STRAIGHT = 1e-6


def extend(points, point):
    """Adds a point to a polyline; one straight ahead takes the last one's place, so that endless ways stay short.

    Returns whether the polyline became longer.
    """
    if len(points) > 1:
        (ax, ay), (bx, by) = points[-2], points[-1]
        ux, uy, vx, vy = bx - ax, by - ay, point[0] - bx, point[1] - by
        if (ux * vy - uy * vx) ** 2 <= _STRAIGHT * (ux * ux + uy * uy) and ux * vx + uy * vy >= 0:
            points[-1] = point
            return False
    points.append(point)
    return True
