"""Display objects, by the names and arguments that IPython gives them."""

import base64
import html
import json
import mimetypes
from pathlib import Path

from _lectern.display import DisplayHandle, clear_output, display, update_display


class DisplayObject:
    """Data with a way to be shown. `data`: text or bytes; or read from `filename`."""

    _read_as_bytes = False

    def __init__(self, data=None, url=None, filename=None, metadata=None):
        if data is None and filename is not None:
            path = Path(filename)
            data = path.read_bytes() if self._read_as_bytes else path.read_text(encoding="utf-8")
        if isinstance(data, Path):
            data = data.read_bytes() if self._read_as_bytes else data.read_text(encoding="utf-8")
        self.data, self.url, self.filename, self.metadata = data, url, filename, metadata or {}

    def __repr__(self):
        return f"<IPython.core.display.{type(self).__name__} object>"


class TextDisplayObject(DisplayObject):
    """Data that is text."""


class Pretty(TextDisplayObject):
    """Plain text, shown as it is."""

    def __repr__(self):
        return str(self.data)


class HTML(TextDisplayObject):
    def _repr_html_(self):
        return self.data

    __html__ = _repr_html_


class Markdown(TextDisplayObject):
    def _repr_markdown_(self):
        return self.data


class Latex(TextDisplayObject):
    def _repr_latex_(self):
        return self.data


class Math(TextDisplayObject):
    def _repr_latex_(self):
        return f"$\\displaystyle {self.data.strip('$')}$"


class SVG(DisplayObject):
    def _repr_svg_(self):
        return self.data.decode() if isinstance(self.data, bytes) else self.data


class Javascript(TextDisplayObject):
    def _repr_javascript_(self):
        return self.data


class JSON(DisplayObject):
    def __init__(self, data=None, url=None, filename=None, expanded=False, metadata=None, root="root", **_ignored):
        super().__init__(data, url, filename, metadata)
        if isinstance(self.data, (str, bytes)):
            self.data = json.loads(self.data)
        self.metadata = {"expanded": expanded, "root": root, **self.metadata}

    def _repr_json_(self):
        return self.data, self.metadata


class Code(TextDisplayObject):
    def __init__(self, data=None, url=None, filename=None, language=None):
        super().__init__(data, url, filename)
        self.language = language or ""

    def _repr_markdown_(self):
        return f"````{self.language}\n{self.data}\n````"

    def __repr__(self):
        return str(self.data)


class IFrame:
    """A frame with another page."""

    def __init__(self, src, width, height, extras=None, **params):
        self.src, self.width, self.height, self.extras = src, width, height, extras or []
        self.params = params

    def _repr_html_(self):
        from urllib.parse import urlencode

        src = self.src + (f"?{urlencode(self.params)}" if self.params else "")
        return (
            f'<iframe width="{html.escape(str(self.width))}" height="{html.escape(str(self.height))}"'
            f' src="{html.escape(src)}" frameborder="0" allowfullscreen></iframe>'
        )


_SIGNATURES = ((b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"), (b"RIFF", "image/webp"))


class Image(DisplayObject):
    """A picture from bytes, a file of the notebook, or an address. `width`, `height` in CSS pixels."""

    _read_as_bytes = True

    def __init__(
        self,
        data=None,
        url=None,
        filename=None,
        format=None,
        embed=None,
        width=None,
        height=None,
        retina=False,
        unconfined=False,
        metadata=None,
        alt=None,
    ):
        if isinstance(data, str):
            if data.startswith(("http:", "https:", "data:")):
                data, url = None, data
            else:
                data, filename = None, data
        super().__init__(data, url, filename, metadata)
        self.width, self.height, self.alt = width, height, alt
        self.mime = self._mime(format)

    def _mime(self, format):
        if format is not None:
            return f"image/{'jpeg' if format.lower() == 'jpg' else format.lower()}"
        if isinstance(self.data, bytes):
            for signature, mime in _SIGNATURES:
                if self.data.startswith(signature):
                    return mime
        return mimetypes.guess_type(str(self.filename or self.url or ""))[0] or "image/png"

    def _repr_mimebundle_(self, include=None, exclude=None):
        size = {name: value for name in ("width", "height", "alt") if (value := getattr(self, name)) is not None}
        if self.data is None:
            attributes = "".join(f' {name}="{html.escape(str(value))}"' for name, value in size.items())
            return {"text/html": f'<img src="{html.escape(self.url or "")}"{attributes}/>'}
        return {self.mime: base64.b64encode(self.data).decode("ascii")}, {self.mime: {**size, **self.metadata}}


def _shows(kind):
    def show(*objs, raw=False, **options):
        display(*(kind(obj) if raw else obj for obj in objs), **options)

    show.__doc__ = f"Shows objects; with `raw`, the data of {kind.__name__} objects."
    return show


display_html = _shows(HTML)
display_markdown = _shows(Markdown)
display_svg = _shows(SVG)
display_latex = _shows(Latex)
display_json = _shows(JSON)
display_javascript = _shows(Javascript)
display_pretty = _shows(Pretty)
display_png = display_jpeg = _shows(Image)

__all__ = [
    "Code", "DisplayHandle", "DisplayObject", "HTML", "IFrame", "Image", "JSON", "Javascript", "Latex", "Markdown",
    "Math", "Pretty", "SVG", "TextDisplayObject", "clear_output", "display", "display_html", "display_javascript",
    "display_jpeg", "display_json", "display_latex", "display_markdown", "display_png", "display_pretty", "display_svg",
    "update_display",
]
