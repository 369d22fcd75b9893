"""Who may change or read the files that errwatch-share reads, and whether the unit's user can reach them."""
from __future__ import annotations

import grp
import os
import pathlib
import pwd
import shlex
import stat
from typing import Iterator, Optional

from share.configuration import Configuration
from share.findings import Findings

UNIT_USER = "errwatch-share"
# ProtectHome= and PrivateTmp= of errwatch-share.service.
NOT_SEEN_BY_UNIT = ("/home", "/root", "/run/user", "/tmp", "/var/tmp")
AS_ROOT = " (only root may look: sudo errwatch-share --check)"


def unit_user() -> Optional[pwd.struct_passwd]:
    """None: it is not installed."""
    try:
        return pwd.getpwnam(UNIT_USER)
    except KeyError:
        return None


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"the user {uid}"


def _group(gid: int) -> str:
    try:
        return f"the group {grp.getgrgid(gid).gr_name}"
    except KeyError:
        return f"the group {gid}"


def _who(status: os.stat_result, others: int, group: int) -> str:
    """Who but its owner and root has these rights."""
    if status.st_mode & others:
        return "everybody"
    return _group(status.st_gid) if status.st_mode & group and status.st_gid != 0 else ""


def _own_files(configuration: Configuration) -> list[pathlib.Path]:
    return [configuration.path, *map(pathlib.Path, configuration.redis.files.values()), *configuration.secret_files]


def _directories_of(path: pathlib.Path) -> Iterator[pathlib.Path]:
    """From the root down: who may write one of them may put another file there."""
    yield from reversed(path.absolute().parents)


def _quoted(path: pathlib.Path) -> str:
    return shlex.quote(str(path))


def look_at_files(configuration: Configuration, findings: Findings) -> None:
    files, user = _own_files(configuration), unit_user()
    trusted = {0, os.geteuid(), *([user.pw_uid] if user else [])}
    for path in dict.fromkeys([*files, *(directory for path in files for directory in _directories_of(path))]):
        try:
            status = path.stat()
        except OSError as error:
            hint = AS_ROOT if isinstance(error, PermissionError) and os.geteuid() != 0 else ""
            findings.remark(f"{path}: {error.strerror}: nobody looked who may write it{hint}")
            continue
        mode = stat.S_IMODE(status.st_mode)
        if status.st_uid not in trusted:
            findings.problem(f"{path} belongs to {_user(status.st_uid)}, who can write it, and so chooses with whom this host shares, and what it "
                             f"believes: chown root {_quoted(path)}")
        # In a directory like /tmp nobody replaces what is another's.
        writer = "" if stat.S_ISDIR(status.st_mode) and status.st_mode & stat.S_ISVTX else _who(status, 0o002, 0o020)
        if writer:
            findings.problem(f"{path} can be written by {writer} (mode {mode:04o}), who so chooses with whom this host shares, and what it believes: "
                             f"chmod {mode & ~0o022:04o} {_quoted(path)}")
        if path in configuration.secret_files and (reader := _who(status, 0o004, 0o040)):
            findings.remark(f"{path} can be read by {reader} (mode {mode:04o}); if that is not meant: chmod 0600 {_quoted(path)}")


def _may(user: pwd.struct_passwd, status: os.stat_result, right: int) -> bool:
    """`right`: as others have it."""
    if status.st_uid == user.pw_uid:
        return bool(status.st_mode & right << 6)
    in_group = status.st_gid == user.pw_gid or status.st_gid in os.getgrouplist(UNIT_USER, user.pw_gid)
    return bool(status.st_mode & (right << 3 if in_group else right))


def look_at_unit(configuration: Configuration, findings: Findings) -> None:
    """The unit's user has no rights: what it reads has to be everybody's, or among the secrets that systemd hands it."""
    user = unit_user()
    if user is None:
        return
    own = configuration.path.parent / "secrets/share"
    for path in dict.fromkeys(_own_files(configuration)):
        if path.parent != own:
            _look_at_way(path, user, own if path in configuration.secret_files else None, findings)
    if isinstance(configuration.exchange, list):
        findings.problem(f"exchange: errwatch-share.service starts {configuration.exchange[0]} as the user {UNIT_USER}, and `errwatch exchange` has to "
                         "be root: take the line out, errwatch-exchange.socket has the rights for it")


def _look_at_way(path: pathlib.Path, user: pwd.struct_passwd, secrets: Optional[pathlib.Path], findings: Findings) -> None:
    """Whether the unit's user comes to the file, and may read it. `secrets`: it is one, and that is where it belongs."""
    who = f"by the user {UNIT_USER}, as whom errwatch-share.service runs"
    place = secrets or pathlib.Path("/etc/errwatch")
    if hidden := next((one for one in NOT_SEEN_BY_UNIT if path.absolute().is_relative_to(one)), ""):
        findings.problem(f"{path} is below {hidden}, which errwatch-share.service does not see: move it to {place}")
        return
    try:
        for directory in _directories_of(path):
            status = directory.stat()
            if not _may(user, status, 0o1):
                mode = stat.S_IMODE(status.st_mode)
                remedy = f"move it to {secrets}" if secrets else f"chmod {mode | 0o011:04o} {_quoted(directory)}"
                findings.problem(f"{path} cannot be reached {who}, who may not enter {directory} (mode {mode:04o}): {remedy}")
                return
        status = path.stat()
    except OSError:
        return  # that was said
    if not _may(user, status, 0o4):
        mode = stat.S_IMODE(status.st_mode)
        remedy = f"move it to {secrets}" if secrets else f"it has no secrets: chmod {mode | 0o044:04o} {_quoted(path)}"
        findings.problem(f"{path} cannot be read {who} (mode {mode:04o}): {remedy}")
