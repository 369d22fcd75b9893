"""Mail: through a server, encrypted or not, and through sendmail."""
import email
import email.policy
import itertools
import socket
import threading

import pytest

from notify_harness.events import event
from notify_harness.smtp import MailServer, certificate
from notify_harness.wait import wait_until
from test_services import VISIBLE, hostile_event

from notify import destination
from notify.configuration import Service
from notify.mail import composed
from notify.message import Message


@pytest.fixture
def serve(tmp_path):
    made = []

    def make(tls="none", **options):
        pair = certificate(tmp_path) if tls != "none" else None
        made.append(MailServer(tls, pair, **options))
        return made[-1]

    yield make
    for server in made:
        server.close()


def mail(notify, server, **keys):
    return notify.service("mail", type="mail", **{"server": "127.0.0.1", "port": server.port, "tls": "none", "from": "errwatch@example.org",
                                                  "to": ["admin@example.org", "night@example.org"], **keys})


class TestServer:
    def test_plain(self, notify, serve):
        server = serve()
        mail(notify, server).start().feed(event())
        assert notify.end() == 0, notify.errors()
        ((envelope, got, _),) = server.mails
        assert envelope.mail_from == "errwatch@example.org" and envelope.rcpt_tos == ["admin@example.org", "night@example.org"]
        assert got["Subject"] == "web1: 203.0.113.7 blocked (vulnerability scan)" and got["To"] == "admin@example.org, night@example.org"
        assert got["Auto-Submitted"] == "auto-generated" and got["Date"] and got["Message-ID"].endswith("@example.org>")
        assert "Request: GET /boaform/admin/formLogin" in got.get_body(("plain",)).get_content()

    def test_hostile_text_is_in_no_header_and_no_markup(self, notify, serve):
        server = serve()
        mail(notify, server, subject="$client $evidence", language="ja").start().feed(hostile_event())
        assert notify.end() == 0, notify.errors()
        ((envelope, got, _),) = server.mails
        assert set(got.keys()) == {"Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version",
                                   "Content-Type", "X-Peer", "X-MailFrom", "X-RcptTo"} & set(got.keys()) and got["Bcc"] is None
        assert got["Subject"].startswith("203.0.113.9")
        plain, page = (got.get_body((kind,)).get_content() for kind in ("plain", "html"))
        assert VISIBLE in plain and "<script>" not in page and "&lt;script&gt;" in page and "<a " not in page
        assert "evil@example.org" not in envelope.rcpt_tos

    def test_many_recipients_and_other_letters(self, notify, serve):
        server = serve()
        to = [f"night-watch-{number}@example.org" for number in range(20)] + ["jürgen@example.org"]
        mail(notify, server, to=to).start().feed(event())
        assert notify.end() == 0, notify.errors()
        ((envelope, got, _),) = server.mails
        assert envelope.rcpt_tos == to
        assert [one.addr_spec.encode("ascii", "surrogateescape").decode() for one in got["To"].addresses] == to
        assert max(map(len, envelope.content.split(b"\n"))) < 100

    def test_starttls_with_a_log_in(self, notify, serve, tmp_path):
        server = serve("starttls", password="s3cretOfMail")
        mail(notify, server, tls="starttls", user="errwatch", password_file=notify.secret("mail", "s3cretOfMail"),
             ca_file=str(certificate(tmp_path)[0])).start().feed(event())
        assert notify.end() == 0, notify.errors()
        assert len(server.mails) == 1 and server.mails[0][2] and server.logins[0][1:] == (b"errwatch", b"s3cretOfMail")

    def test_tls(self, notify, serve, tmp_path):
        server = serve("tls")
        mail(notify, server, tls="tls", ca_file=str(certificate(tmp_path)[0])).start().feed(event())
        assert notify.end() == 0, notify.errors()
        assert len(server.mails) == 1

    @pytest.mark.parametrize("tls", ["starttls", "tls"])
    def test_certificate_of_nobody(self, notify, serve, tls):
        server = serve(tls, password="s3cretOfMail")
        mail(notify, server, tls=tls, user="errwatch", password_file=notify.secret("mail", "s3cretOfMail")).start().feed(event())
        wait_until(lambda: "certificate verify failed" in notify.errors(), what=notify.errors)
        assert server.logins == [] and server.mails == []
        assert notify.terminate() == 0 and len(notify.messages()) == 1

    def test_server_without_tls_gets_nothing(self, notify, serve):
        server = serve()
        mail(notify, server, tls="starttls").start().feed(event())
        wait_until(lambda: "STARTTLS" in notify.errors(), what=notify.errors)
        assert server.mails == []

    def test_wrong_password_is_not_repeated(self, notify, serve, tmp_path):
        server = serve("starttls", password="another")
        mail(notify, server, tls="starttls", user="errwatch", password_file=notify.secret("mail", "s3cretOfMail"),
             ca_file=str(certificate(tmp_path)[0])).start().feed(event())
        wait_until(lambda: "535" in notify.errors(), what=notify.errors)
        assert "s3cret" not in notify.errors()

    def test_refused_recipient_is_tried_again(self, notify, serve):
        server = serve(refuse="550 nobody here")
        mail(notify, server).start().feed(event())
        wait_until(lambda: "nobody here" in notify.errors(), what=notify.errors)
        server.refuse = None
        notify.wait_for("mail", "sent_messages", 1)
        assert len(server.mails) == 1 and notify.end() == 0

    def test_busy_server_is_tried_again(self, notify, serve):
        server = serve()
        server.answers = ["451 later"] * 2
        mail(notify, server).start().feed(event())
        assert notify.end() == 0
        assert len(server.mails) == 1 and "451 later" in notify.errors()

    def test_stalled_server_holds_nothing_up(self, notify, serve):
        server = serve()
        server.stall_at_data = True
        mail(notify, server, timeout="500ms").command("cat > /dev/null")
        notify.start().feed(event())
        notify.wait_for("command", "sent_messages", 1)
        wait_until(lambda: "mail: " in notify.errors(), what=notify.errors)
        server.stall_at_data = False
        server.released.set()
        notify.wait_for("mail", "sent_messages", 1)


    # A filter that does not like what attackers send is not to keep the rest from being told.
    def test_text_that_the_server_does_not_want_is_dropped_and_told(self, notify, serve):
        server = serve()
        server.answers = ["554 looks like an attack"] * 3
        mail(notify, server, retry="10ms").start().feed(event())
        notify.wait_for("mail", "dropped_messages", 1)
        notify.feed(event())
        assert notify.end() == 0
        assert len(server.mails) == 1 and notify.adds_up("mail")["dropped_events"] == 1

    def test_who_is_refused_for_good_costs_the_others_nothing(self, notify, serve):
        server = serve()
        server.refuse_one["night@example.org"] = "550 nobody here"
        mail(notify, server, retry="10ms").start()
        for number in (1, 2):
            notify.feed(event())
            notify.wait_for("mail", "sent_messages", number)
        assert "sent, but the server refused night@example.org: 550 nobody here" in notify.run("--status").stdout.decode()
        assert notify.end() == 0
        assert [envelope.rcpt_tos for envelope, _, _ in server.mails] == [["admin@example.org"]] * 2
        assert notify.errors().count("night@example.org: 550 nobody here") == 1

    # As greylisting does.
    def test_who_is_put_off_gets_it_later_and_nobody_else_does(self, notify, serve):
        server = serve()
        server.refuse_one["night@example.org"] = "450 come back later"
        mail(notify, server, retry="10ms", retry_max="20ms").start().feed(event())
        notify.wait_for("mail", "failures", 2)
        assert notify.terminate() == 0
        server.refuse_one.clear()
        notify.start()
        notify.wait_for("mail", "sent_messages", 1)
        assert [envelope.rcpt_tos for envelope, _, _ in server.mails] == [["admin@example.org"], ["night@example.org"]]

    def test_a_server_that_never_ends_its_answer(self, notify):
        listener = socket.create_server(("127.0.0.1", 0))

        def talk():
            connection, _ = listener.accept()
            try:
                while True:
                    connection.sendall(b"220-" + b"x" * 4000 + b"\r\n")
            except OSError:
                pass
        threading.Thread(target=talk, daemon=True).start()
        notify.service("mail", type="mail", server="127.0.0.1", port=listener.getsockname()[1], tls="none", to=["a@b.c"], **{"from": "a@b.c"}, timeout="20s")
        notify.start().feed(event())
        wait_until(lambda: "mail: MemoryError" in notify.errors(), what=notify.errors)
        listener.close()

    # ... and an exception that comes each time holds up nothing.
    def test_what_cannot_be_written_is_dropped_and_told(self, monkeypatch):
        def fail(*_):
            raise UnicodeEncodeError("utf-8", "x", 0, 1, "no")
        monkeypatch.setattr(destination.mail, "composed", fail)
        for kind in ("mail", "sendmail"):
            outcome = destination.send(Service("a", kind, options={"from": "a@b.c", "to": ["a@b.c"]}), Message("", "", {}))
            assert not outcome.ok and outcome.refused and "while it was written" in outcome.error


def subject_of(text):
    """As whoever gets the mail reads it."""
    service = Service("mail", "mail", options={"from": "errwatch@example.org", "to": ["admin@example.org"]})
    data = composed(service, Message(text, "body", {}))
    got = email.message_from_bytes(data, policy=email.policy.default)
    assert len(got.keys()) == 9 and got.get_body(("plain",)).get_content() == "body\n"
    assert max(map(len, data.split(b"\n\n")[0].split(b"\n"))) < 998
    return str(got["Subject"])


class TestSubject:
    WORDS = ("=?utf-8?q?=FF?=", "=?utf-8?q?x=0D=0ABcc:_evil@example.com?=", "=?utf-8?b?G10w?=", "=?us-ascii?q?=41?=", "=?x?q?a?=", "=?", "?=", "=?utf-8?q?",
             "=?iso-2022-jp?b?GyRC?=", "=?utf-7?q?+AAo-?=", "a b", "ブロック", "ä=?utf-8?q?=FF?=")

    @pytest.mark.parametrize("first, second", itertools.product(WORDS, repeat=2))
    def test_it_is_read_as_it_was_written(self, first, second):
        for between, padding in itertools.product(("", " ", "/", ": "), (0, 31, 60, 120)):
            text = f"GET /{'b' * padding}{between}{first}{between}{second}{between}{'b' * padding}end"
            assert subject_of(text) == text

    def test_a_request_that_has_an_encoded_word(self, notify, serve):
        server = serve()
        mail(notify, server, subject="$request").start().feed(event(url__original="/?q==?utf-8?q?=FF?=/" + "b" * 51), event())
        assert notify.end() == 0, notify.errors()
        assert str(server.mails[0][1]["Subject"]) == "GET /?q==?utf-8?q?=FF?=/" + "b" * 51 and len(server.mails) == 2


class TestSendmail:
    def stub(self, notify, script):
        path = notify.directory / "sendmail"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return notify.service("mail", type="sendmail", program=str(path), **{"from": "errwatch@example.org", "to": ["admin@example.org"]})

    def test_gets_a_mail_on_its_input(self, notify):
        self.stub(notify, f'for word; do echo "$word"; done > {notify.directory}/args; cat > {notify.directory}/mail').start().feed(hostile_event())
        assert notify.end() == 0, notify.errors()
        assert (notify.directory / "args").read_text().split() == ["-i", "-f", "errwatch@example.org", "--", "admin@example.org"]
        data = (notify.directory / "mail").read_bytes()
        assert b"\r" not in data
        got = email.message_from_bytes(data, policy=email.policy.default)
        assert VISIBLE in got.get_body(("plain",)).get_content() and got["To"] == "admin@example.org" and got["Bcc"] is None

    def test_failure_keeps_it(self, notify):
        self.stub(notify, "cat > /dev/null; echo no queue >&2; exit 75").start().feed(event())
        wait_until(lambda: "ended with 75: no queue" in notify.errors())
        assert notify.terminate() == 0 and len(notify.messages()) == 1


def test_dry_run_needs_no_network(notify):
    notify.service("mail", type="mail", server="mail.invalid", to=["admin@example.org"], **{"from": "errwatch@example.org"})
    done = notify.run("--dry-run", text=event() + event())
    assert done.returncode == 0 and done.stdout.count(b"--- mail (mail)") == 2 and b"203.0.113.7 blocked" in done.stdout
    assert not notify.spool.exists()


