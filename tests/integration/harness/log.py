"""The error log as an assertion: a test announces what it provokes, and everything else fails it."""
import re
from dataclasses import dataclass, field

from .wait import DeadlinePassed, wait_until

# "[time] [module:level] [pid 1:tid 2] rest"
LINE = re.compile(r"^\[(?P<time>[^\]]+)\] \[(?P<module>[^:\]]*):(?P<level>[a-z0-9]+)\] \[pid (?P<pid>\d+)(?::tid \d+)?\] (?P<rest>.*)$")
CLIENT = re.compile(r"\[(?:client|remote) (?P<address>[^\]]+):\d+\] ")
NUMBER = re.compile(r"\b((?:AH|EW)\d{4,6}): ")

# What httpd says when it starts, restarts and stops, and the module's own notices on starting (EW0201, EW0203).
LIFE_CYCLE = re.compile(
    r"\b(AH00096|AH00489|AH00490|AH00491|AH00492|AH00493|AH00494|AH00094|AH00292|AH00293|AH00294|AH00295|AH00296|AH00297|AH00298|"
    r"AH00163|AH00169|AH00170|AH00171|AH00173|EW020[13]): "
    # A child that is busy when the server stops gets a second signal, and connections that are just being closed then fail to be.
    r"|\bAH00045: child process \d+ still did not exit, sending a SIGTERM"
    r"|\(9\)Bad file descriptor: AH03092: process_lingering_close: apr_pollset_add failure"
    # Children of earlier generations that linger after several restarts hold places of the scoreboard.
    r"|\b(AH00485|AH03490|AH10159): "
)


@dataclass
class Entry:
    line: str
    level: str = "raw"  # of lines that are no entries, such as what a sanitizer prints
    module: str = ""
    pid: int = 0
    client: str = ""
    number: str = ""
    message: str = ""

    @classmethod
    def parse(cls, line):
        match = LINE.match(line)
        if not match:  # what httpd says on its way out has no prefix
            number = NUMBER.match(line)
            return cls(line, number=number[1] if number else "", message=line)
        rest = match["rest"]
        client = CLIENT.search(rest)
        number = NUMBER.search(rest)
        message = rest[number.start():] if number else rest[client.end():] if client else rest
        return cls(line, match["level"], match["module"], int(match["pid"]), client["address"] if client else "",
                   number[1] if number else "", message)


@dataclass
class Expectation:
    number: str
    text: re.Pattern
    at_least: int
    at_most: int
    entries: list = field(default_factory=list)

    def matches(self, entry):
        if self.number and self.number != entry.number:
            return False
        return not self.text or bool(self.text.search(entry.line))

    def __str__(self):
        what = self.number or "an entry"
        if self.text:
            what += f" with /{self.text.pattern}/"
        return f"{what}: at least {self.at_least}, seen {len(self.entries)}"


def address_of(client):
    return client if isinstance(client, str) else client.address


class ErrorLog:
    """One error log. Not for several threads."""

    def __init__(self, path, known=None):
        self.path = path
        self._known = re.compile(known) if known else None
        self._position = 0
        self._partial = b""
        self.expectations = []
        self.unannounced = []

    def expect(self, number="", text=None, count=None, at_least=1, at_most=None):
        """Announces entries with this AH or EW number, whose line matches the regular expression `text`: the test fails unless
        they come. Returns the expectation; its `entries` are those seen so far (see wait())."""
        at_least, at_most = (count, count) if count is not None else (at_least, at_most)
        expectation = Expectation(number, re.compile(text) if text else None, at_least, at_most)
        self.expectations.append(expectation)
        return expectation

    def expect_blocked(self, client):
        """The one message that says that a client is blocked."""
        return self.expect("EW0101", text=rf"client {re.escape(address_of(client))} blocked", count=1)

    def allow(self, number="", text=None):
        """Announces entries that may come or not."""
        return self.expect(number, text, at_least=0)

    def read(self):
        """Takes what was written since the last call. Returns the new entries."""
        try:
            with open(self.path, "rb") as file:
                file.seek(self._position)
                data = file.read()
        except FileNotFoundError:
            return []
        self._position += len(data)
        *lines, self._partial = (self._partial + data).split(b"\n")
        entries = [Entry.parse(line.decode("latin-1")) for line in lines if line.strip()]
        for entry in entries:
            self._take(entry)
        return entries

    def _take(self, entry):
        takers = [e for e in self.expectations if e.matches(entry)]
        for taker in takers:
            taker.entries.append(entry)
        known = LIFE_CYCLE.search(entry.line) or (self._known and self._known.search(entry.line))
        if not takers and not known:
            self.unannounced.append(entry)

    def wait(self, expectation=None, deadline=20.0):
        """Until one expectation, or all of them, have what they asked for. Returns its entries."""
        wanted = [expectation] if expectation else self.expectations

        def complete():
            self.read()
            return all(len(e.entries) >= e.at_least for e in wanted)

        try:
            wait_until(complete, deadline)
        except DeadlinePassed:
            missing = "\n".join(f"  {e}" for e in wanted if len(e.entries) < e.at_least)
            seen = "\n".join(f"  {e.line}" for e in self.unannounced)
            raise AssertionError(f"announced, but not in {self.path}:\n{missing}\nunannounced:\n{seen}") from None
        return expectation.entries if expectation else None

    def finish(self):
        """At the end of a test: everything that was announced came, and nothing else did."""
        try:
            if self.expectations:
                self.wait()
            else:
                self.read()
            too_many = [e for e in self.expectations if e.at_most is not None and len(e.entries) > e.at_most]
            assert not too_many, "too many entries:\n" + "\n".join(f"  {e}, at most {e.at_most}" for e in too_many)
            unannounced = "\n".join(f"  {e.line}" for e in self.unannounced)
            assert not self.unannounced, f"entries in {self.path} that the test did not announce:\n{unannounced}"
        finally:
            self.expectations, self.unannounced = [], []

    def forget(self):
        """Takes back what was announced, and does not ask about what came."""
        self.read()
        self.expectations, self.unannounced = [], []

    def text(self):
        try:
            with open(self.path, encoding="latin-1") as file:
                return file.read()
        except FileNotFoundError:
            return ""
