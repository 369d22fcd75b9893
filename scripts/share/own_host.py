"""What `errwatch-share --check` looks at on this host beside files: whether there is an exchange, what httpd says. Nothing is connected to
and nothing started: a service that runs is not disturbed."""
from __future__ import annotations

import datetime
import json
import os
import pathlib
import shutil
import stat
import subprocess
from typing import Any, Optional

from share.configuration import Configuration
from share.findings import Findings
from share.telling import visible

SECONDS = 10.0  # nothing is waited for longer
# The socket alone would end again: it goes with the service that needs it (StopWhenUnneeded).
RESTART = "systemctl restart errwatch-exchange.socket errwatch-share"
LISTENS = 1 << 16  # __SO_ACCEPTCON in /proc/net/unix


def _listens(path: pathlib.Path) -> Optional[bool]:
    """Whether anybody does at a socket; None: it cannot be told."""
    try:
        rows = [row.split(maxsplit=7) for row in pathlib.Path("/proc/net/unix").read_text(errors="surrogateescape").splitlines()[1:]]
        bound = {os.path.realpath(row[7]) for row in rows if len(row) == 8 and row[7].startswith("/") and int(row[3], 16) & LISTENS}
        return os.path.realpath(path) in bound
    except (OSError, ValueError):
        return None


def service_state() -> str:
    """Of errwatch-share.service, as systemd says it; "" without one."""
    if not os.path.isdir("/run/systemd/system"):
        return ""
    try:
        return subprocess.run(["systemctl", "is-active", "errwatch-share.service"], capture_output=True, text=True, timeout=SECONDS).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        return ""


def look_at_exchange(configuration: Configuration, findings: Findings) -> None:
    way = configuration.exchange
    if isinstance(way, list):
        if shutil.which(way[0]) is None:
            findings.problem(f"exchange: there is no program {way[0]} that can be started")
        return
    try:
        is_socket = stat.S_ISSOCK(os.stat(way).st_mode)
    except FileNotFoundError:
        state = service_state()
        if state == "inactive":  # as it is before the first start
            findings.remark(f"exchange: {way} is not there yet: it comes with `systemctl enable --now errwatch-share`")
        elif state == "failed":  # why is in its log, and may have been put right
            findings.remark(f"exchange: {way} is not there, as errwatch-share.service has failed (journalctl -u errwatch-share); it comes with "
                            f"`{RESTART}`")
        else:
            findings.problem(f"exchange: {way} is not there, and nothing is shared without it: {RESTART}")
        return
    except OSError as error:
        findings.problem(f"exchange: {way}: {error.strerror}")
        return
    if not is_socket:
        findings.problem(f"exchange: {way} is no socket: remove it, then {RESTART}")
    elif _listens(way) is False:
        findings.problem(f"exchange: nobody listens at {way}: {RESTART}")
    elif not os.access(way, os.W_OK):
        findings.remark(f"exchange: this user may not connect to {way}; root and the user errwatch-share may")


def peers_command(way: Any) -> Optional[list[str]]:
    """What asks the server that this exchange would; None: it is somebody else's program."""
    if isinstance(way, pathlib.Path):
        return ["errwatch", "peers"]
    if pathlib.Path(way[0]).name != "errwatch" or way[1:2] != ["exchange"]:
        return None
    command, names = [way[0], "peers"], ("--state", "-s", "--config", "-c")
    for before, word in zip(way[1:], way[2:]):
        if before in names or word.partition("=")[0] in names:
            command.append(word)
    return command


def look_at_httpd(configuration: Configuration, findings: Findings) -> Optional[float]:
    """How many seconds ago a sidecar of this host was last seen at work; infinity: never; None: nobody knows."""
    command = peers_command(configuration.exchange)
    if command is None:
        return _seen_by_systemd()
    if isinstance(configuration.exchange, pathlib.Path) and os.geteuid() != 0:
        findings.remark("httpd was not asked for its ErrWatchShare: only root can (sudo errwatch-share --check)")
        return _seen_by_systemd()
    try:
        done = subprocess.run([*command, "--format", "json"], stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                              timeout=SECONDS)
        said = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        findings.remark(f"httpd was not asked for its ErrWatchShare: {' '.join(command)}: {reason}")
        return _seen_by_systemd()
    wanted = f"ErrWatchShare group={configuration.group}"
    if not isinstance(said, dict):
        reason = visible(" ".join(done.stderr.split()).removeprefix("errwatch: "))[:300]
        if "no ErrWatchShare" in reason:
            findings.problem(f"httpd has no ErrWatchShare, so nothing is shared: write `{wanted}` into the errwatch local.conf, and reload httpd")
        else:
            findings.remark(f"httpd was not asked for its ErrWatchShare: {reason}")
        return _seen_by_systemd()
    if said.get("group") != configuration.group:
        findings.problem(f"httpd's ErrWatchShare says group={visible(str(said.get('group')))[:64]}, this configuration group = \"{configuration.group}\": "
                         f"write `{wanted}` into the errwatch local.conf and reload httpd, or change share.toml")
    return _seconds_since(said.get("told"))


def _seen_by_systemd() -> Optional[float]:
    return 0.0 if service_state() == "active" else None


def _seconds_since(time: Any) -> Optional[float]:
    if time is None:
        return float("inf")
    try:
        return max((datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat(str(time))).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None
