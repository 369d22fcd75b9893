"""A mail server on loopback: plain, STARTTLS or TLS, with a log-in or without, that takes mail, refuses it or stalls."""
import asyncio
import email
import email.policy
import ssl
import subprocess
import threading

from aiosmtpd.smtp import SMTP, AuthResult


def certificate(directory, name="localhost"):
    """(its file, its key's)."""
    made, key = directory / f"{name}.pem", directory / f"{name}.key"
    if not made.exists():
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
                        f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1", "-keyout", key, "-out", made],
                       check=True, capture_output=True)
    return made, key


class MailServer:
    def __init__(self, tls="none", certificate=None, password=None, refuse=None):
        self.mails, self.answers, self.logins = [], [], []  # `answers`: what the next DATA are answered, "250 OK" then
        self.refuse = refuse  # answer to RCPT
        self.refuse_one = {}  # address: answer
        self.stalled = threading.Event()
        self.released = threading.Event()
        self.stall_at_data = False
        context = None
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(*certificate)
        server = self

        class Handler:
            async def handle_RCPT(self, _server, _session, envelope, address, _options):
                if refuse := server.refuse_one.get(address) or server.refuse:
                    return refuse
                envelope.rcpt_tos.append(address)
                return "250 OK"

            async def handle_DATA(self, _server, session, envelope):
                if server.stall_at_data:
                    server.stalled.set()
                    while not server.released.is_set():
                        await asyncio.sleep(0.02)
                answer = server.answers.pop(0) if server.answers else "250 OK"
                if answer.startswith("2"):
                    server.mails.append((envelope, email.message_from_bytes(envelope.content, policy=email.policy.default), session.ssl is not None))
                return answer

        def authenticate(_server, _session, _envelope, mechanism, data):
            server.logins.append((mechanism, data.login, data.password))
            return AuthResult(success=data.password == (password or "").encode(), handled=False)

        options = {"hostname": "localhost", "auth_required": password is not None, "authenticator": authenticate if password else None,
                   "auth_require_tls": tls != "none", "enable_SMTPUTF8": True}
        if tls == "starttls":
            options |= {"tls_context": context, "require_starttls": True}

        self.loop = asyncio.new_event_loop()
        made = self.loop.create_server(lambda: SMTP(Handler(), loop=self.loop, **options), "127.0.0.1", 0, ssl=context if tls == "tls" else None)
        self.port = self.loop.run_until_complete(made).sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.released.set()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
