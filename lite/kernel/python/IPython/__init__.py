"""A small part of IPython's names, for notebooks that import them. The kernel itself is not IPython."""

from . import display

version_info = (9, 0, 0)
__version__ = "9.0.0"


def get_ipython():
    """There is no IPython shell here."""
    return None


__all__ = ["display", "get_ipython"]
