"""The notebook's folder: Python's working directory, whose files the page keeps.

With shared memory the file system itself waits for contents in the middle of an `open`. Without it they are fetched
before the `open`, by an audit hook (PEP 578) under `run_sync`; where neither exists, small files are there from the cell's
start and others say that they are not.
"""

import importlib
import os
import sys

from pyodide.ffi import can_run_sync, run_sync

from .session import host

_PATH_EVENTS = frozenset({"open", "os.truncate", "sqlite3.connect"})


def _fetch(event, args):
    if event not in _PATH_EVENTS or not args or not isinstance(args[0], (str, bytes, os.PathLike)):
        return
    path = os.path.abspath(os.fsdecode(args[0]))
    if not host.folderWants(path):
        return
    if not can_run_sync():
        name = os.path.basename(path)
        raise OSError(f"{name} cannot be read: this browser hands Python small files only. Open this page in Chrome or Edge.")
    host.hold(True)
    try:
        run_sync(host.folderLoad(path))
    finally:
        host.hold(False)


def install():
    sys.path.insert(0, host.folder)
    sys.dont_write_bytecode = True  # it would lie among the person's files
    os.environ["PWD"] = host.folder
    if not host.folderWaits:
        sys.addaudithook(_fetch)


async def begin():
    """Takes what others did to the folder. Called before each cell."""
    if await host.folderBegin():
        importlib.invalidate_caches()


async def settle():
    """Waits until what the cell did to the folder is stored."""
    await host.folderSettle()
