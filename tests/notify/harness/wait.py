"""Waiting for a condition instead of for a time."""
import time


def wait_until(condition, deadline=20.0, what=None):
    """Calls condition() until it returns something true, and returns that."""
    end = time.monotonic() + deadline
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"waited {deadline} s in vain" + (f" for {what() if callable(what) else what}" if what else ""))
        time.sleep(0.01)
