"""What is drawn, as SVG: lines, dots, areas and texts in the order in which they were begun. Pixels, y downwards."""

import re

from .vector import extend

#: Most that a drawing may take, in characters of SVG: what a page and a saved notebook still bear.
MAX_COST = 1_000_000

#: A longer line goes on as a new one, so that the oldest parts of a drawing can be left out piece by piece.
_MAX_POINTS = 500

#: About what a point and an element take, in characters.
_POINT, _ELEMENT = 12, 80

#: Characters that no XML may contain.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def number(value):
    """A coordinate, to a tenth of a pixel."""
    return f"{round(value, 1) + 0:g}"


def escape(text):
    """`text` as XML has it."""
    text = _NOT_XML.sub("\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


class Path:
    """A line through `points`, or, with `dots`, a dot at each of them."""

    def __init__(self, owner, color, width, point, dots=False):
        self.owner, self.color, self.width, self.dots = owner, color, width, dots
        self.points = [point]
        self._texts = []  # all points but the last, which may still move

    @property
    def cost(self):
        return _ELEMENT + _POINT * len(self.points)

    @property
    def full(self):
        return len(self.points) >= _MAX_POINTS

    def fits(self, owner, color, width):
        """Whether what this pen draws next can belong to this path."""
        return not self.full and (self.owner, self.color, self.width) == (owner, color, width)

    def mark(self):
        """For `back`."""
        return len(self.points), self.points[-1]

    def back(self, mark):
        """Forgets what came after `mark`."""
        length, last = mark
        del self.points[length:]
        self.points[-1] = last
        del self._texts[length - 1 :]

    def scale(self, x, y):
        self.points = [(px * x, py * y) for px, py in self.points]
        self._texts = []

    def svg(self):
        if self.color == "none" or (len(self.points) < 2 and not self.dots):
            return ""
        texts = self._texts
        for x, y in self.points[len(texts) : -1]:
            texts.append(f"{number(x)} {number(y)}")
        x, y = self.points[-1]
        last = f"{number(x)} {number(y)}"
        way = f"M{'h0M'.join([*texts, last])}h0" if self.dots else f"M{' '.join([*texts, last])}"
        width = "" if self.width == 1 else f' stroke-width="{number(self.width)}"'
        return f'<path d="{way}" stroke="{self.color}"{width}/>'


class Area:
    """A filled polygon. Without points it keeps its place in the order, as an area whose outline is still drawn."""

    def __init__(self, owner, points=(), fill="none", outline="none", width=1):
        self.owner, self.points = owner, points
        self.fill, self.outline, self.width = fill, outline, width

    @property
    def cost(self):
        return _ELEMENT + _POINT * len(self.points)

    def scale(self, x, y):
        self.points = [(px * x, py * y) for px, py in self.points]

    def svg(self):
        if len(self.points) < 2:
            return ""
        points = " ".join(f"{number(x)} {number(y)}" for x, y in self.points)
        stroke = "" if self.outline == "none" else f' stroke="{self.outline}"'
        width = "" if self.width == 1 or not stroke else f' stroke-width="{number(self.width)}"'
        return f'<polygon points="{points}" fill="{self.fill}"{stroke}{width}/>'


class Text:
    """Lines of text; `position` is below the last one."""

    _ANCHORS = {"left": "start", "center": "middle", "right": "end"}

    def __init__(self, owner, text, position, color, align, font):
        self.owner, self.position, self.color = owner, position, color
        self.lines, self.anchor = text.split("\n"), self._ANCHORS[align]
        self.family, self.size, self.style = font

    @property
    def cost(self):
        return 2 * _ELEMENT + sum(map(len, self.lines))

    @property
    def width(self):
        """About how wide the text is, in pixels: nobody here can measure it."""
        return self.size * max(sum(map(_em, line)) for line in self.lines)

    def scale(self, x, y):
        self.position = (self.position[0] * x, self.position[1] * y)

    def svg(self):
        x, y = self.position
        style = "".join(
            f' {name}="{value}"'
            for value, name in (("bold", "font-weight"), ("italic", "font-style"), ("underline", "text-decoration"))
            if value in self.style
        )
        texts = []
        for above, line in enumerate(reversed(self.lines)):
            base = y - self.size * (0.22 + 1.2 * above)
            texts.append(
                f'<text x="{number(x)}" y="{number(base)}" font-family="{escape(self.family)}, sans-serif"'
                f' font-size="{number(self.size)}"{style} text-anchor="{self.anchor}" fill="{self.color}"'
                f' style="white-space:pre">{escape(line)}</text>'
            )
        return "".join(texts)


def _em(character):
    if character in "iljtfI.,;:'|!()[] ":
        return 0.3
    if character in "mwMW@%" or ord(character) > 0x2E80:
        return 0.9
    return 0.68 if character.isupper() else 0.55


class Sheet:
    """The drawing. `on_cut` is called when it grows too large and its oldest parts are left out."""

    def __init__(self, on_cut):
        self._items, self._next, self._cost, self._on_cut = {}, 1, 0, on_cut

    def add(self, item):
        """Puts an item on top and returns its number."""
        number, self._next = self._next, self._next + 1
        self._items[number] = item
        self._grow(item.cost)
        return number

    def top(self):
        """The item above all others, or None."""
        return self._items[next(reversed(self._items))] if self._items else None

    def has(self, number):
        return number in self._items

    def draw_to(self, path, point):
        """Extends a path that is on the sheet."""
        if path.dots:
            path.points.append(point)
            self._grow(_POINT)
        elif extend(path.points, point):
            self._grow(_POINT)

    def back(self, path, mark):
        """Takes a path back to what it was at `mark`."""
        before = path.cost
        path.back(mark)
        self._cost += path.cost - before

    def replace(self, number, item):
        """Puts an item where another one is; not where the other one was left out."""
        if number in self._items:
            before, self._items[number] = self._items[number], item
            self._grow(item.cost - before.cost)

    def remove(self, number):
        item = self._items.pop(number, None)
        if item is not None:
            self._cost -= item.cost

    def remove_of(self, owner):
        for number in [number for number, item in self._items.items() if item.owner is owner]:
            self.remove(number)

    def clear(self):
        self._items.clear()
        self._cost = 0

    def scale(self, x, y):
        for item in self._items.values():
            item.scale(x, y)

    def svg(self):
        return "".join([item.svg() for item in self._items.values()])

    def _grow(self, cost):
        self._cost += cost
        while self._cost > MAX_COST and len(self._items) > 1:
            self._on_cut()
            self.remove(next(iter(self._items)))
