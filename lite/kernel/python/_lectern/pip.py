"""`%pip`: packages by name, from the indexes of this classroom alone."""

import importlib.metadata
import shlex

from . import packages


class PipError(Exception):
    """What `%pip` was asked for cannot be done; its message says why."""

    __module__ = "builtins"  # tracebacks name it without a module then


#: Options that change nothing here, and those that name a file of requirements.
_IGNORED = frozenset({"-q", "-qq", "--quiet", "-U", "--upgrade", "--user", "--no-cache-dir", "--disable-pip-version-check"})
_FILES = frozenset({"-r", "--requirement"})

_USAGE = "Here %pip can install, list and show: %pip install numpy"


async def pip(line):
    """Does what a line such as `install numpy` says, and prints what came of it."""
    try:
        command, *words = shlex.split(line, comments=True) or ["help"]
    except ValueError as error:
        raise PipError(f"%pip {line}: {error}") from None
    if command == "install":
        await _install(list(_requirements(words)))
    elif command == "list":
        _list()
    elif command == "show":
        _show(words)
    else:
        raise PipError(_USAGE)


def _requirements(words):
    words = iter(words)
    for word in words:
        if word in _IGNORED:
            continue
        if word in _FILES:
            yield from _read(next(words, ""))
        elif word.startswith("-"):
            raise PipError(f"{word} does not exist here. {_USAGE}")
        else:
            yield word


def _read(path):
    with open(path, encoding="utf-8") as file:
        for line in file:
            requirement = line.split("#", 1)[0].strip()
            if requirement:
                yield requirement


async def _install(requirements):
    if not requirements:
        raise PipError(_USAGE)
    before = set(packages.installed())
    reply = await packages.load("requirements", requirements)
    for package in reply.chosen:
        done = "is here already" if package.name in before else "is installed"
        print(f"{package.name} {package.version} {done}.")
    if reply.problems.length:
        raise PipError("\n".join(problem.text for problem in reply.problems))


def _distributions():
    return sorted(importlib.metadata.distributions(), key=lambda each: each.name.lower())


def _list():
    found = _distributions()
    if not found:
        print("No packages are installed yet. Import one, or write %pip install and its name.")
        return
    width = max(len(each.name) for each in found)
    print("\n".join(f"{each.name:{width}} {each.version}" for each in found))


def _show(names):
    for name in names:
        try:
            found = importlib.metadata.metadata(name)
        except importlib.metadata.PackageNotFoundError:
            raise PipError(f"{name} is not installed.") from None
        for key in ("Name", "Version", "Summary", "Home-page", "License"):
            if found.get(key):
                print(f"{key}: {found[key]}")
