"""The few `%` lines that notebooks from elsewhere carry. Lectern has no IPython; the rest is refused in plain words."""

import codeop
import re

_LINE = re.compile(r"^(\s*)(%%?|!)\s*(\w[\w.]*)?(.*)$")

#: Lines that set up what is always so here.
_IGNORED = frozenset({"matplotlib", "pylab", "config", "autosave", "load_ext", "autoreload", "reload_ext"})

#: What installs packages elsewhere, as a magic or as a shell command.
_PIP = frozenset({"pip", "pip3"})


def translate(code):
    """Python for `code`: ignored magics become comments, `%pip` a call. Raises SyntaxError, with its place, for others."""
    first = code.lstrip()
    if "%" not in code and "!" not in code:
        return code
    try:
        compile(code, "<cell>", "exec", 0x2000 | 0x400)  # PyCF_ALLOW_TOP_LEVEL_AWAIT | PyCF_ONLY_AST
        return code
    except SyntaxError:
        pass  # only then can a line be a magic: `%` and `!` begin no line of Python, but lines of strings
    if first.startswith("%%"):
        raise _refusal(first.split(None, 1)[0], code, code[: len(code) - len(first)].count("\n") + 1)
    lines = code.split("\n")
    for number, line in enumerate(lines, 1):
        match = _LINE.match(line)
        if match is None:
            continue
        indent, sign, name, rest = match.groups()
        if sign in ("%", "!") and name in _PIP and _begins_statement(lines[: number - 1], indent):
            lines[number - 1] = f"{indent}await __import__('_lectern.pip', fromlist=['pip']).pip({rest.strip()!r})"
        elif sign == "%" and name in _IGNORED:
            lines[number - 1] = f"{indent}pass  # %{name}{rest}"
        elif not _continues(lines[: number - 1]):
            raise _refusal(f"{sign}{name or ''}", line, number)
    return "\n".join(lines)


def _begins_statement(before, indent):
    """Whether a statement may stand here, also within a block: not in an open bracket or string."""
    try:
        compile("\n".join([*before, f"{indent}pass"]), "<cell>", "exec", 0x2000 | 0x400)
    except SyntaxError:
        return False
    return True


def _continues(before):
    """Whether the lines before leave a bracket or string open, so that the next one is no statement."""
    try:
        return codeop.compile_command("\n".join(before), "<cell>", "exec") is None
    except (SyntaxError, ValueError, OverflowError):
        return False


def _refusal(what, line, number):
    text = line.split("\n", 1)[0]
    hint = "shell commands do not exist in the browser" if what.startswith("!") else "IPython commands do not exist here"
    return SyntaxError(f"{what}: {hint}", ("<cell>", number, 1, text, number, len(text) + 1))
