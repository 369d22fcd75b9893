"""SIGTERM that comes before the program is ready: httpd sends it with each restart, and what it wrote into the pipe is to be read first."""
from __future__ import annotations

import os
import signal

_came: list[int] = []


def _note(number: int, _frame: object) -> None:
    _came.append(number)


def has_come() -> bool:
    return bool(_came)


def hold() -> None:
    """SIGHUP, which httpd sends to all its processes when it restarts (prefork), says nothing that the end of the pipe would not: it is
    ignored, unless there is a terminal that may hang up."""
    signal.signal(signal.SIGTERM, _note)
    signal.signal(signal.SIGHUP, _note if os.isatty(2) else signal.SIG_IGN)


def let_go() -> None:
    """For whatever does not read events: it ends at once."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if _came:
        signal.raise_signal(signal.SIGTERM)
