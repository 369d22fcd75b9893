"""Waiting for a condition instead of for a time."""
import time


class DeadlinePassed(AssertionError):
    pass


def wait_until(condition, deadline=10.0, what=None, interval=0.01):
    """Calls condition() until it returns something true, and returns that. Fails after `deadline` seconds."""
    end = time.monotonic() + deadline
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            text = what() if callable(what) else what
            raise DeadlinePassed(f"waited {deadline} s in vain" + (f" for {text}" if text else ""))
        time.sleep(interval)
