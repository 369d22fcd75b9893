"""How many requests it takes until so many of them have shown something new: which is new is told by a hash of few bits (model/known_targets.h)."""
import functools
import re

from .paths import REPOSITORY

# From CROWDED known classes on, everything is new.
CLASSES, CROWDED = map(int, re.search(r"kOwnTargets\{0, (\d+), (\d+)\}", (REPOSITORY / "mod_errwatch/model/known_targets.h").read_text()).groups())
UNLIKELY = 1e-9


@functools.lru_cache(None)
def tries(new):
    """The denial of a client comes with the next request after `new` ones that showed something new: the fewest requests in which it has come, as good as surely."""
    chances = {(0, 0): 1.0}  # of (classes known, new ones among the requests so far)
    sent = 0
    while sum(chances.values()) > UNLIKELY:
        sent += 1
        after = {}
        for (known, counted), chance in chances.items():
            again = 0 if known >= CROWDED else known / CLASSES
            for state, share in (((known, counted), again), ((min(known + 1, CROWDED), counted + 1), 1 - again)):
                if state[1] < new:
                    after[state] = after.get(state, 0) + chance * share
        chances = after
    return sent + 1
