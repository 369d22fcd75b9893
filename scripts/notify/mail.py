"""A message by mail: through a server (SMTP), or handed to sendmail. The standard library's; Apprise 1.2 does not look at certificates."""
from __future__ import annotations

import email.message
import email.policy
import email.utils
import html
import smtplib
import ssl
import subprocess
from typing import Any

from notify.configuration import Service
from notify.message import Message

PORTS = {"starttls": 587, "tls": 465, "none": 25}


def composed(service: Service, message: Message) -> email.message.EmailMessage:
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["Subject"] = message.subject
    mail["From"] = service.options["from"]
    mail["To"] = ", ".join(service.options["to"])
    mail["Date"] = email.utils.localtime()
    mail["Message-ID"] = email.utils.make_msgid(domain=service.options["from"].partition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(message.body, cte="quoted-printable")
    mail.add_alternative(f'<!DOCTYPE html><pre style="white-space:pre-wrap">{html.escape(message.body)}</pre>\n', subtype="html",
                         cte="quoted-printable")
    return mail


def through_server(service: Service, message: Message) -> None:
    """Raises OSError or SMTPException."""
    options = service.options
    tls = options.get("tls", "starttls")
    context = ssl.create_default_context(cafile=options.get("ca_file"))
    more: dict[str, Any] = {"timeout": service.timeout}
    port = options.get("port", PORTS[tls])
    if tls == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(options["server"], port, context=context, **more)
    else:
        server = smtplib.SMTP(options["server"], port, **more)
    with server:
        if tls == "starttls":
            server.starttls(context=context)
        if "user" in options:
            server.login(options["user"], service.secrets.get("password", ""))
        refused = server.send_message(composed(service, message), options["from"], options["to"])
    if refused:  # some took it, and would get it once more
        raise smtplib.SMTPRecipientsRefused(refused)


def command_of(service: Service) -> list[str]:
    """Of a service that is a program here."""
    options = service.options
    if service.type == "command":
        return list(options["command"])
    return [options.get("program", "/usr/sbin/sendmail"), "-i", "-f", options["from"], "--", *options["to"]]


def through_sendmail(service: Service, message: Message) -> subprocess.CompletedProcess[bytes]:
    # Lines end as local ones do.
    text = composed(service, message).as_bytes(policy=email.policy.SMTP.clone(linesep="\n"))
    return run(command_of(service), text, service.timeout)


def run(command: list[str], text: bytes, timeout: float) -> subprocess.CompletedProcess[bytes]:
    """No shell; nothing of an event is in the arguments or the environment."""
    return subprocess.run(command, input=text, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=timeout, check=False, cwd="/",
                          env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"})
