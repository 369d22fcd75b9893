"""What the newest messages in the streams say of those who sent them, and of this host's own configuration. Each host that runs gives a sign
of life into shard 0, however many shards it has; so the streams of this host's own shards show all of them."""
from __future__ import annotations

import dataclasses
from typing import Optional

from share.configuration import Configuration
from share.findings import Findings, ago, all_of
from share.link import Link, id_of
from share.message import ABOUT, VERSION, Nonsense, Place, Unsigned, decode

MOST_OF_A_STREAM, MOST_OF_ALL, LEAST_OF_A_STREAM = 500, 5000, 10
FORGED_SECONDS = 60.0   # beside hosts whose messages are right, one that is not signed may be anybody's
KEPT_SECONDS = 3600.0
TURNS = 3               # of one that was killed a message may still come after the next one's first
SLACK_SECONDS = 5.0


@dataclasses.dataclass
class Heard:
    """Times are seconds ago, by Redis' clock; the newest of each host decides."""
    signed: dict[str, float] = dataclasses.field(default_factory=dict)       # with this host's key, and for it
    unsigned: dict[str, float] = dataclasses.field(default_factory=dict)     # by the name that the message gives itself
    others: dict[str, tuple[str, float]] = dataclasses.field(default_factory=dict)  # other shards or another version: which
    own: list[tuple[float, int, str]] = dataclasses.field(default_factory=list)  # that bear this host's name: and by its sender's clock in ms, instance


def listen(configuration: Configuration, link: Link) -> Heard:
    """Raises one of link.Failure. Reads the newest messages of each stream, fewer where there are many shards."""
    heard, entries = Heard(), []
    most = max(LEAST_OF_A_STREAM, min(MOST_OF_A_STREAM, MOST_OF_ALL // (2 * configuration.shards)))
    for node in link.nodes:
        seconds, micros = node.client.time()
        for shard, stream, key in link.keys(node.shards):
            for entry_id, fields in node.client.xrevrange(key, count=most):
                entries.append((id_of(entry_id), seconds + micros / 1e6 - id_of(entry_id)[0] / 1000, link.place(shard, stream), fields or {}))
    for _, seconds_ago, place, fields in sorted(entries, key=lambda entry: entry[0]):
        _take(configuration, heard, place, fields, seconds_ago)
    return heard


def _take(configuration: Configuration, heard: Heard, place: Place, fields: dict[bytes, bytes], seconds_ago: float) -> None:
    read = ABOUT.fullmatch(fields.get(b"a", b""))
    host = read[2].decode() if read else ""
    try:
        message = decode(configuration.key, place, fields)
    except Unsigned:
        # Whoever has another key says more than this one: of a host that was given the right one meanwhile it is not held against it.
        heard.unsigned[host] = seconds_ago
        return
    except Nonsense as nonsense:
        if read and nonsense.about:
            said = f"shards = {int(read[5])}" if nonsense.about == "shards" else f"messages of version {int(read[1])}"
            heard.others[host] = said, seconds_ago
            heard.signed.pop(host, None)
            heard.unsigned.pop(host, None)
        return
    heard.signed[host] = seconds_ago
    heard.others.pop(host, None)
    heard.unsigned.pop(host, None)
    if host == configuration.host:
        heard.own.append((seconds_ago, message.time_ms, message.instance))


def _fresh_seconds(configuration: Configuration) -> float:
    """A host that runs has said something within this time."""
    return max(configuration.gone, 3 * configuration.heartbeat)


def _named(configuration: Configuration, hosts: list[str]) -> str:
    names = [f"{host} (this host's own name)" if host == configuration.host else host for host in hosts if host]
    return all_of(names) or "nobody"


def judge_keys(configuration: Configuration, heard: Heard, findings: Findings) -> None:
    strangers = {host: seconds for host, seconds in heard.unsigned.items() if seconds < KEPT_SECONDS}
    # One that is heard with this key is right, whatever else is not the same there, and whoever else writes in its name.
    with_key = {**heard.signed, **{host: seconds for host, (_, seconds) in heard.others.items()}}
    right = [host for host, seconds in with_key.items()
             if host != configuration.host and seconds < (_fresh_seconds(configuration) if host in strangers else KEPT_SECONDS)]
    # Its own are of the time before its key was put right, for as long as they are the newest.
    own = strangers.pop(configuration.host, None) if right or len(strangers) == 1 else None
    if own is not None and (own < FORGED_SECONDS or not right):
        findings.remark(f"messages with this host's own name came ({ago(own)}) that are not signed with this host's key, and none since that is: "
                        "restart errwatch-share, unless that was done since the key was put right, or the key was changed everywhere")
    if not strangers:
        return
    if not right:
        findings.problem(f"key_file: the newest messages in the streams ({ago(min(strangers.values()))}) are not signed with this host's key. They are of "
                         f"{_named(configuration, list(strangers))}, as they say themselves. It has to be the same file on all hosts: take that of a "
                         "host that is right, and restart errwatch-share (unless the key was changed everywhere since)")
        return
    recent = {host: seconds for host, seconds in strangers.items() if seconds < FORGED_SECONDS}
    if recent:
        findings.problem(f"messages come ({ago(min(recent.values()))}) that are not signed with this host's key. They are of "
                         f"{_named(configuration, list(recent))}, as they say themselves: another key_file there, where {all_of(right)} "
                         f"ha{'s' if len(right) == 1 else 've'} this one, or somebody writes who has no key")


def judge_settings(configuration: Configuration, heard: Heard, findings: Findings) -> None:
    """Those that have to be the same on all hosts."""
    fresh = _fresh_seconds(configuration)
    hosts_by_setting: dict[tuple[str, bool], list[str]] = {}
    for host, (said, seconds) in heard.others.items():
        if seconds < KEPT_SECONDS:
            hosts_by_setting.setdefault((said, seconds < fresh), []).append(host)
    for (said, is_fresh), hosts in sorted(hosts_by_setting.items()):
        own, remedy = ((f"configuration shards = {configuration.shards}", "stop errwatch-share on all, change it where it is wrong, start them")
                       if said.startswith("shards") else (f"errwatch-share version {VERSION}", "install one release of the packages on all"))
        text = f"{_named(configuration, hosts)} ha{'s' if len(hosts) == 1 else 've'} {said}, this host's {own}. It has to be the same on all hosts: {remedy}"
        if is_fresh:
            findings.problem(text)
        else:
            findings.remark(f"{text} (unless that was done since)")


def _turns(own: list[tuple[float, int, str]], within_seconds: float) -> int:
    """How often another one spoke than before. What is given again is no newer than what its sender said last, and is no turn."""
    turns, last, latest = 0, "", dict[str, int]()
    for seconds_ago, time_ms, instance in own:
        if seconds_ago >= within_seconds or time_ms <= latest.get(instance, -1):
            continue
        turns += last not in ("", instance)
        last = instance
        latest[instance] = time_ms
    return turns


def judge_names(configuration: Configuration, heard: Heard, told_ago: Optional[float], findings: Findings) -> None:
    """`told_ago`: when this host's own sidecar was last seen at work, by its httpd; None where nobody knows."""
    name, seconds = configuration.host, heard.signed.get(configuration.host)
    if seconds is None or seconds >= _fresh_seconds(configuration):
        return
    if _turns(heard.own, _fresh_seconds(configuration)) >= TURNS:
        findings.problem(f"two sidecars call themselves {name} and take turns: each host needs a name of its own (host = in share.toml)")
    elif told_ago is None:
        findings.remark(f"a sidecar that calls itself {name} was heard {ago(seconds)}: where errwatch-share does not run on this host, "
                        "another host has its name")
    elif told_ago > seconds + max(SLACK_SECONDS, 2 * configuration.heartbeat):
        since = "has not run here yet" if told_ago == float("inf") else f"was last at work here {ago(told_ago)}"
        findings.problem(f"another host calls itself {name}, too: it was heard {ago(seconds)}, and errwatch-share {since}. "
                         "Each host needs a name of its own (host = in share.toml)")
