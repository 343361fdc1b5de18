"""Waiting that can be interrupted: `time.sleep`, `input`, `getpass`, and the signals that stop code.

With shared memory the worker's thread really blocks. Without it, JavaScript promise integration (`run_sync`) suspends the
Python stack instead. Where neither exists, `input()` says so.
"""

import builtins
import getpass
import math
import signal
import time

from pyodide.ffi import can_run_sync, run_sync

from .limits import interruption
from .run import is_theirs, on_signal
from .session import announce_rest, host, request, send

_plain_sleep = time.sleep


def sleep(seconds, /):
    """Delays execution for a given number of seconds."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    announce_rest(seconds)
    pause(seconds)


def pause(seconds):
    """Sleeps, for those who show things themselves."""
    milliseconds = min(seconds * 1000, 2**31 - 1)
    if host.shared:
        signum = host.sleep(milliseconds)
    elif can_run_sync():
        signum = run_sync(host.sleepAsync(milliseconds))
    else:
        host.flush()
        _plain_sleep(seconds)
        return
    if signum:
        raise interruption(signum)


def _ask(prompt, password):
    if not request.allow_stdin:
        raise RuntimeError("input() is not possible here: nobody can be asked.")
    if not host.shared and not can_run_sync():
        raise RuntimeError("input() does not work in this browser. Write the value into the code instead, or open this page in Chrome or Edge.")
    announce_rest(math.inf)
    send("input-request", prompt=str(prompt), password=password)
    answer = host.readLine() if host.shared else run_sync(host.readLineAsync())
    if isinstance(answer, int):
        raise interruption(answer)
    return answer


def ask(prompt="", /):
    """Reads a line from the person at the keyboard, after showing `prompt`."""
    return _ask(prompt, False)


def ask_secret(prompt="Password: ", stream=None, *, echo_char=None):
    """Reads a line without showing it."""
    return _ask(prompt, True)


def _poll(signum, frame):
    # Without shared memory an interrupt is a message, and a message needs a turn of the worker's event loop.
    # Outside the person's code the event loop's own steps may run, in which nothing can be suspended.
    if is_theirs(frame) and can_run_sync() and (came := run_sync(host.takeTurn())):
        on_signal(came, frame)


def install():
    time.sleep = sleep
    builtins.input = ask
    getpass.getpass = ask_secret
    for signum in (signal.SIGINT, signal.SIGALRM, signal.SIGUSR2):
        signal.signal(signum, on_signal)
    signal.signal(signal.SIGUSR1, _poll)
