"""The methods of the screen and of a turtle as functions, for programs without objects."""

import functools
import inspect

from .screen import Screen, Turtle, TurtleScreen


def _pen():
    """The turtle of the functions, made at its first use."""
    Screen()  # a cell that begins anew has no such turtle yet
    if Turtle._pen is None:
        Turtle._pen = Turtle()
    return Turtle._pen


def _function(kind, name, owner):
    method = getattr(kind, name)

    @functools.wraps(method)
    def function(*args, **kwargs):
        return getattr(owner(), name)(*args, **kwargs)

    signature = inspect.signature(method)
    function.__signature__ = signature.replace(parameters=list(signature.parameters.values())[1:])
    function.__name__ = function.__qualname__ = name
    function.__module__ = "turtle"
    return function


SCREEN_NAMES = """
addshape bgcolor bgpic bye clearscreen colormode delay exitonclick getcanvas getshapes listen mainloop mode no_animation
numinput onkey onkeypress onkeyrelease onscreenclick ontimer register_shape resetscreen save screensize setup
setworldcoordinates textinput title tracer turtles update window_height window_width
""".split()

TURTLE_NAMES = """
back backward begin_fill begin_poly bk circle clear clearstamp clearstamps clone color degrees distance dot down end_fill
end_poly fd fill fillcolor filling forward get_poly getpen getscreen get_shapepoly getturtle goto heading hideturtle home ht
isdown isvisible left lt onclick ondrag onrelease pd pen pencolor pendown pensize penup poly pos position pu radians right
reset resizemode rt seth setheading setpos setposition setundobuffer setx sety shape shapesize shapetransform shearfactor
showturtle speed st stamp teleport tilt tiltangle towards turtlesize undo undobufferentries up width write xcor ycor
""".split()

functions = {
    **{name: _function(TurtleScreen, name, Screen) for name in SCREEN_NAMES},
    **{name: _function(Turtle, name, _pen) for name in TURTLE_NAMES},
}
functions["done"] = functions["mainloop"]
