"""The older place of `IPython.display`."""

from ..display import *  # noqa: F403
