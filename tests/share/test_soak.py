"""Kills at random moments; tests/bench/share_soak.py has many rounds."""
import random

from share_harness.soak import Soak


def test_a_few_rounds(redis, hosts, proxy):
    soak = Soak(redis, hosts, proxy, random.randrange(1 << 32))
    soak.run(6)
