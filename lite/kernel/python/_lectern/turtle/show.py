"""When pictures of a drawing are shown: while code runs some ten a second, and the last one at the cell's end."""

import sys
import time

from ..blocking import pause
from ..display import display
from ..session import before_rest, request

#: Shortest time between two pictures, in seconds: the page lays each out anew.
_INTERVAL = 0.1

#: All pictures of one cell together, in characters. The page bears 64 Mi; the nearer this is, the rarer they become.
_MOST = 48 * 1024 * 1024

#: Most characters a second, as long as little of `_MOST` is used.
_RATE = 200_000

#: A longer move is shown faster than at its speed, in seconds.
_LONGEST = 5


class Show:
    """Shows one picture below each cell that draws, and replaces it as the drawing goes on.

    `picture` gives the drawing as SVG with a text that says what it is; `begin` is called when a cell first has to do with
    turtles, `end` when such a cell is over.
    """

    def __init__(self, picture, begin, end):
        self._picture, self._begin, self._end = picture, begin, end
        self._cell = self._handle = None
        self._dirty = False
        self._left = _MOST
        self._due = self._now = 0
        self._told = set()
        before_rest.append(self._rest)

    def enter(self):
        """The cell that runs has to do with turtles."""
        if self._cell != request.id:
            self._cell, self._handle, self._left = request.id, None, _MOST
            self._due = time.monotonic() + _INTERVAL
            self._dirty, self._told = False, set()
            self._begin()

    def touch(self):
        """The drawing changes."""
        self.enter()
        self._dirty = True

    def animate(self, seconds, place):
        """Lets time pass while `place` moves something: it is called with shares of the way, at last with 1."""
        if seconds <= 0:
            place(1)
            self.step()
            return
        seconds = min(seconds, _LONGEST)
        begun = self._now = max(self._now, time.monotonic())
        end = begun + seconds
        while self._due < end:
            self._now = max(self._due, begun)
            self._wait()
            place((self._now - begun) / seconds)
            self._dirty = True
            self.show()
        self._now = end
        place(1)
        self._dirty = True

    def step(self):
        """Shows the drawing if the last picture is old enough."""
        if time.monotonic() >= self._due:
            self.show()

    def show(self):
        """Shows the drawing, unless that is what is shown."""
        if not self._dirty:
            return
        begun = time.monotonic()
        self._dirty = False
        svg, title = self._picture()
        data = {"image/svg+xml": svg, "text/plain": title}
        if self._handle is None:
            self._handle = display(data, raw=True, display_id=True)
        else:
            self._handle.update(data, raw=True)
        self._left -= len(svg)
        end = time.monotonic()
        rate = _RATE * max(self._left, 1) / _MOST
        self._due = max(self._now, end) + max(_INTERVAL, len(svg) / rate, 4 * (end - begun))

    def tell(self, text):
        """Writes a note to the person, once in a cell."""
        if text not in self._told:
            self._told.add(text)
            print(f"turtle: {text}", file=sys.stderr)

    def _wait(self):
        left = self._now - time.monotonic()
        if left > 0:
            pause(left)

    def _rest(self, seconds):
        if self._cell != request.id:
            return
        if seconds is None:
            self._end()
        if seconds is None or time.monotonic() + seconds >= self._due:
            self.show()
