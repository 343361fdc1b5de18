"""Older places of what `IPython.display` offers."""
