"""`display()` and its relatives, as `IPython.display` offers them."""

import uuid

from .bundle import bounded, mime_bundle
from .session import host, send


class DisplayHandle:
    """Names one shown output, so that it can be replaced where it stands."""

    def __init__(self, display_id=None):
        self.display_id = uuid.uuid4().hex if display_id is None else display_id

    def __repr__(self):
        return f"<DisplayHandle display_id={self.display_id}>"

    def display(self, obj, **options):
        display(obj, display_id=self.display_id, **options)

    def update(self, obj, **options):
        update_display(obj, display_id=self.display_id, **options)


def display(
    *objs,
    include=None,
    exclude=None,
    metadata=None,
    transient=None,
    display_id=None,
    raw=False,
    clear=False,
    update=False,
    **_ignored,
):
    """Shows each object in its richest form below the cell.

    `display_id`: a name, or True for a new one; a `DisplayHandle` is then returned. `raw`: the objects are MIME
    bundles already. `clear`: clears the cell's output first.
    """
    handle = None
    if display_id is not None and display_id is not False:
        handle = DisplayHandle(None if display_id is True else str(display_id))
    if update and handle is None:
        raise TypeError("display_id required for update_display")
    if clear:
        clear_output(wait=True)
    for obj in objs:
        data, extra = (bounded(dict(obj)), {}) if raw else mime_bundle(obj, include, exclude)
        if not data:
            continue
        send(
            "display",
            data=data,
            metadata={**extra, **(metadata or {})},
            displayId=handle.display_id if handle else None,
            update=update,
        )
    return handle


def update_display(obj, *, display_id, **options):
    """Replaces what is shown under `display_id`, wherever it stands."""
    display(obj, display_id=display_id, update=True, **options)


def clear_output(wait=False):
    """Clears the cell's output; with `wait` only when the next output comes."""
    send("clear", wait=bool(wait))
    host.cleared()
