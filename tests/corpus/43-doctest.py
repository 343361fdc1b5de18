def area(width, height):
    """The area of a rectangle.

    >>> area(2, 3)
    6
    >>> area(0, 5)
    0
    >>> area("x", 2)
    'xx'
    >>> area(-1, 2)
    Traceback (most recent call last):
        ...
    ValueError: too small
    """
    if isinstance(width, int) and width < 0:
        raise ValueError("too small")
    return width * height


def wrong():
    """
    >>> wrong()
    2
    """
    return 1


if __name__ == "__main__":
    import doctest

    print(doctest.testmod())
