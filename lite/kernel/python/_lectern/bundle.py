"""MIME bundles: the forms in which a value can be shown."""

import base64
import sys

from .errors import describe
from .session import MAX_TEXT, shorten

_METHODS = (
    ("_repr_html_", "text/html"),
    ("_repr_markdown_", "text/markdown"),
    ("_repr_svg_", "image/svg+xml"),
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_latex_", "text/latex"),
    ("_repr_json_", "application/json"),
    ("_repr_javascript_", "application/javascript"),
)

#: Longest `text/plain`, in code points: more than anybody reads, little enough for a notebook file.
_MAX_PLAIN = 1024 * 1024


def _method(value, name):
    """The bound display method, or None for classes and for objects that answer to every name."""
    if isinstance(value, type):
        return None
    try:
        if getattr(value, "_canary_that_no_object_has_", None) is not None:
            return None
        found = getattr(value, name, None)
    except Exception:  # a broken __getattr__ shows as plain text
        return None
    return found if callable(found) else None


def _call(method, **arguments):
    """What a display method returns; a failing one is reported on stderr and the other forms are still tried."""
    try:
        return method(**arguments)
    except NotImplementedError:
        return None
    except Exception as error:
        print(describe(error), file=sys.stderr)
        return None


def _split(result):
    """Data and metadata of what a display method returned."""
    if isinstance(result, tuple) and len(result) == 2:
        return result[0], result[1] or {}
    return result, None


def encode(content):
    """Content as JSON holds it: bytes in base64."""
    if isinstance(content, (bytes, bytearray, memoryview)):
        return base64.b64encode(content).decode("ascii")
    return content


def mime_bundle(value, include=None, exclude=None):
    """`(data, metadata)` of a value by IPython's conventions; always with `text/plain`."""
    data, metadata = {}, {}
    method = _method(value, "_repr_mimebundle_")
    if method is not None:
        bundle, extra = _split(_call(method, include=include, exclude=exclude))
        if isinstance(bundle, dict):
            data.update({str(mime): encode(content) for mime, content in bundle.items()})
            metadata.update(extra or {})
    for name, mime in _METHODS:
        if mime in data or (method := _method(value, name)) is None:
            continue
        content, extra = _split(_call(method))
        if content is None:
            continue
        data[mime] = encode(content)
        if extra is not None:
            metadata[mime] = extra
    if "text/plain" not in data:
        data["text/plain"] = shorten(repr(value), _MAX_PLAIN)
    if include is not None:
        data = {mime: content for mime, content in data.items() if mime in include}
    if exclude is not None:
        data = {mime: content for mime, content in data.items() if mime not in exclude}
    return bounded(data), metadata


def bounded(data):
    """`data` without the forms that are too large to be shown; says which were left out."""
    kept = {mime: content for mime, content in data.items() if not isinstance(content, str) or len(content) <= MAX_TEXT}
    left_out = sorted(set(data) - set(kept))
    if left_out:
        kept.setdefault("text/plain", f"[{', '.join(left_out)} is too large to be shown here]")
    return kept
