"""Turtle graphics with the names of Python's standard module. What turtles draw appears below the cell.

The first turtle that a cell makes begins on a new sheet, and so does a cell that imports turtle; other cells draw on.
"""

from _lectern.turtle.navigator import TNavigator
from _lectern.turtle.pen import TPen
from _lectern.turtle.procedures import functions
from _lectern.turtle.raw_turtle import RawTurtle
from _lectern.turtle.screen import Screen, Turtle, TurtleScreen, _Screen
from _lectern.turtle.shapes import Shape
from _lectern.turtle.vector import Terminator, TurtleGraphicsError, Vec2D

Pen, RawPen = Turtle, RawTurtle
globals().update(functions)

for _kind in (TNavigator, TPen, RawTurtle, Turtle, TurtleScreen, Shape, Terminator, TurtleGraphicsError, Vec2D):
    _kind.__module__ = __name__

__all__ = [
    "Pen", "RawPen", "RawTurtle", "Screen", "Shape", "Terminator", "Turtle", "TurtleScreen", "Vec2D", *functions,
]
