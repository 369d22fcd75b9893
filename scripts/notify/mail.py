"""A message by mail: through a server (SMTP), or handed to sendmail. The standard library's; Apprise 1.2 does not look at certificates."""
from __future__ import annotations

import dataclasses
import email.charset
import email.header
import email.mime.multipart
import email.mime.text
import email.utils
import html
import os
import smtplib
import ssl
import subprocess
import threading
from typing import Any, Sequence

from notify.configuration import Service
from notify.message import Message

LONGEST_SAID = 4096       # bytes
LAST_WORDS_SECONDS = 0.5  # after its end
PORTS = {"starttls": 587, "tls": 465, "none": 25}


def composed(service: Service, message: Message) -> bytes:
    """Lines end as local ones do. The classes of email.mime: those of EmailMessage read what a header is given as a header, in which
    what a stranger sent may be an encoded word (=?utf-8?q?=0A?=) of anything."""
    mail = email.mime.multipart.MIMEMultipart("alternative")
    mail["Subject"] = _subject(message.subject)
    mail["From"] = _addresses([service.options["from"]])
    mail["To"] = _addresses(service.options["to"])
    mail["Date"] = email.utils.format_datetime(email.utils.localtime())
    mail["Message-ID"] = email.utils.make_msgid(domain=service.options["from"].partition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    page = f'<!DOCTYPE html><pre style="white-space:pre-wrap">{html.escape(message.body)}</pre>'
    for text, kind in ((message.body, "plain"), (page, "html")):
        charset = email.charset.Charset("utf-8")
        charset.body_encoding = email.charset.QP
        mail.attach(email.mime.text.MIMEText(text + "\n", kind, charset))  # type: ignore[arg-type]
    return mail.as_bytes()


def _subject(text: str) -> email.header.Header:
    """As it is to be read: what looks like an encoded word goes within one."""
    is_plain = text.isascii() and "=?" not in text
    return email.header.Header(text, "us-ascii" if is_plain else "utf-8", header_name="Subject")


def _addresses(addresses: Sequence[str]) -> str:
    """One a line; those with other letters than ASCII's are written as they are (SMTPUTF8)."""
    return ",\n ".join(addresses).encode().decode("ascii", "surrogateescape")


def through_server(service: Service, mail: bytes, recipients: Sequence[str]) -> dict[str, tuple[int, bytes]]:
    """Who was refused, and with what; the others have it. Raises OSError or SMTPException."""
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
        try:
            extensions = [] if "".join([options["from"], *recipients]).isascii() else ["SMTPUTF8"]
            return server.sendmail(options["from"], recipients, mail.replace(b"\n", b"\r\n"), extensions)
        except smtplib.SMTPRecipientsRefused as error:  # nobody has it, also who was not refused himself
            return {address: error.recipients.get(address, (421, b"not asked")) for address in recipients}


def command_of(service: Service) -> list[str]:
    """Of a service that is a program here."""
    options = service.options
    if service.type == "command":
        return list(options["command"])
    return [options.get("program", "/usr/sbin/sendmail"), "-i", "-f", options["from"], "--", *options["to"]]


@dataclasses.dataclass
class Ended:
    status: int
    said: str


def run(command: list[str], text: bytes, timeout: float) -> Ended:
    """No shell; nothing of an event is in the arguments or the environment. Of what it says the first is kept."""
    reader, writer = os.pipe()
    kept = bytearray()

    def listen() -> None:
        with open(reader, "rb", buffering=0) as said:
            while data := said.read(1 << 16):
                kept.extend(data[:LONGEST_SAID - len(kept)])

    with open(writer, "wb") as said_to:
        program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said_to, cwd="/",
                                   env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"})
    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        program.communicate(text, timeout)
    except BaseException:
        program.kill()
        program.wait()
        raise
    listener.join(LAST_WORDS_SECONDS)  # what it left running may hold the pipe
    return Ended(program.returncode, bytes(kept).decode("utf-8", "replace").strip())
