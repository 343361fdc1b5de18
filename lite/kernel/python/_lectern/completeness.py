"""Whether code that is being typed into a console is whole."""

import ast
import re
import warnings
from codeop import CommandCompiler

_INDENT = " " * 4
_LEAVES = re.compile(r"\s*(return|pass|raise|break|continue)\b")


def completeness(query):
    """`complete`, `incomplete` with the indentation for the next line, or `invalid`."""
    code = query["code"]
    if not code.strip():
        return {"status": "complete", "indent": ""}
    last = code.split("\n")[-1]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = _compiler()(code, "<input>", "exec")
    except (SyntaxError, ValueError, OverflowError):
        return {"status": "invalid", "indent": ""}
    if compiled is None or (last[:1].isspace() and last.strip()):
        # Within a block, an empty line ends what is typed.
        return {"status": "incomplete", "indent": _next_indent(last)}
    return {"status": "complete", "indent": ""}


def _compiler():
    compiler = CommandCompiler()
    # `codeop.compile_command` has an argument for flags, but forgets it in its last step.
    compiler.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    return compiler


def _next_indent(last):
    indent = last[: len(last) - len(last.lstrip())]
    if last.rstrip().endswith(":"):
        return indent + _INDENT
    if _LEAVES.match(last):
        return indent[: -len(_INDENT)]
    return indent
