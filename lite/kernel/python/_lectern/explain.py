"""Signature, documentation and source of what stands at the cursor."""

import inspect
import io
import re
import tokenize

from .complete import resolve
from .session import shorten

_MAX_TEXT = 100_000


def _name_at(code, cursor):
    left = re.search(r"[\w.]*$", code[:cursor]).group()
    return (left + re.match(r"\w*", code[cursor:]).group()).strip(".")


def _call_around(code, cursor):
    """The dotted name before the innermost bracket that is open at the cursor, or an empty text."""
    stack, name, last = [], "", None
    reader = io.StringIO(code[:cursor]).readline
    try:
        for token in tokenize.generate_tokens(reader):
            if token.type == tokenize.NAME:
                name = f"{name}{token.string}" if last == "." else token.string
            elif token.string == "." and last is not None and name:
                name += "."
            elif token.type == tokenize.OP:
                if token.string in "([{":
                    stack.append(name if token.string == "(" else "")
                elif token.string in ")]}" and stack:
                    stack.pop()
                name = ""
            last = token.string
    except (tokenize.TokenError, SyntaxError):
        pass  # code that is being written ends in the middle: what was read so far is what counts
    return next((called for called in reversed(stack) if called), "")


def _signature(name, value):
    if not callable(value):
        return None
    try:
        return f"{name}{inspect.signature(value)}"
    except (TypeError, ValueError):
        return None


def _source(value):
    try:
        return inspect.getsource(value)
    except (TypeError, OSError):
        return None


def explain(query):
    """What is known about the name at the cursor, or about the function whose call it stands in."""
    code, cursor = query["code"], query["cursor"]
    for name in (_name_at(code, cursor), _call_around(code, cursor)):
        value = resolve(name) if name else None
        if value is not None:
            return {"found": True, "text": shorten(_text(name, value, query["detail"]), _MAX_TEXT)}
    return {"found": False, "text": ""}


def _text(name, value, detail):
    parts = []
    signature = _signature(name.rsplit(".", 1)[-1], value)
    if signature is not None:
        parts.append(f"Signature: {signature}")
    parts.append(f"Type:      {type(value).__name__}")
    if not callable(value) and not inspect.ismodule(value):
        parts.append(f"Value:     {shorten(repr(value), 500)}")
    source = _source(value) if detail > 0 else None
    documentation = inspect.getdoc(value)
    if source is not None:
        parts.append(f"Source:\n{source}")
    elif documentation:
        parts.append(f"Docstring:\n{documentation}")
    return "\n".join(parts)
