"""The command line: what is asked for, and as whom it is done."""
from __future__ import annotations

import argparse
import getpass
import importlib
import os
import pathlib
import pwd
import sys
import tempfile
import time
from typing import Any, Optional, Sequence

from events.source import FollowedLog, SourceError, StandardInput
from notify import configuration, destination, service_setup
from notify.configuration import Configuration
from notify.delivery import rendered
from notify.early_signal import let_go
from notify.message import server_name
from notify.program import Program, reporter, send_now
from notify.service_queue import clock_text
from notify.spool import Damaged, Spool, SpoolError
from settings.document import ConfigurationError

LOCK_SECONDS = 30.0  # for the one before to end
DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130
TEST_TEXTS = {"en": "This is a test of errwatch-notify: nobody was blocked.",
              "ja": "これは errwatch-notify のテストです。誰もブロックされていません。"}

DESCRIPTION = """Tells people of incidents of mod_errwatch: by mail, Slack, Teams, Discord, Telegram, webhooks and programs.
Reads the lines of ErrWatchEventLog on standard input, or follows its file."""
EPILOG = """Exit status: 0 done; 1 something could not be sent, read or stored; 2 a mistake in the command line or the configuration.

ErrWatchEventLog "|/usr/bin/errwatch-notify --user errwatch-notify" runs it under httpd: as the user who starts httpd,
usually root, unless --user names another one. Secrets are read before the user is changed, events after it.
docs/notify.md has the configuration."""


class UsageError(Exception):
    pass


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser("errwatch-notify", description=DESCRIPTION, epilog=EPILOG, allow_abbrev=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    result.add_argument("-c", "--config", type=pathlib.Path, default=configuration.DEFAULT_PATH, metavar="FILE",
                        help=f"the configuration ({configuration.DEFAULT_PATH})")
    result.add_argument("--follow", type=pathlib.Path, metavar="FILE", help="the file of ErrWatchEventLog, instead of standard input")
    result.add_argument("--user", metavar="NAME", help="as whom it goes on, once configuration and secrets are read (root only)")
    what = result.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="reads the configuration and the secrets, and says what is wrong")
    what.add_argument("--test", metavar="SERVICE", help="sends one test message")
    what.add_argument("--dry-run", action="store_true", help="prints what would be sent; no network, and nothing is kept")
    what.add_argument("--status", action="store_true", help="what waits, what was sent, what was dropped")
    what.add_argument("--add", metavar="TYPE", choices=service_setup.ADDABLE,
                      help=f"sets up a service ({', '.join(service_setup.ADDABLE)}), whose URL it reads from standard input")
    return result


def become(name: str) -> tuple[int, int]:
    """Who that is. Raises UsageError."""
    try:
        user = pwd.getpwnam(name)
    except KeyError:
        raise UsageError(f"--user: there is no {name}") from None
    if os.geteuid() not in (0, user.pw_uid):
        raise UsageError("--user: only root can become another user")
    return user.pw_uid, user.pw_gid


def drop_privileges(name: str, user: int, group: int) -> None:
    if os.geteuid() == 0:
        os.initgroups(name, group)
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)


def test_event(now: str, language: str) -> dict[str, Any]:
    event = {"time": now, "incident": "TEST-0000", "kind": "block", "severity": 9, "category": "vuln_scan", "client": "192.0.2.1", "host": "www.example.org", "method": "GET",
             "uri": "/test", "denied": True, "message": TEST_TEXTS[language]}
    return {"events": 1, "denied": 1, "kinds": {"block": 1}, "categories": {"vuln_scan": 1}, "clients": {"192.0.2.1": 1}, "other_events": 0,
            "other_clients": 0, "more_clients": False, "first": now, "last": now, "gravest": event}


def test(settings: Configuration, name: str) -> int:
    service = next((service for service in settings.services if service.name == name), None)
    if service is None:
        known = ", ".join(service.name for service in settings.services)
        raise UsageError(f"--test: there is no service {name}" + (f"; there are {known}" if known else ""))
    outcome = send_now(settings, service, test_event(clock_text(time.time()), service.language))
    print(f"{name}: sent" if outcome.ok else f"{name}: not sent: {outcome.error}")
    return DONE if outcome.ok else FAILED


def status(settings: Configuration) -> int:
    spool = Spool(settings.spool)
    try:
        state = spool.state()
        files = list(spool.messages()) if state is not None else []
        damaged = len(list(settings.spool.glob("damaged.*"))) if state is not None else 0
    except Damaged:
        raise SpoolError(f"{settings.spool}/state is damaged: the next start sets it aside") from None
    except OSError as error:
        raise SpoolError(f"{settings.spool}: {error.strerror}") from None
    if state is None:
        print(f"{settings.spool}: nothing was read yet")
        return DONE
    print(f"read {state['read']} lines, {state['unreadable']} of them no events; spool {len(files)} messages, {sum(size for _, _, size in files)} bytes, "
          f"{damaged} damaged files set aside")
    for name, service in state["services"].items():
        waiting = sum(one["events"] for one in service["queue"])
        print(f"{name}: {service['matched']} events; sent {service['sent_messages']} messages with {service['sent_events']}; "
              f"waiting {len(service['queue'])} with {waiting}, in the next digest {service['digest']['events']}; "
              f"dropped {service['dropped_messages']} with {service['dropped_events']}"
              + (f"; failed {service['failures']} times: {service['error']}" if service["failures"] else "")
              + (f"; sent, but {service['note']}" if service.get("note") else "")
              + ("" if any(name == known.name for known in settings.services) else "; not in the configuration"))
    return DONE


def dry_run(settings: Configuration, follow: Optional[pathlib.Path]) -> int:
    """With a spool that is gone afterwards; services that say they are sent to."""
    report = reporter(settings)
    with tempfile.TemporaryDirectory(prefix="errwatch-notify-") as name:
        program = Program(settings, Spool(pathlib.Path(name)), report)
        server = server_name(settings.name)

        def deliver_instead() -> None:
            for queue in program.queues:
                while taken := queue.take(program.clock()):
                    text = rendered(queue.service, *taken, server)
                    print(f"--- {queue.service.name} ({queue.service.type})\n{text.subject}\n\n{text.body}\n", flush=True)
                    queue.finished(destination.Outcome(True), program.clock())
        program._start_deliveries = deliver_instead  # type: ignore[method-assign]
        return program.run(FollowedLog(follow, None, report) if follow else StandardInput())


def run(settings: Configuration, follow: Optional[pathlib.Path], user_name: Optional[str]) -> int:
    report = reporter(settings)
    owner = become(user_name) if user_name else None
    if not settings.services:
        report(f"{settings.path} has no [service.NAME]: nobody is told of anything")
    spool = Spool(settings.spool)
    spool.prepare(owner)
    if user_name and owner:
        drop_privileges(user_name, *owner)
    elif os.geteuid() == 0:
        report("this runs as root; --user NAME would give that up as soon as the secrets are read")
    spool.lock(LOCK_SECONDS, report)
    if destination.needs_apprise(settings.services):
        importlib.import_module("apprise")  # once, for all the processes of deliveries
    program = Program(settings, spool, report)
    return program.run(FollowedLog(follow, program._saved.get("input"), report) if follow else StandardInput())


def act(options: argparse.Namespace) -> int:
    if options.add or options.check or options.test or options.status:
        let_go()
    if options.add:
        if sys.stdin.isatty():
            secret = getpass.getpass(f"{service_setup.ASKED[options.add]} (it is not shown): ")
        else:
            secret = sys.stdin.readline(8192)
        print(service_setup.add(options.config, options.add, secret.strip()))
        return DONE
    settings = configuration.read(options.config, needs_secrets=not options.dry_run)
    if options.check:
        number = len(settings.services)
        print(f"{options.config}: {number} service{'s' * (number != 1)}; no mistake" + ("" if number else ", but nobody is told of anything"))
        return DONE
    if options.test:
        return test(settings, options.test)
    if options.status:
        return status(settings)
    if options.dry_run:
        return dry_run(settings, options.follow)
    return run(settings, options.follow, options.user)


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    try:
        os.umask(0o077)
        return act(options)
    except ConfigurationError as error:
        print("\n".join(f"errwatch-notify: {problem}" for problem in error.problems), file=sys.stderr)
        return USAGE
    except (UsageError, SourceError) as error:
        print(f"errwatch-notify: {error}", file=sys.stderr)
        return USAGE
    except SpoolError as error:
        print(f"errwatch-notify: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        return FAILED
    except OSError as error:
        print(f"errwatch-notify: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
