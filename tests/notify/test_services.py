"""Each service gets what it understands, and hostile text in it stays text."""
import html
import json
import re
import resource
import subprocess

import pytest

from notify_harness.events import event
from notify_harness.notify import SECRETS
from notify_harness.receiver import answer, redirect
from notify_harness.wait import wait_until

from notify import mail

WEB = ("slack", "discord", "teams", "telegram", "webhook")
every_web_service = pytest.mark.parametrize("kind", WEB)

HOSTILE = ("<!channel> <!everyone> <@U123> @everyone <https://evil.example|click> [click](https://evil.example) *b* _i_ ~s~ `c` ```x``` ||s|| "
           "# h </code><a href='https://evil.example'>x</a><script>alert(1)</script> &lt;b&gt; \"quoted\" 'single' \\ ${client} $message $$ {0} %s "
           "$(id) `id` ; rm -rf / | cat\n\r\n.\r\nBcc: evil@example.org\x00\x1b[31mred\x1b]0;title\x07\u202egnp.exe\u2066\u200b\ufeff 日本語")
SHOWN = ("\\x0A\\x0D\\x0A.\\x0D\\x0ABcc: evil@example.org\\x00\\x1B[31mred\\x1B]0;title\\x07\\xE2\\x80\\xAEgnp.exe\\xE2\\x81\\xA6\\xE2\\x80\\x8B"
         "\\xEF\\xBB\\xBF 日本語")
VISIBLE = HOSTILE[:HOSTILE.index("\n")] + SHOWN


def hostile_event():
    return event(client="203.0.113.9", url__original="/" + HOSTILE, message=HOSTILE, errwatch__evidence=HOSTILE, rule__name=HOSTILE, host=HOSTILE)


def sent(notify, receiver, *lines):
    notify.start().feed(*lines)
    assert notify.end() == 0, notify.errors()
    return receiver.requests


def text_of(kind, request):
    """(subject, body) as people read them."""
    if kind == "slack":
        header, section = request.json["attachments"][0]["blocks"]
        assert header["text"]["type"] == section["text"]["type"] == "plain_text"
        return header["text"]["text"], section["text"]["text"]
    if kind == "discord":
        embed = request.json["embeds"][0]
        assert "content" not in request.json
        return tuple(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", embed[name]) for name in ("title", "description"))
    if kind == "teams":
        card = request.json["attachments"][0]["content"]
        lines = [block["inlines"][0] for block in card["body"]]
        assert {line["type"] for line in lines} == {"TextRun"} and {block["type"] for block in card["body"]} == {"RichTextBlock"}
        return lines[0]["text"], "\n".join(line["text"] for line in lines[1:])
    if kind == "telegram":
        title, body = re.fullmatch(r"<b>(.*?)</b>\s*(.*)", request.json["text"], re.S).groups()
        return html.unescape(title), html.unescape(re.sub(r"</?code>", "", body))
    return request.json["title"], request.json["message"]


class TestEach:
    @every_web_service
    def test_gets_the_message(self, notify, receive, kind):
        receiver = receive()
        notify.web(kind, receiver)
        (request,) = sent(notify, receiver, event())
        assert request.method == "POST" and request.headers["Content-Type"].startswith("application/json")
        subject, body = text_of(kind, request)
        assert subject == "web1: 203.0.113.7 blocked (vulnerability scan)"
        for line in ("Client: 203.0.113.7", "Request: GET /boaform/admin/formLogin", "Rule: 2109 (router or camera probed)", "Answered: 404",
                     "Severity: 9 of 10", "Virtual host: www.example.org", "Evidence: File does not exist: /var/www/boaform"):
            assert line in body, body

    @every_web_service
    def test_goes_where_its_url_says(self, notify, receive, kind):
        receiver = receive()
        notify.web(kind, receiver)
        (request,) = sent(notify, receiver, event())
        assert request.path == (f"/bot{SECRETS[kind]}/sendMessage" if kind == "telegram" else SECRETS[kind])

    @every_web_service
    def test_hostile_text_stays_text(self, notify, receive, kind):
        receiver = receive()
        notify.web(kind, receiver)
        (request,) = sent(notify, receiver, hostile_event())
        _, body = text_of(kind, request)
        # Its meaning arrives: what a reader sees is what was sent, with what acts made visible.
        assert f"Evidence: {VISIBLE}" in body, body
        assert f"Request: GET /{VISIBLE}" in body
        assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200b\ufeff]", body)

    def test_no_markup_of_discord_is_left(self, notify, receive):
        receiver = receive()
        notify.web("discord", receiver)
        (request,) = sent(notify, receiver, hostile_event())
        for text in (request.json["embeds"][0]["title"], request.json["embeds"][0]["description"]):
            bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", text)
            # What stands in the template itself is words, colons and brackets without a link.
            assert not re.search(r"[*_~`|<>#\[\]@\\]|://", bare), bare

    def test_no_tag_of_telegram_is_left(self, notify, receive):
        receiver = receive()
        notify.web("telegram", receiver)
        (request,) = sent(notify, receiver, hostile_event())
        text = request.json["text"]
        assert request.json["parse_mode"] == "HTML"
        assert set(re.findall(r"<[^>]*>", text)) == {"<b>", "</b>", "<code>", "</code>"}
        assert text.count("<code>") == text.count("</code>")
        assert len(html.unescape(re.sub(r"<[^>]*>", "", text))) <= 4096
        # Nothing foreign stands outside of <code>, where names of hosts would become links.
        assert "evil" not in re.sub(r"<code>.*?</code>|<b>.*?</b>", "", text, flags=re.S)

    @every_web_service
    def test_long_fields_are_cut_and_say_so(self, notify, receive, kind):
        receiver = receive()
        notify.web(kind, receiver)
        (request,) = sent(notify, receiver, event(url__original="/" + "<&*_" * 2048, errwatch__evidence="`|>\\" * 2048, message="x" * 8192))
        subject, body = text_of(kind, request)
        assert len(request.body) < 80_000
        limits = {"slack": (150, 3000), "discord": (256, 4096), "teams": (300, 20000), "telegram": (300, 4096), "webhook": (300, 20000)}[kind]
        if kind == "discord":
            subject, body = (request.json["embeds"][0][name] for name in ("title", "description"))
        assert len(subject) <= limits[0] and len(body) <= limits[1]
        assert re.search(r"\(\\?\+\d+\\?\)", body), body
        assert "203.0.113.7" in body.replace("\\", "") and "Severity" in body

    @every_web_service
    def test_redirect_is_not_followed(self, notify, receive, kind):
        other = receive()
        receiver = receive(then=redirect(other.url("/elsewhere")))
        notify.web(kind, receiver, retry="20ms")
        notify.start().feed(event())
        wait_until(lambda: len(receiver.requests) >= 3)
        assert other.requests == []
        assert "answered 302" in notify.errors()
        assert notify.terminate() == 0
        assert notify.adds_up(kind)["sent_events"] == 0 and len(notify.messages()) == 1

    @every_web_service
    def test_japanese(self, notify, receive, kind):
        receiver = receive()
        notify.web(kind, receiver, language="ja")
        (request,) = sent(notify, receiver, event())
        subject, body = text_of(kind, request)
        assert subject == "web1: 203.0.113.7 ブロック (脆弱性スキャン)" and "クライアント: 203.0.113.7" in body and "Client" not in body


class TestWebhook:
    def test_has_the_data(self, notify, receive):
        receiver = receive()
        notify.web("webhook", receiver, token_file=notify.secret("token", "s3cretBearer"))
        (request,) = sent(notify, receiver, hostile_event())
        data = request.json["errwatch"]
        assert request.headers["Authorization"] == "Bearer s3cretBearer"
        assert data["events"] == 1 and data["clients"] == {"203.0.113.9": 1} and data["kinds"] == {"block": 1}
        assert data["gravest"]["evidence"] == VISIBLE and data["gravest"]["status"] == 404

    def test_fields_of_8_kib_are_whole(self, notify, receive):
        receiver = receive()
        notify.web("webhook", receiver)
        (request,) = sent(notify, receiver, event(errwatch__evidence="é" * 8192))
        assert request.json["errwatch"]["gravest"]["evidence"] == "é" * 8192

    def test_bytes_that_are_no_utf8(self, notify, receive):
        receiver = receive()
        notify.web("webhook", receiver)
        line = event(errwatch__evidence="MARK").replace(b"MARK", b"\xff\xfe caf\xe9")
        (request,) = sent(notify, receiver, line)
        assert request.json["errwatch"]["gravest"]["evidence"] == "\\xFF\\xFE caf\\xE9"

    def test_halves_of_surrogates(self, notify, receive):
        receiver = receive()
        notify.web("webhook", receiver)
        (request,) = sent(notify, receiver, event(errwatch__evidence="MARK").replace(b"MARK", b"\\ud800x\\udfff"))
        assert request.json["errwatch"]["gravest"]["evidence"] == "\\xED\\xA0\\x80x\\xED\\xBF\\xBF"


class TestApprise:
    """Any of its services by its URL; json:// stands for them."""

    def test_url_of_apprise(self, notify, receive):
        receiver = receive()
        notify.service("ours", type="apprise", url_file=notify.secret("ours", f"json://127.0.0.1:{receiver.port}/s3cretPath"))
        (request,) = sent(notify, receiver, hostile_event())
        assert VISIBLE in request.json["message"] and request.path == "/s3cretPath"

    @pytest.mark.parametrize("format", ["markdown", "html"])
    def test_format_of_the_service(self, notify, receive, format):
        receiver = receive()
        notify.service("ours", type="apprise", url_file=notify.secret("ours", f"json://127.0.0.1:{receiver.port}/?format={format}"))
        (request,) = sent(notify, receiver, hostile_event())
        assert ("<script>" in request.json["message"]) is False
        assert {"markdown": "\\<script\\>", "html": "&lt;script&gt;"}[format] in request.json["message"]

    # They say that their format is text.
    def test_chats_that_render_what_they_get(self, notify, receive):
        receiver = receive()
        url = f"mmost://127.0.0.1:{receiver.port}/{'a1' * 12}"
        notify.service("ours", type="apprise", url_file=notify.secret("ours", url))
        (request,) = sent(notify, receiver, hostile_event(), event())[:1]
        text = request.json["text"]
        assert "evil" in text and not re.search(r"@\w", text) and "<!" not in text and "](http" not in text and "](" not in text
        assert not re.search(r"(?<!\\)://", text)

    def test_wrong_url_is_a_mistake_and_not_repeated(self, notify):
        notify.service("ours", type="apprise", url_file=notify.secret("ours", "nosuchservice://s3cretToken"))
        done = notify.run("--check")
        assert done.returncode == 2 and b"service.ours" in done.stderr and b"s3cret" not in done.stderr + done.stdout


class TestCommand:
    def test_gets_json_on_its_input_and_nothing_else(self, notify):
        notify.command(f'cat > {notify.directory}/in; env > {notify.directory}/env; echo "$0 $*" > {notify.directory}/args')
        notify.start().feed(hostile_event())
        assert notify.end() == 0, notify.errors()
        document = json.loads((notify.directory / "in").read_text())
        assert document["subject"].startswith("web1: 203.0.113.9 blocked") and document["gravest"]["evidence"] == VISIBLE
        assert "evil" not in (notify.directory / "env").read_text() + (notify.directory / "args").read_text()

    def test_no_shell(self, notify):
        notify.service("echo", type="command", command=["/usr/bin/touch", f"{notify.directory}/a; touch {notify.directory}/b"])
        notify.start().feed(event())
        wait_until(lambda: "echo: ended with 1" in notify.errors())
        assert not (notify.directory / "b").exists() and not (notify.directory / "a").exists()

    def test_failure_is_told_and_tried_again(self, notify):
        notify.command(f'test -e {notify.directory}/there && cat > {notify.directory}/in || {{ printf "no disk \\\\033[31m" >&2; exit 3; }}')
        notify.start().feed(event())
        wait_until(lambda: "command: ended with 3: no disk \\x1B[31m" in notify.errors())
        (notify.directory / "there").touch()
        wait_until(lambda: (notify.directory / "in").exists())
        assert notify.end() == 0

    # It took two gigabytes in three seconds.
    def test_one_that_says_the_same_for_ever(self):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with pytest.raises(subprocess.TimeoutExpired):
            mail.run(["/bin/sh", "-c", "exec yes >&2"], b"", 1.5)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KiB

    def test_its_words_do_not_wait_for_what_it_leaves_running(self, notify):
        notify.command(f"sleep 1000 & echo $! > {notify.directory}/pid; echo no disk >&2; exit 3", timeout="30s").start().feed(event())
        wait_until(lambda: "command: ended with 3: no disk" in notify.errors(), what=notify.errors)

    def test_one_that_never_ends_is_killed_with_its_children(self, notify):
        notify.command(f"sleep 1000 & echo $! > {notify.directory}/pid; wait", timeout="300ms")
        notify.start().feed(event())
        wait_until(lambda: "no end within" in notify.errors() or "no answer within" in notify.errors())
        pid = int((notify.directory / "pid").read_text())

        def gone():
            try:
                return open(f"/proc/{pid}/stat").read().split()[2] == "Z"
            except FileNotFoundError:
                return True
        wait_until(gone)


class TestTemplates:
    def test_what_was_found(self, notify, receive):
        receiver = receive()
        notify.web("slack", receiver)
        (request,) = sent(notify, receiver, event(errwatch__found={"in": "args", "name": "id", "excerpt": "1' OR 1=1"}))
        assert "Found: the query's parameter id: 1' OR 1=1" in text_of("slack", request)[1]

    @pytest.mark.parametrize("found, said", [({"in": "uri"}, "the path"), ({"in": "body", "excerpt": "x"}, "the body: x"), ({"in": "new"}, "new"),
                                             ({"in": "headers", "name": "X-A"}, "the header X-A"), ({"in": "agent", "name": "a"}, "the header User-Agent")])
    def test_where_it_was_found(self, notify, found, said):
        done = notify.command("exit 0").run("--dry-run", text=event(errwatch__found=found))
        assert f"Found: {said}" in done.stdout.decode().splitlines()

    # Who is told of a block looks it up by that: `errwatch incident`.
    @pytest.mark.parametrize("kind", [*WEB, "command"])
    def test_number_of_the_block(self, notify, receive, kind):
        line = event(errwatch__incident="K7Q2-M9XD")
        if kind == "command":
            notify.command(f"cat > {notify.directory}/in").start().feed(line)
            assert notify.end() == 0
            document = json.loads((notify.directory / "in").read_text())
            assert document["gravest"]["incident"] == "K7Q2-M9XD" and "Incident: K7Q2-M9XD" in document["body"]
            return
        receiver = receive()
        notify.web(kind, receiver)
        (request,) = sent(notify, receiver, line)
        assert "Incident: K7Q2-M9XD" in text_of(kind, request)[1]

    def test_own_texts(self, notify, receive):
        receiver = receive()
        notify.web("slack", receiver, subject="[$severity] ${client}", body="$request\nCosts $$5: $evidence\n$until")
        (request,) = sent(notify, receiver, event(errwatch__evidence="${client} $$ $request"))
        assert text_of("slack", request) == ("[9] 203.0.113.7", "GET /boaform/admin/formLogin\nCosts $5: ${client} $$ $request\n2026-11-22T10:10:00.000Z")

    def test_lines_without_a_value_are_left_out(self, notify, receive):
        receiver = receive()
        notify.web("slack", receiver)
        line = json.loads(event())
        del line["http"], line["rule"], line["errwatch"]["block_until"]
        (request,) = sent(notify, receiver, json.dumps(line).encode() + b"\n")
        _, body = text_of("slack", request)
        assert "Rule" not in body and "Answered" not in body and "Blocked until" not in body and "Client: " in body

    def test_markup_of_the_operator_works(self, notify, receive):
        receiver = receive()
        notify.web("telegram", receiver, body="<b>$client</b>: $evidence")
        (request,) = sent(notify, receiver, event(errwatch__evidence="<i>x</i>"))
        assert request.json["text"].endswith("<b><code>203.0.113.7</code></b>: <code>&lt;i&gt;x&lt;/i&gt;</code>")


def test_a_test_message_in_the_language_of_the_service(notify, receive):
    receiver = receive()
    notify.web("slack", receiver, language="ja")
    assert notify.run("--test", "slack").returncode == 0
    assert "This is" not in text_of("slack", receiver.requests[0])[1]


def test_a_test_message(notify, receive):
    receiver = receive(answer(200), answer(403))
    notify.web("slack", receiver)
    done = notify.run("--test", "slack")
    assert (done.returncode, done.stdout) == (0, b"slack: sent\n")
    assert "This is a test" in text_of("slack", receiver.requests[0])[1]
    done = notify.run("--test", "slack")
    assert (done.returncode, done.stdout) == (1, b"slack: not sent: answered 403\n")
    assert notify.run("--test", "nobody").returncode == 2
