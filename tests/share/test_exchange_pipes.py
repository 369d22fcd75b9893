"""What is said to an exchange, and by it, around its end."""
import os

import pytest

from harness.wait import wait_until
from share.exchange import Exchange
from share.telling import Telling


class Pipes:
    """An exchange of which a test holds the other ends."""

    name = "exchange"

    def __init__(self):
        self.taken, self._input = os.pipe()
        self._output, self.says = os.pipe()
        for descriptor in (self._input, self._output):
            os.set_blocking(descriptor, False)
        self.opened = 0

    def open(self):
        self.opened += 1
        if self.opened > 1:
            raise ConnectionRefusedError("no second one")
        return self

    def input(self):
        return self._input

    def output(self):
        return self._output

    def end(self):
        os.close(self._input)
        os.close(self._output)
        return "ended"


class Quiet(Telling):
    def __init__(self):
        super().__init__()
        self.lines = []

    def report(self, text):
        self.lines.append(text)


@pytest.fixture
def pipes():
    return Pipes()


def begun(pipes, take):
    telling, gone = Quiet(), []
    exchange = Exchange(pipes, telling, lambda line: take(exchange, line), lambda: gone.append(True))
    exchange.step(0.0)
    exchange.greeted()
    return exchange, telling, gone


def test_one_that_ends_while_something_waits_for_it(pipes):
    exchange, telling, gone = begun(pipes, lambda exchange, line: None)
    exchange.give({"apply": {}})
    os.close(pipes.says)
    wait_until(lambda: exchange.step(0.1) or gone, 10)
    assert telling.lines == ["exchange ended; it is tried again, nothing is shared until then"]
    exchange.end()


def test_nothing_is_heard_of_one_that_was_sent_away(pipes):
    heard = []

    def take(exchange, line):
        heard.append(line)
        exchange.restart("it is none")

    exchange, _, gone = begun(pipes, take)
    exchange.give({"apply": {}})
    os.write(pipes.says, b'{"hello":1}\n{"batch":2}\n')
    wait_until(lambda: exchange.step(0.1) or gone, 10)
    exchange.step(0.0)
    assert heard == [{"hello": 1}]
    exchange.end()
