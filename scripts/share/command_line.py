"""The command line of errwatch-share."""
from __future__ import annotations

import argparse
import errno
import importlib
import os
import pathlib
import sys
from typing import Sequence

from settings.document import ConfigurationError
from share import configuration
from share.configuration import Configuration
from share.telling import Telling

DONE, FAILED, USAGE = 0, 1, 2

DESCRIPTION = """Carries what this host counts and blocks to the other hosts of its group, over Redis streams, and theirs to it.
`errwatch exchange`, to which it speaks, alone touches the server's memory. httpd never waits for any of it."""
EPILOG = """Exit status: 0 done; 1 --check found something wrong; 2 a mistake in the command line or the configuration.

docs/many-hosts.md has the configuration, the rights that Redis' user needs, and what happens when Redis is gone."""


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser("errwatch-share", description=DESCRIPTION, epilog=EPILOG, allow_abbrev=False,
                                     usage="errwatch-share [-c FILE] [--check] [-- PROGRAM ARGUMENT...]",
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    result.add_argument("-c", "--config", type=pathlib.Path, default=configuration.DEFAULT_PATH, metavar="FILE",
                        help=f"the configuration ({configuration.DEFAULT_PATH})")
    result.add_argument("--check", action="store_true", help="reads the configuration and the key, asks Redis, looks at what other hosts sent and at this host, and says what is wrong")
    result.add_argument("exchange", nargs="*", metavar="PROGRAM ARGUMENT...",
                        help="is started and spoken to, instead of what the configuration says")
    return result


def check(settings: Configuration, by_hand: bool) -> int:
    from share.trial import findings_of
    about = f"{settings.path}: group {settings.group}, host {settings.host}, {settings.shards} shard{'s' * (settings.shards != 1)}"
    findings = findings_of(settings, by_hand)
    for problem in findings.problems:
        print(f"errwatch-share: {settings.path}: {problem}", file=sys.stderr)
    for remark in findings.remarks:
        print(f"errwatch-share: remark: {remark}")
    if not findings.problems:
        print(f"{about}; Redis answers and allows what is needed; no mistake")
    return FAILED if findings.problems else DONE


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    telling = Telling()
    os.umask(0o077)
    try:
        settings = configuration.read(options.config)
        importlib.import_module("redis")
    except ConfigurationError as error:
        print("\n".join(f"errwatch-share: {problem}" for problem in error.problems), file=sys.stderr)
        if options.check and os.geteuid() != 0 and any(os.strerror(errno.EACCES) in problem for problem in error.problems):
            print("errwatch-share: what this user may not read root can: sudo errwatch-share --check", file=sys.stderr)
        return USAGE
    except ImportError:
        telling.report("python3-redis is missing: apt install python3-redis")
        return USAGE
    from share.link import trust
    trust(settings)
    if options.exchange:
        settings.exchange = list(options.exchange)
    if options.check:
        return check(settings, bool(options.exchange))
    if os.geteuid() == 0 and isinstance(settings.exchange, pathlib.Path):
        telling.report("this runs as root, which it does not need: errwatch-share.service has a user of its own")
    from share.program import Program
    return Program(settings, telling).run()
