"""SIGTERM that comes before the program is ready: httpd sends it with each restart, and what it wrote into the pipe is to be read first."""
from __future__ import annotations

import signal

came = False


def _note(*_: object) -> None:
    global came
    came = True


def hold() -> None:
    signal.signal(signal.SIGTERM, _note)


def let_go() -> None:
    """For whatever does not read events: it ends at once."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if came:
        signal.raise_signal(signal.SIGTERM)
