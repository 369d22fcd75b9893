"""Waiting as the integration tests do, with the patience that a program of Python needs on a busy machine."""
from harness import wait


def wait_until(condition, deadline=20.0, what=None):
    return wait.wait_until(condition, deadline, what)
