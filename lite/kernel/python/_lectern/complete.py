"""Completion at the cursor. Positions are code points, as in Jupyter's messages and in Python's strings."""

import builtins
import inspect
import keyword
import re
import rlcompleter

from .session import namespace

_MAX_MATCHES = 500
_IMPORT = re.compile(r"^\s*(from\s+[\w.]*(\s+import\s+.*)?|import\s+.*)$")
_KEY = re.compile(r"([A-Za-z_][\w.]*)\[\s*(['\"])([^'\"\]]*)$")
_CALL = re.compile(r"([A-Za-z_][\w.]*)\(([^()]*)$", re.DOTALL)
_NAME = re.compile(r"[^\W\d]\w*(?:\.\w*)*$")


def resolve(dotted):
    """The object of a dotted name, or None. Looks up only; runs no call and no index."""
    first, *rest = dotted.split(".")
    value = namespace.get(first, getattr(builtins, first, None))
    for part in rest:
        if value is None:
            return None
        try:
            value = getattr(value, part, None)
        except Exception:  # a property may raise anything; then nothing is known
            return None
    return value


def _imports(line):
    if not _IMPORT.match(line):
        return None
    from _pyrepl._module_completer import ModuleCompleter

    found = ModuleCompleter(namespace).get_completions(line)
    if isinstance(found, tuple):
        found = found[0]
    matches = [] if found is None else [name.strip() for name in found]
    names = _imported_names(line)
    if names is not None:
        matches = sorted({*matches, *names})
    return matches


def _imported_names(line):
    """Names in a module, for `from module import na`. Only modules that are loaded or belong to Python are looked into."""
    match = re.match(r"^\s*from\s+([A-Za-z_][\w.]*)\s+import\s+\(?(?:.*,\s*)?(\w*)$", line)
    if match is None:
        return None
    import importlib
    import sys

    module, prefix = match.groups()
    if module not in sys.modules and module.split(".")[0] not in sys.stdlib_module_names:
        return None
    try:
        names = dir(importlib.import_module(module))
    except Exception:  # a module that cannot be imported offers nothing
        return None
    return [name for name in names if name.startswith(prefix) and (prefix.startswith("_") or not name.startswith("_"))]


def _keys(left):
    match = _KEY.search(left)
    if match is None:
        return None
    owner, quote, prefix = match.groups()
    keys = getattr(resolve(owner), "keys", None)
    if not callable(keys):
        return None
    try:
        found = [key for key in list(keys())[:10_000] if isinstance(key, str) and key.startswith(prefix)]
    except Exception:  # a mapping may raise anything
        return None
    return found, len(prefix)


def _arguments(left, prefix):
    match = _CALL.search(left)
    if match is None or "." in prefix:
        return []
    function = resolve(match.group(1))
    if not callable(function):
        return []
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    named = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [f"{each.name}=" for each in parameters if each.kind in named and each.name.startswith(prefix)]


def _names(prefix):
    completer, found = rlcompleter.Completer(namespace), []
    for state in range(_MAX_MATCHES):
        match = completer.complete(prefix, state) if prefix else None
        if match is None:
            break
        found.append(match.rstrip("() :\t"))
    return list(dict.fromkeys(found))


def _kind(name):
    if name.endswith("="):
        return "param"
    if keyword.iskeyword(name):
        return "keyword"
    value = resolve(name)
    if inspect.ismodule(value):
        return "module"
    if inspect.isclass(value):
        return "class"
    return "function" if callable(value) else "instance"


def complete(query):
    """The matches for `code[:cursor]`, with the part of the text that they replace."""
    left = query["code"][: query["cursor"]]
    line = left.rsplit("\n", 1)[-1]
    imports = _imports(line)
    if imports is not None:
        typed = re.search(r"[\w.]*$", line).group()
        if "import" in line and re.match(r"^\s*from\b", line):
            typed = re.search(r"\w*$", line).group()
        return _reply(imports, len(left) - len(typed), len(left), lambda _: "module")
    keys = _keys(line)
    if keys is not None:
        return _reply(keys[0], len(left) - keys[1], len(left), lambda _: "property")
    found = _NAME.search(left)
    prefix = "" if found is None else found.group()
    matches = _arguments(left, prefix) + _names(prefix)
    return _reply(matches, len(left) - len(prefix), len(left), _kind)


def _reply(matches, start, end, kind):
    matches = [match[:1000] for match in matches[:_MAX_MATCHES]]
    return {"matches": matches, "start": start, "end": end, "kinds": [kind(match) for match in matches]}
