"""One delivery, in a process of its own: whatever a server or a library does there, reading goes on here, and it can be stopped."""
from __future__ import annotations

import dataclasses
import json
import os
import resource
import signal
import time
from typing import Any, Callable, Sequence

from notify import destination, message
from notify.configuration import Service
from notify.destination import Outcome
from notify.visible import visible

GRACE = 1.0  # seconds beyond the service's own timeout
LONGEST_RESULT = 65536
MOST_MEMORY = 256 << 20  # bytes beyond what it begins with: a server may answer without end, and libraries read all of it


def texts_of(service: Service) -> message.Texts:
    return message.Texts(service.language, service.subject, service.body, service.digest_subject, service.digest_body)


def rendered(service: Service, told: dict[str, Any], dropped: tuple[int, int], server: str) -> message.Message:
    return message.render(told, dropped, texts_of(service), destination.markup_of(service), server)


def deliver(service: Service, told: dict[str, Any], dropped: tuple[int, int], server: str, taken: Sequence[str]) -> Outcome:
    """Never raises."""
    try:
        text = rendered(service, told, dropped, server)
    except Exception as error:  # a message of an older or a damaged form
        return Outcome(False, visible(f"{type(error).__name__} while it was written"), refused=True)
    return destination.send(service, text, taken)


def _bound_memory() -> None:
    with open("/proc/self/statm") as file:
        has = int(file.read().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = has + MOST_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


class Delivery:
    """Raises OSError where there is no process to be had. `taken`: who has the message already."""

    def __init__(self, service: Service, told: dict[str, Any], dropped: tuple[int, int], server: str, in_child: Callable[[], None],
                 taken: Sequence[str] = ()) -> None:
        self.service = service
        self.ends_at = time.monotonic() + service.timeout + GRACE
        self._result = b""
        self.reader, writer = os.pipe()
        try:
            self._pid = os.fork()
        except OSError:
            os.close(self.reader)
            os.close(writer)
            raise
        if self._pid == 0:
            try:
                os.setsid()
                for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                    signal.signal(number, signal.SIG_DFL)
                signal.set_wakeup_fd(-1)
                nothing = os.open(os.devnull, os.O_RDWR)
                for descriptor in (0, 1):  # the events, and whatever this program's output is
                    os.dup2(nothing, descriptor)
                os.close(self.reader)
                in_child()
                if service.type not in ("command", "sendmail"):  # which have programs of their own to bound
                    _bound_memory()
                outcome = deliver(service, told, dropped, server, taken)
                os.write(writer, json.dumps(dataclasses.asdict(outcome)).encode())
            finally:
                os._exit(0)
        os.close(writer)

    def read(self) -> bool:
        """When the pipe can be read. Whether it has ended."""
        data = os.read(self.reader, LONGEST_RESULT)
        self._result += data
        return not data

    def end(self) -> Outcome:
        """Also of one that has not ended by itself: it is killed, and whatever it started."""
        try:
            os.killpg(self._pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        try:
            os.kill(self._pid, signal.SIGKILL)  # before it had a group of its own
        except ProcessLookupError:
            pass
        os.waitpid(self._pid, 0)
        os.close(self.reader)
        try:
            return Outcome(**json.loads(self._result))
        except (ValueError, TypeError):
            return Outcome(False, f"no answer within {self.service.timeout:g} s" if time.monotonic() >= self.ends_at else "the delivery was killed")
