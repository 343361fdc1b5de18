"""The shapes of turtles. A shape looks upwards, as the standard module's do."""

import math

from .vector import TurtleGraphicsError


class Shape:
    """A polygon (a tuple of pairs), or "compound": several with colours of their own, by `addcomponent`."""

    def __init__(self, type_, data=None):
        self._type = type_
        if type_ == "polygon":
            data = tuple(data) if isinstance(data, list) else data
        elif type_ == "compound":
            data = []
        elif type_ == "image":
            raise TurtleGraphicsError("Pictures as shapes do not work here. Use a polygon.")
        else:
            raise TurtleGraphicsError(f"There is no shape type {type_}")
        self._data = data

    def addcomponent(self, poly, fill, outline=None):
        """Adds a polygon with its colours to a compound shape."""
        if self._type != "compound":
            raise TurtleGraphicsError(f"Cannot add component to {self._type} Shape")
        self._data.append([poly, fill, fill if outline is None else outline])


def _round():
    corners = (math.tau * i / 20 for i in range(20))
    return tuple((round(10 * math.cos(angle), 2), round(10 * math.sin(angle), 2)) for angle in corners)


def first_shapes():
    """The shapes that every screen begins with, by name."""
    half = ((0, 16), (-2, 14), (-1, 10), (-4, 7), (-7, 9), (-9, 8), (-6, 5), (-7, 1), (-5, -3), (-8, -6), (-6, -8), (-4, -5))
    mirrored = tuple((-x, y) for x, y in half[:0:-1])
    polygons = {
        "arrow": ((-10, 0), (10, 0), (0, 10)),
        "turtle": (*half, (0, -7), *mirrored),
        "circle": _round(),
        "square": ((10, -10), (10, 10), (-10, 10), (-10, -10)),
        "triangle": ((10, -5.77), (0, 11.55), (-10, -5.77)),
        "classic": ((0, 0), (-5, -9), (0, -7), (5, -9)),
        "blank": (),
    }
    return {name: Shape("polygon", points) for name, points in polygons.items()}
