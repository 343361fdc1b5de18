"""What ends code that runs too long or takes too much memory, and the words for it."""

import signal

from .session import host, request


class TimeLimit(KeyboardInterrupt):
    """The code ran longer than it may. As with Ctrl-C, code that handles ordinary errors does not catch it."""

    __module__ = "builtins"  # tracebacks name it without a module


def interruption(signum):
    """The exception that a signal stands for."""
    if signum == signal.SIGALRM:
        return TimeLimit(
            f"This ran longer than {request.seconds:g} seconds, the limit that is set here. Python was told to stop."
        )
    if signum == signal.SIGUSR2:
        return MemoryError(_memory_words())
    return KeyboardInterrupt()


def explain_memory(error):
    """Gives words to a MemoryError that comes from C code, which has none."""
    if isinstance(error, MemoryError) and not error.args:
        error.args = (_memory_words(),)


def _memory_words():
    words = f"This needs more memory than the {request.megabytes} MB that Python may use here."
    if host.isMemoryPassed():
        words += " Restart Python to get the memory back: Kernel → Restart"
    return words
