"""Where messages go. All of it runs in a process of one delivery (notify/delivery.py), which may take its time, or be killed.

Services on the web are Apprise's; here is only how each is called, so that no part of a message is markup to it.
"""
from __future__ import annotations

import dataclasses
import functools
import importlib.util
import ipaddress
import json
import logging
import os
import re
import smtplib
import ssl
import subprocess
from typing import Any, Callable, Iterator, Optional, Sequence
from urllib.parse import parse_qsl, unquote, urlsplit

from notify import mail, message
from notify.configuration import NEEDS_APPRISE, Service
from notify.markup import APPRISE, CHAT, CHATS, MARKUPS, Markup
from notify.redactor import Redactor
from notify.visible import cut, visible

LONGEST_ERROR = 300
REFUSED = (400, 413, 415, 422)  # the message itself: another try would bring the same


@dataclasses.dataclass
class Outcome:
    ok: bool
    error: str = ""
    refused: bool = False  # the message is at fault
    retry_after: Optional[float] = None
    taken: list[str] = dataclasses.field(default_factory=list)  # who of several needs no other try
    note: str = ""  # what did not go as it should although it was sent


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _url_problem(service: Service) -> Optional[str]:
    url = service.secrets["url"]
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port
    except ValueError:
        return "is no URL"
    if parts.scheme not in ("https", "http") or not host:
        return "must begin with https://"
    if parts.scheme == "http" and service.type != "webhook" and not _is_loopback(host):
        return "must begin with https://: the URL is a password"
    pieces = [piece for piece in parts.path.split("/") if piece]
    if service.type == "slack" and (len(pieces) < 3 or not all(re.fullmatch("[A-Za-z0-9]+", piece) for piece in pieces[-3:])):
        return "is no incoming webhook of Slack (https://hooks.slack.com/services/T.../B.../...); Mattermost's are mmosts://HOST/TOKEN of type apprise"
    if service.type == "discord" and len(pieces) < 2:
        return "is no webhook of Discord (https://discord.com/api/webhooks/.../...)"
    return None


def _mail_problems(service: Service) -> Iterator[str]:
    options = service.options
    if "password" in service.secrets and "user" not in options:
        yield "password_file without user"
    if "user" in options and "password_file" not in options:
        yield "user without password_file"
    if options.get("tls") == "none" and "password" in service.secrets and not _is_loopback(options["server"]):
        yield 'tls = "none" would send the password as it is'
    if "ca_file" in options:
        try:
            ssl.create_default_context(cafile=options["ca_file"])
        except OSError as error:
            yield f"ca_file: {options['ca_file']} has no certificate that can be read: {error.strerror or error}"


def problem_of(service: Service) -> Iterator[str]:
    """What is wrong with it, as far as can be told without a network. No text has a secret in it."""
    if service.type in ("command", "sendmail"):
        program = mail.command_of(service)[0]
        if not os.path.isfile(program) or not os.access(program, os.X_OK):
            yield f"{program} is no program that can be run"
    if service.type in ("slack", "discord", "teams", "webhook"):
        problem = _url_problem(service)
        if problem:
            yield f"what is in url_file {problem}"
            return
    if service.type == "telegram" and not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", service.secrets["token"]):
        yield "what is in token_file is no token of a bot (123456:ABC...)"
        return
    if service.type == "mail":
        yield from _mail_problems(service)
    if service.type in NEEDS_APPRISE:
        if importlib.util.find_spec("apprise") is None:
            yield f"a service of type {service.type} needs Apprise: apt install apprise"
        elif service.type == "apprise" and _plugin(service) is None:
            yield "Apprise does not understand what is in url_file"


def needs_apprise(services: list[Service]) -> bool:
    return any(service.type in NEEDS_APPRISE for service in services)


def _asset() -> Any:
    import apprise
    asset = apprise.AppriseAsset(app_id="mod_errwatch", app_desc="errwatch-notify", image_url_mask="", image_url_logo="", image_path_mask="",
                                 async_mode=False, secure_logging=True)
    asset.app_url = None
    return asset


def _base(service: Service, pieces: int) -> tuple[str, list[str]]:
    """The URL without its last pieces, and these."""
    url = urlsplit(service.secrets["url"])
    path = [piece for piece in url.path.split("/") if piece]
    return "/".join([f"{url.scheme}://{url.netloc}", *path[:-pieces]]), path[-pieces:]


def _json(service: Service, payload: dict[str, Any]) -> Any:
    url = urlsplit(service.secrets["url"])
    token = service.secrets.get("token")
    return _made(service, {"schema": "jsons" if url.scheme == "https" else "json", "host": url.hostname, "port": url.port, "fullpath": url.path or "/",
                           "user": unquote(url.username) if url.username else None, "password": unquote(url.password) if url.password else None,
                           "params": dict(parse_qsl(url.query, keep_blank_values=True)), "payload": payload,
                           "headers": {"Authorization": f"Bearer {token}"} if token else {}})


def _made(service: Service, arguments: dict[str, Any]) -> Any:
    import apprise
    arguments["verify"] = True
    return apprise.Apprise.instantiate(arguments, asset=_asset())


def _plugin(service: Service, payload: Optional[dict[str, Any]] = None) -> Any:
    """Apprise's object, or None if it refuses what it is given."""
    import apprise
    logging.getLogger("apprise").setLevel(logging.WARNING)
    if service.type == "slack":
        base, tokens = _base(service, 3)
        plugin = _made(service, {"schema": "slack", "token_a": tokens[0], "token_b": tokens[1], "token_c": tokens[2], "use_blocks": True,
                                 "include_image": False, "include_footer": False, "format": "text"})
        plugin.webhook_url = base
        return plugin
    if service.type == "discord":
        base, tokens = _base(service, 2)
        plugin = _made(service, {"schema": "discord", "webhook_id": tokens[0], "webhook_token": tokens[1], "avatar": False, "fields": False,
                                 "format": "markdown"})
        plugin.notify_url = base
        return plugin
    if service.type == "telegram":
        plugin = _made(service, {"schema": "tgram", "bot_token": service.secrets["token"], "targets": service.options["chat"], "detect_owner": False,
                                 "format": "html"})
        plugin.notify_url = service.options.get("api", "https://api.telegram.org").rstrip("/") + "/bot"
        return plugin
    if service.type in ("webhook", "teams"):
        return _json(service, payload or {})
    return apprise.Apprise.instantiate(service.secrets["url"], asset=_asset())


def card(text: message.Message) -> dict[str, Any]:
    """What a workflow of Teams takes ("when a webhook request is received"): text runs, which have no markup."""
    def line(words: str, **more: Any) -> dict[str, Any]:
        return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": words or " ", **more}]}
    content = {"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
               "body": [line(text.subject, weight="bolder"), *(line(words) for words in text.body.split("\n"))]}
    return {"type": "message", "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}]}


def markup_of(service: Service) -> Markup:
    if service.type != "apprise":
        return MARKUPS[service.type]
    if "url" not in service.secrets:  # of a dry run by somebody who may not read it
        return APPRISE["text"]
    plugin = _plugin(service)
    kind = str(getattr(plugin, "notify_format", "text"))
    names = [name for known in (getattr(plugin, "protocol", None), getattr(plugin, "secure_protocol", None)) if known
             for name in ([known] if isinstance(known, str) else known)]
    return CHAT if kind != "html" and CHATS.intersection(names) else APPRISE.get(kind, APPRISE["text"])


class _Said(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _status_says_all(service: Service, plugin: Any) -> bool:
    """Apprise 1.2 compares what Slack's webhooks answer with a text that it can never be, and calls each message a failure."""
    return service.type != "apprise" or (plugin.secure_protocol == "slack" and plugin.mode == "webhook")


def _by_apprise(service: Service, text: message.Message) -> Outcome:
    from notify import http_session
    answer = http_session.install(service.timeout)
    said = _Said()
    log = logging.getLogger("apprise")
    log.addHandler(said)
    log.propagate = False
    payload = {"webhook": lambda: {"errwatch": text.data}, "teams": lambda: card(text)}.get(service.type, dict)()
    plugin = _plugin(service, payload)
    if plugin is None:
        return Outcome(False, "; ".join(said.lines) or "Apprise refuses the URL")
    kind = "failure" if text.data.get("denied") else "warning"
    sent = plugin.notify(body=text.body, title=text.subject, notify_type=kind, body_format=plugin.notify_format)
    if answer.status is not None and 200 <= answer.status < 300 and (sent or _status_says_all(service, plugin)):
        return Outcome(True)
    if sent and answer.status is None:  # one of Apprise's services that does not use HTTP
        return Outcome(True)
    status = f"answered {answer.status}" if answer.status else ""
    return Outcome(False, status or "; ".join(said.lines) or "not sent", answer.status in REFUSED, answer.retry_after)


def _by_mail(service: Service, composed: bytes, taken: Sequence[str]) -> Outcome:
    """Once anybody has the message, who is refused for good is given up: the others would get it with each further try. While nobody
    has it the server may be set up wrong, and it waits."""
    recipients = [address for address in service.options["to"] if address not in taken]
    if not recipients:
        return Outcome(True)
    refused = mail.through_server(service, composed, recipients)
    had = [*taken, *(address for address in recipients if address not in refused)]
    if had:
        had += [address for address, (status, _) in refused.items() if status >= 500]
    said = "; ".join(f"{address}: {status} {_decoded(text)}" for address, (status, text) in refused.items())
    if all(address in had for address in recipients):
        return Outcome(True, note=f"the server refused {said}" if refused else "")
    return Outcome(False, f"the server refused {said}", taken=had)


def _by_program(service: Service, document: bytes) -> Outcome:
    done = mail.run(mail.command_of(service), document, service.timeout)
    if done.status == 0:
        return Outcome(True)
    return Outcome(False, f"ended with {done.status}" + (f": {done.said}" if done.said else ""))


def _prepared(service: Service, text: message.Message, taken: Sequence[str]) -> Callable[[], Outcome]:
    """How it is sent. What is raised here is the message's fault, and would be raised again."""
    if service.type == "mail":
        return functools.partial(_by_mail, service, mail.composed(service, text), taken)
    if service.type == "sendmail":
        return functools.partial(_by_program, service, mail.composed(service, text))
    if service.type == "command":
        document = json.dumps({"subject": text.subject, "body": text.body, **text.data}, ensure_ascii=False) + "\n"
        return functools.partial(_by_program, service, document.encode())
    return functools.partial(_by_apprise, service, text)


def _decoded(said: Any) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _tried(service: Service, text: message.Message, taken: Sequence[str]) -> Outcome:
    try:
        begin = _prepared(service, text, taken)
    except Exception as error:
        return Outcome(False, f"{type(error).__name__} while it was written: {error}", refused=True)
    try:
        return begin()
    except subprocess.TimeoutExpired:
        return Outcome(False, f"no end within {service.timeout:g} s")
    except smtplib.SMTPResponseException as error:
        # Behind DATA it is the text that a server (its filter) does not want, unless it says that later is better.
        refused = isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500
        return Outcome(False, f"the server said {error.smtp_code} {_decoded(error.smtp_error)}", refused)
    except (OSError, ImportError, MemoryError) as error:
        return Outcome(False, f"{type(error).__name__}: {error}")
    except Exception as error:  # Apprise writes the message as it sends it: whatever it is would come again
        return Outcome(False, f"{type(error).__name__}: {error}", refused=service.type in NEEDS_APPRISE)


def send(service: Service, text: message.Message, taken: Sequence[str] = ()) -> Outcome:
    """Never raises. `taken`: who has it from an earlier try. Its error names no secret, and is one line."""
    outcome = _tried(service, text, taken)
    hide = Redactor(service.secrets.values())
    outcome.error, outcome.note = (cut(visible(hide(said)), LONGEST_ERROR) for said in (outcome.error, outcome.note))
    return outcome
