"""SIGTERM that comes before the program is ready: httpd sends it with each restart, and what it wrote into the pipe is to be read first."""
from __future__ import annotations

import signal

_came: list[int] = []


def _note(number: int, _frame: object) -> None:
    _came.append(number)


def has_come() -> bool:
    return bool(_came)


def hold() -> None:
    signal.signal(signal.SIGTERM, _note)


def let_go() -> None:
    """For whatever does not read events: it ends at once."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if _came:
        signal.raise_signal(signal.SIGTERM)
