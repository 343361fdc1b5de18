def area(width, height=1):
    """Multiplies.

    Both are lengths in metres.
    """
    return width * height


help(area)
print(area.__doc__.splitlines()[0], [name for name in dir(area) if not name.startswith("_")])
help(len)


class Dog:
    """A dog."""

    def bark(self):
        """Barks."""


help(Dog.bark)
