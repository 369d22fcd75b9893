"""A clock that is set while messages wait."""
from notify_harness.events import event

from notify.configuration import Service
from notify.event import parse
from notify.service_queue import ServiceQueue
from notify.spool import Spool


class TestClock:
    """A machine without a battery begins in 1970, and hears of the time later."""

    def queue(self, tmp_path):
        queue = ServiceQueue(Service("a", "command", keep=60.0), Spool(tmp_path), {}, lambda _: None)
        queue.tick(1000.0, 10.0)
        queue.offer(parse(event()), 1000.0)
        assert len(queue.queue) == 1
        return queue

    def test_a_step_makes_nothing_older(self, tmp_path):
        queue = self.queue(tmp_path)
        queue.tick(1.8e9, 20.0)
        assert queue.take(1.8e9) is not None and queue.count["dropped_messages"] == 0

    def test_what_waits_grows_old_all_the_same(self, tmp_path):
        queue = self.queue(tmp_path)
        queue.tick(1.8e9, 20.0)
        queue.tick(1.8e9 + 80, 100.0)
        assert queue.take(1.8e9 + 80) is None and queue.count["dropped_messages"] == 1
