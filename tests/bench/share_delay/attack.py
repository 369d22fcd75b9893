"""The attacker: wrong passwords, from a loopback address of its own, and how long until it is refused."""
import concurrent.futures
import dataclasses
import itertools
import random
import time

from harness.client import Client

LIMIT = 12      # wrong passwords that are answered; a host that saw as many denies
DENIED = 403
POLL_S = 0.004  # between two looks at whether a host denies
_addresses = (f"127.65.{a}.{b}" for a in range(256) for b in range(1, 255))
_words = itertools.count()


class NotAsExpected(Exception):
    pass


def guess(port, address):
    """One more password, which nobody had; the status."""
    return Client(port, address).log_in(password=f"guess{next(_words)}").status


def look(port, address):
    """A page that anybody may see; the status."""
    return Client(port, address).get("/page.html").status


def denies(port, address):
    return look(port, address) == DENIED


def last_straw(port, address, denies_at_once):
    """When the guess was sent that was one too many. A host that denies at once is asked whether it does, since equal marks of different
    passwords may have it count less than there were; one that does not, counts each."""
    for number in range(1, 4 * LIMIT):
        if number >= LIMIT:
            time.sleep(random.uniform(0, 0.2))  # anywhere between two flushes
        sent = time.monotonic()
        if guess(port, address) == DENIED:
            break
        if number >= LIMIT and (not denies_at_once or denies(port, address)):
            return sent
    raise NotAsExpected(f"it denied after fewer than {LIMIT} wrong passwords, or not after {number}")


def delay_of(ports, denies_at_once, deadline_s):
    """All requests go to the first host. Seconds from the last straw until each of the others denies; None: not within the time."""
    address = next(_addresses)
    began = last_straw(ports[0], address, denies_at_once)
    since = {}
    while len(since) < len(ports) - 1 and time.monotonic() < began + deadline_s:
        for port in ports[1:]:
            if port not in since and denies(port, address):
                since[port] = time.monotonic() - began
        time.sleep(POLL_S)
    return [since.get(port) for port in ports[1:]]


@dataclasses.dataclass(frozen=True)
class Deal:
    """How an attacker's requests come to the hosts."""
    shown: str
    at_once: int
    pace_s: float  # 0: as fast as it goes
    only_first: bool = False  # gets wrong passwords; the others pages


class Dealt:
    """The attacker's requests are dealt round until every host denies or the time is over."""

    def __init__(self, ports, deal, deadline_s):
        self.address, self.deal, self.first = next(_addresses), deal, ports[0]
        self.through, self.last_s, requests, denied, began = 0, 0.0, 0, set(), time.monotonic()
        targets = itertools.cycle(ports)
        with concurrent.futures.ThreadPoolExecutor(deal.at_once) as sender:
            while len(denied) < len(ports) and time.monotonic() < began + deadline_s:
                chosen = list(itertools.islice(targets, deal.at_once))
                for port, status in zip(chosen, sender.map(self._send, chosen)):
                    requests += 1
                    if status == DENIED:
                        denied.add(port)
                    elif self._is_guess(port):
                        self.through += 1
                        self.last_s = time.monotonic() - began  # when the last one got through
                time.sleep(max(0.0, began + requests * deal.pace_s - time.monotonic()) if deal.pace_s else 0)
        self.ended = len(denied) == len(ports)
        self.requests_s = requests / (time.monotonic() - began)

    def _is_guess(self, port):
        return port == self.first or not self.deal.only_first

    def _send(self, port):
        return (guess if self._is_guess(port) else look)(port, self.address)
