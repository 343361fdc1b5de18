"""What Lectern's kernel does in Python: run cells, show values, complete, explain.

The worker talks to this package through `dispatch`; this package talks to the worker through
`session.host`. Every message is one JSON text, so that the page can bound and check it.
"""
