"""What `errwatch-share --check` looks at on this host: who may write the files, whether there is an exchange, what httpd says. Nothing is
connected to and nothing started: a service that runs is not disturbed."""
from __future__ import annotations

import datetime
import grp
import json
import os
import pathlib
import pwd
import shlex
import shutil
import stat
import subprocess
from typing import Any, Optional

from share.configuration import Configuration
from share.findings import Findings
from share.telling import visible

SECONDS = 10.0  # nothing is waited for longer
UNIT_USER = "errwatch-share"
LISTENS = 1 << 16  # __SO_ACCEPTCON in /proc/net/unix


def _who(status: os.stat_result, others: int, group: int) -> str:
    """Who but its owner and root has these rights."""
    if status.st_mode & others:
        return "everybody"
    if status.st_mode & group and status.st_gid != 0:
        try:
            return f"the group {grp.getgrgid(status.st_gid).gr_name}"
        except KeyError:
            return f"the group {status.st_gid}"
    return ""


def look_at_files(configuration: Configuration, findings: Findings) -> None:
    secrets = configuration.secret_files
    files = [configuration.path, *map(pathlib.Path, configuration.redis.files.values()), *secrets]
    for path in dict.fromkeys([*files, *(path.absolute().parent for path in files)]):
        try:
            status = path.stat()
        except OSError as error:
            findings.remark(f"{path}: {error.strerror}: nobody looked who may write it")
            continue
        # In a directory like /tmp nobody replaces what is another's.
        writer = "" if stat.S_ISDIR(status.st_mode) and status.st_mode & stat.S_ISVTX else _who(status, 0o002, 0o020)
        mode = stat.S_IMODE(status.st_mode)
        if writer:
            findings.problem(f"{path} can be written by {writer} (mode {mode:04o}), who so chooses with whom this host shares, and what it believes: "
                             f"chmod {mode & ~0o022:04o} {shlex.quote(str(path))}")
        if path in secrets and (reader := _who(status, 0o004, 0o040)):
            findings.remark(f"{path} can be read by {reader} (mode {mode:04o}); if that is not meant: chmod 0600 {shlex.quote(str(path))}")


def look_at_unit(configuration: Configuration, findings: Findings) -> None:
    """The unit's user has no rights: what it reads has to be everybody's, or among the secrets that systemd hands it."""
    try:
        user = pwd.getpwnam(UNIT_USER)
    except KeyError:
        return
    own = configuration.path.parent / "secrets/share"
    for path in (configuration.path, *map(pathlib.Path, configuration.redis.files.values()), *configuration.secret_files):
        if path.parent == own or not path.exists():
            continue
        status = path.stat()
        right = 0o400 if status.st_uid == user.pw_uid else 0o040 if status.st_gid == user.pw_gid else 0o004
        if not status.st_mode & right:
            mode = stat.S_IMODE(status.st_mode)
            remedy = f"move it to {own}" if path in configuration.secret_files else f"it has no secrets: chmod {mode | 0o044:04o} {shlex.quote(str(path))}"
            findings.problem(f"{path} cannot be read by the user {UNIT_USER}, as whom errwatch-share.service runs (mode {mode:04o}): {remedy}")


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
    remedy = "systemctl start errwatch-exchange.socket"
    try:
        is_socket = stat.S_ISSOCK(os.stat(way).st_mode)
    except FileNotFoundError:
        if service_state() == "inactive":  # as it is before the first start
            findings.remark(f"exchange: {way} is not there yet: it comes with `systemctl enable --now errwatch-share`")
        else:
            findings.problem(f"exchange: {way} is not there, and nothing is shared without it: {remedy} (errwatch-share.service brings it along)")
        return
    except OSError as error:
        findings.problem(f"exchange: {way}: {error.strerror}")
        return
    if not is_socket:
        findings.problem(f"exchange: {way} is no socket: remove it, then {remedy}")
    elif _listens(way) is False:
        findings.problem(f"exchange: nobody listens at {way}: {remedy}")
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
