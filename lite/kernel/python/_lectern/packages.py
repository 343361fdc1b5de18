"""Packages on `import`: what a cell imports is asked from the page before it runs, the rest when it is imported.

The page decides what there is and hands in files that it has checked. What cannot be had shows as the message of the
`ModuleNotFoundError`, where the code imports it: code that does without it goes on.
"""

import ast
import difflib
import importlib
import importlib.machinery
import io
import os
import sys
import zipfile

from pyodide.ffi import can_run_sync, run_sync

from .session import host, send

#: Where the interpreter's own Python, packages and this package come from; all other code is somebody's.
_NOT_THEIRS = ("/lib/python", "/lib/lectern/")

#: Most files of the person's own that are searched for imports, and most characters of one.
_MAX_FILES, _MAX_LENGTH = 200, 1_000_000

#: How alike a misspelled name and a module of Python's own are, by difflib's ratio: "maths" and "math" are.
_ALIKE = 0.8


#: Modules that are of no use with this shell, and which kernel they need. Another shell takes out what it has.
only_elsewhere = {
    "ipywidgets": "Controls (widgets) need the kernel “Python (IPython)”: choose it in the menu Kernel, “Change Kernel…”. "
    "Where it is not listed, ask your teacher."
}


class _State:
    ask = 0
    #: Packages that are installed, by normalised name.
    installed = set()
    #: Modules that the running cell asked for, and those that it asked for in vain → why.
    asked = set()
    problems = {}


_state = _State()


async def load(of, names):
    """Asks the page for packages and installs them. Returns its answer: `chosen`, `problems`.

    `of`: "modules" or "requirements". Raises KeyboardInterrupt where somebody stopped the cell.
    """
    _state.ask += 1
    coming = host.packageReply(_state.ask)
    send("package-request", ask=_state.ask, of=of, names=names, installed=sorted(_state.installed))
    reply = await coming
    if reply.interrupted:
        raise KeyboardInterrupt
    for wheel in reply.wheels:
        await _install(wheel)
    return reply


async def _install(wheel):
    try:
        await host.installWheel(wheel.bytes, wheel.file, wheel.folder)
    except BaseException as error:
        _remove(wheel)
        if isinstance(error, Exception):
            raise ImportError(f"{wheel.name} could not be installed: its file is damaged. Tell your teacher.") from None
        raise
    finally:
        importlib.invalidate_caches()
    _state.installed.add(wheel.name)


def _remove(wheel):
    """Takes away what was unpacked of a wheel before that failed."""
    folder = importlib.import_module("pyodide._package_loader").get_install_dir(wheel.folder)
    try:
        names = zipfile.ZipFile(io.BytesIO(wheel.bytes.to_bytes())).namelist()
    except zipfile.BadZipFile:
        return  # nothing was unpacked
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            os.remove(path)
        try:
            os.removedirs(os.path.dirname(path))  # an empty folder could be imported, as a namespace package
        except OSError:
            pass  # others have files there too


def _found(name):
    """The spec of a module that can be imported already, or None."""
    for finder in sys.meta_path:
        find = getattr(finder, "find_spec", None)
        if find is None or finder is _PackageFinder:
            continue
        if (spec := find(name, None)) is not None:
            return spec
    return None


def _imported(source):
    """First parts of the names that a source imports; none where it is no Python."""
    names = set()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return names  # told when it runs
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return {name.split(".", 1)[0] for name in names}


def _sources(spec):
    """The files of a module of the person's own: the file, or all of a folder."""
    if not spec.origin or spec.origin.startswith(_NOT_THEIRS):
        return
    if spec.submodule_search_locations is None:
        yield spec.origin
        return
    for top in spec.submodule_search_locations:
        for folder, _, files in os.walk(top):
            yield from (os.path.join(folder, file) for file in files if file.endswith(".py"))


def _read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(_MAX_LENGTH)
    except OSError:
        return ""  # told when it is imported


def _missing(code):
    """Modules that a cell, and the person's own modules that it imports, want and do not find."""
    missing, seen, files = set(), set(), 0
    open_names = _imported(code)
    while open_names:
        name = open_names.pop()
        if name in seen or name in sys.stdlib_module_names:
            continue
        seen.add(name)
        known = sys.modules.get(name)
        spec = getattr(known, "__spec__", None) if known is not None else _found(name)
        if known is None and spec is None:
            missing.add(name)
        for path in _sources(spec) if spec is not None else ():
            files += 1
            if files > _MAX_FILES:
                break
            if path.endswith(".py"):
                open_names |= _imported(_read(path)) - seen
    return sorted(missing)


async def prepare(code):
    """Gets what a cell imports and is not there yet. What cannot be had is told by the import itself."""
    _state.asked, _state.problems = set(), {}
    if "import" not in code:
        return
    missing = _missing(code)
    if missing:
        await _provide(missing[:100])


async def _provide(names):
    _state.asked.update(names)
    _state.problems.update((name, only_elsewhere[name]) for name in names if name in only_elsewhere)
    names = [name for name in names if name not in only_elsewhere]
    if not names:
        return
    try:
        reply = await load("modules", names)
    except ImportError as error:
        _state.problems.update(dict.fromkeys(names, str(error)))
        return
    for problem in reply.problems:
        _state.problems[problem.name] = problem.text


def _wanted_by_person():
    """Whether the person's code imports, and not a package that tries what it could use, or somebody who only looks."""
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.endswith("importlib/util.py") or name == "<frozen importlib.util>":
            return False
        if not name.startswith("<frozen importlib") and not name.endswith("importlib/__init__.py"):
            return not name.startswith(_NOT_THEIRS)
        frame = frame.f_back
    return False


class _PackageFinder:
    """The last to be asked for a module: gets its package, or says why there is none."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if path is not None or not _wanted_by_person():
            return None
        if name not in sys.stdlib_module_names and name not in _state.asked and can_run_sync():
            run_sync(_provide([name]))
            if (spec := importlib.machinery.PathFinder.find_spec(name)) is not None:
                return spec
        error = ModuleNotFoundError(_why(name), name=name)
        error._PYODIDE_ADDED_NOTE = True  # Pyodide's own advice is of no use here
        raise error


def _why(name):
    known = f"No module named {name!r}"
    if name in sys.stdlib_module_names:
        return f"{known}: this part of Python does not work in a browser."
    near = difflib.get_close_matches(name, sys.stdlib_module_names, 1, _ALIKE)
    if near:
        return f"{known}. Did you mean: {near[0]!r}?"
    if name in _state.problems:
        return f"{known}. {_state.problems[name]}"
    if name in _state.asked:
        return known
    return f"{known}. If it is a package, write `import {name}` into the cell itself."


def install():
    """Makes `import` ask for packages. Called once, when a worker is there."""
    sys.meta_path.append(_PackageFinder)


def installed():
    """Normalised names of the packages that were installed here."""
    return frozenset(_state.installed)
