"""What IPython shows, as messages to the page."""

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher

from _lectern.bundle import bounded, encode
from _lectern.session import host, send


def _data(bundle):
    return bounded({mime: encode(content) for mime, content in bundle.items()})


class ResultHook(DisplayHook):
    """Shows the value of a cell."""

    silent = False

    def write_output_prompt(self):
        """The page writes it."""

    def write_format_data(self, format_dict, md_dict=None):
        if not self.silent:
            send("result", data=_data(format_dict), metadata=md_dict or {})

    def finish_displayhook(self):
        """Nothing follows a value."""


class Publisher(DisplayPublisher):
    """Shows what `display` is given."""

    def publish(self, data, metadata=None, *_, transient=None, update=False, **_ignored):
        name = (transient or {}).get("display_id")
        named = {"displayId": None if name is None else str(name), "update": bool(update)}
        send("display", data=_data(data), metadata=metadata or {}, **named)

    def clear_output(self, wait=False):
        send("clear", wait=bool(wait))
        host.cleared()


def show_page(text, start=0, screen_lines=0, pager_cmd=None):
    """Shows below the cell what a terminal would show in a pager: `len?`, `%psource`."""
    data = text if isinstance(text, dict) else {"text/plain": str(text)}
    # As HTML it would stand twice as wide, in colours of its own.
    plain = {"text/plain": data["text/plain"]} if "text/plain" in data else data
    send("display", data=_data(plain), metadata={}, displayId=None, update=False)
