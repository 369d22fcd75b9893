"""Mistakes are told before anything happens, secrets are read as promised and shown nowhere."""
import importlib.util
import os
import pathlib
import re
import subprocess
import tempfile

import pytest

from notify_harness.events import event
from notify_harness.notify import PROGRAM, REPOSITORY, SECRETS, Notify
from notify_harness.receiver import answer, drop, stall
from notify_harness.wait import wait_until

from notify import configuration, destination, template, vocabulary
from notify.redactor import Redactor
from notify.visible import HIDDEN, cut, visible

MISTAKES = [
    ('spool = "relative"', "spool must begin with the absolute path"),
    ("spool_messages = 0", "spool_messages must be a whole number from 1"),
    ('spool_bytes = "1K"', "spool_bytes must be a size of 64K or more"),
    ('colour = "red"', "there is no colour; there are language, name"),
    ('[service.a]\ntype = "pager"', "service.a: type knows no pager; there are slack, discord"),
    ("[service.a]\n", "service.a: type must be a text"),
    ('[service.a]\ntype = "command"', "service.a: command is missing"),
    ('[service.a]\ntype = "command"\ncommand = ["tee"]', "service.a: command must begin with the absolute path"),
    ('[service.a]\ntype = "command"\ncommand = "/bin/true"\nurl_file = "x"', "a service of type command knows no url_file; it has command, type, kinds"),
    ('[service.a]\ntype = "command"\ncommand = "/bin/true"\ninterval = 5', 'service.a: interval must be a number with ms, s, m, h or d, like "1m"'),
    ('[service.a]\ntype = "command"\ncommand = "/bin/true"\ninterval = "0s"', "interval must be from 0.1 to 86400 seconds"),
    ('[service.a]\ntype = "command"\ncommand = "/bin/true"\nkinds = ["blocks"]', "kinds knows no blocks; there are block, detection"),
    ('[service.a]\ntype = "command"\ncommand = "/bin/true"\ncategories = ["sqli"]', "categories knows no sqli; there are sql_injection"),
    ('[service.a]\ntype = "command"\ncommand = "/bin/true"\nseverity = 11', "severity must be a whole number from 0 to 10"),
    ('[service.a]\ntype = "command"\ncommand = "/bin/true"\nonly_denied = "yes"', "only_denied must be true or false"),
    ('[service.a]\ntype = "command"\ncommand = "/bin/true"\nbody = "$nobody"', "body has $nobody; there are $server, $count"),
    ('[service.a]\ntype = "command"\ncommand = "/bin/true"\nbody = "5$"', "body has $; there are"),
    ('[service.a]\ntype = "command"\ncommand = "/bin/true"\nsubject = "a\\nb"', "subject must be a text on one line"),
    ('[service."a b"]\ntype = "command"', "a service is a table with a name of letters"),
    ('[service.a]\ntype = "mail"\nserver = "x"\nfrom = "a@b.c"\nto = ["a@b.c\\nBcc: x@y.z"]', "to must be a text on one line"),
    ('[service.a]\ntype = "mail"\nserver = "x"\nfrom = "-oQ/tmp@b.c"\nto = "a@b.c"', "from has -oQ/tmp@b.c, which is no plain mail address"),
    ('[service.a]\ntype = "slack"\nurl_file = "gone"', "service.a: url_file: "),
    ('[service.a]\ntype = "command"\ncommand = "/bin/nothing-there"', "service.a: /bin/nothing-there is no program that can be run"),
    ('[service.a]\ntype = "sendmail"\nprogram = "/etc"\nfrom = "a@b.c"\nto = "a@b.c"', "service.a: /etc is no program that can be run"),
    ('[service.a]\ntype = "mail"\nserver = "x"\nfrom = "a@b.c"\nto = "a@b.c"\nca_file = "/etc/passwd"', "/etc/passwd has no certificate"),
    ('[service.a]\ntype = "mail"\nserver = "x"\nfrom = "a@b.c"\nto = "a@b.c"\nuser = "u"', "service.a: user without password_file"),
    ("not toml", "Expected"),
]


@pytest.mark.parametrize("text, said", MISTAKES, ids=[said for _, said in MISTAKES])
def test_mistake(tmp_path, text, said):
    path = tmp_path / "notify.toml"
    path.write_text(text + "\n")
    done = subprocess.run([PROGRAM, "-c", path, "--check"], capture_output=True, text=True)
    assert done.returncode == 2 and done.stdout == "" and said in done.stderr, done.stderr
    assert all(line.startswith(f"errwatch-notify: {path}") for line in done.stderr.splitlines())


def test_all_mistakes_at_once(tmp_path):
    path = tmp_path / "notify.toml"
    path.write_text('colour = 1\n[service.a]\ntype = "command"\nseverity = -1\n[service.b]\ntype = "slack"\n')
    done = subprocess.run([PROGRAM, "-c", path], capture_output=True, text=True, input="")
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 4


def test_usage():
    assert subprocess.run([PROGRAM, "--nonsense"], capture_output=True).returncode == 2
    assert subprocess.run([PROGRAM, "-c", "/nonexistent", "--check"], capture_output=True).returncode == 2
    said = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True)
    assert said.returncode == 0 and "--dry-run" in said.stdout and "Exit status" in said.stdout


class TestSecretFiles:
    @pytest.mark.parametrize("mode, said", [(0o644, "can be read or written by others (mode 0644)"), (0o700, "rights that no secret needs"), (0o604, "others"), (0o602, "others"),
                                            (0o660, "written by its group"), (0o640, None), (0o600, None), (0o400, None)])
    def test_mode(self, notify, receive, mode, said):
        notify.web("slack", receive())
        (notify.directory / "secrets/notify/slack.url").chmod(mode)
        done = notify.run("--check")
        assert (done.returncode, said is None or said in done.stderr.decode()) == (2 if said else 0, True)

    @pytest.mark.parametrize("content", ["", "\n\n", "a\x00b", "é\xff".encode("latin-1"), "x" * 9000], ids=["empty", "no line", "NUL", "no UTF-8", "long"])
    def test_content(self, notify, receive, content):
        notify.web("slack", receive())
        (notify.directory / "secrets/notify/slack.url").write_bytes(content if isinstance(content, bytes) else content.encode())
        done = notify.run("--check")
        assert done.returncode == 2 and b"secrets/notify/slack.url" in done.stderr

    @pytest.mark.parametrize("kind, secret, said", [
        ("slack", "https://hooks.slack.com/services/s3cret", "no incoming webhook of Slack"),
        ("slack", "http://hooks.slack.com/services/T1/B1/s3cret", "must begin with https://"),
        ("discord", "s3cret", "must begin with https://"), ("teams", "https://[s3cret", "is no URL"),
        ("webhook", "https://a:s3cret@host:99999/", "is no URL")])
    def test_mistake_in_it_is_told_without_it(self, notify, kind, secret, said):
        notify.service("a", type=kind, url_file=notify.secret("a", secret))
        done = notify.run("--check")
        assert done.returncode == 2 and said in done.stderr.decode() and b"s3cret" not in done.stderr

    def test_device_and_directory(self, notify):
        notify.service("a", type="slack", url_file="/dev/null").service("b", type="slack", url_file=str(notify.directory))
        assert notify.run("--check").stderr.count(b"is not a file") == 2

    def test_a_dry_run_needs_none(self, notify, receive):
        notify.web("slack", receive()).service("ours", type="apprise", url_file="secrets/notify/nosuch")
        (notify.directory / "secrets/notify/slack.url").unlink()
        done = notify.run("--dry-run", text=event())
        assert done.returncode == 0 and done.stdout.count(b"203.0.113.7 blocked") >= 2, done.stderr

    def test_credentials_that_cannot_be_read(self, notify, receive, tmp_path, monkeypatch):
        notify.web("slack", receive())
        (tmp_path / "secrets_slack.url").symlink_to("secrets_slack.url")  # a loop, as what is closed
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
        done = notify.run("--check")
        assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and b"secrets_slack.url" in done.stderr

    def test_in_the_directory_of_all_programs(self, notify, receive):
        notify.web("slack", receive())
        (notify.directory / "secrets/notify/slack.url").rename(notify.directory / "secrets/slack.url")
        done = notify.run("--check")
        assert done.returncode == 2 and f"mv {notify.directory}/secrets/slack.url {notify.directory}/secrets/notify/slack.url" in done.stderr.decode()
        notify.services.clear()
        notify.service("slack", type="slack", url_file="secrets/slack.url")
        done = notify.run("--check")
        assert done.returncode == 2 and "the secrets of errwatch-notify have a directory of their own" in done.stderr.decode()

    def test_credentials_of_systemd(self, notify, receive, tmp_path, monkeypatch):
        receiver = receive()
        notify.web("slack", receiver)
        (tmp_path / "secrets/notify/slack.url").rename(tmp_path / "secrets_slack.url")
        assert notify.run("--check").returncode == 2
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
        assert notify.run("--check").returncode == 0


def of_process(pid, name):
    try:
        return pathlib.Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""  # it has ended


class TestNowhereToBeSeen:
    @pytest.mark.parametrize("act", [answer(200), answer(500, body=b"s3cret"), drop, stall], ids=["200", "500", "drop", "stall"])
    def test_output_log_arguments_and_spool(self, notify, receive, act):
        receiver = receive(then=act)
        for kind in SECRETS:
            notify.web(kind, receiver, timeout="300ms")
        notify.start().feed(event())
        wait_until(lambda: len(receiver.requests) >= 2 * len(SECRETS) or act != stall and all(notify.count(kind, "sent_messages") for kind in SECRETS))
        for kind in SECRETS:
            wait_until(lambda kind=kind: notify.count(kind, "sent_messages") or notify.count(kind, "failures"))
        processes = [notify.process.pid, *map(int, pathlib.Path(f"/proc/{notify.process.pid}/task/{notify.process.pid}/children").read_text().split())]
        seen = b"".join(of_process(pid, name) for pid in processes for name in ("cmdline", "environ"))
        assert notify.terminate() == 0
        seen += notify.errors().encode() + notify.run("--status").stdout
        seen += b"".join(path.read_bytes() for path in notify.spool.iterdir())
        for secret in ("s3cret", "T0SECRET1", "B0SECRET2", "112233445566", "123456789", "0123456789abcdef"):
            assert secret.encode() not in seen.lower() and secret.encode() not in seen

    @pytest.mark.parametrize("secret", [*(f"https://chat.example.org{path}" for path in list(SECRETS.values())[:4]), "slack://s3cretTokenA/s3cretTokenB/s3cretC",
                                        "mailto://user:s3cret%2Fpass@example.org", "https://user:s3cret@example.org/", "s3cret pass'word"])
    def test_redactor(self, secret):
        hide = Redactor([secret])
        for text in (secret, secret.upper(), f"HTTPSConnectionPool(host='x'): Max retries exceeded with url: {secret.partition('//')[2]} (Caused by)", repr(secret),
                     *(part for part in re.split(r"[/?&=:@]", secret) if "s3cret" in part)):
            assert "s3cret" not in hide(text).lower(), hide(text)
        assert hide("a quiet day") == "a quiet day"


@pytest.mark.parametrize("kind", configuration.NEEDS_APPRISE)
def test_apprise_is_not_installed(monkeypatch, kind):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    service = configuration.Service("a", kind, secrets={"url": "https://hooks.slack.com/services/T1/B1/token", "token": "1:a"})
    assert list(destination.problem_of(service)) == [f"a service of type {kind} needs Apprise: apt install apprise"]


class TestAdd:
    URL = b"https://hooks.slack.com/services/T1/B1/s3cretToken\n"

    def add(self, notify, text, kind="slack"):
        return subprocess.run([PROGRAM, "-c", notify.path, "--add", kind], input=text, capture_output=True)

    def test_makes_file_and_service(self, notify):
        notify.path.write_text("# ours\n[service.other]\ntype = 'command'\ncommand = '/bin/true'")
        done = self.add(notify, self.URL)
        assert done.returncode == 0 and b"s3cret" not in done.stdout + done.stderr
        secret = notify.directory / "secrets/notify/slack.url"
        assert secret.read_bytes() == self.URL and secret.stat().st_mode & 0o777 == 0o600
        assert notify.path.read_text().startswith("# ours\n") and "s3cret" not in notify.path.read_text()
        assert [service.name for service in configuration.read(notify.path).services] == ["other", "slack"]
        again = self.add(notify, self.URL)
        assert again.returncode == 2 and b"has a service slack already" in again.stderr

    def test_mistake_changes_nothing(self, notify):
        notify.path.write_text("# ours\n")
        for text in (b"https://hooks.slack.com/\n", b"\n", b""):
            assert self.add(notify, text).returncode == 2
            assert notify.path.read_text() == "# ours\n" and not list((notify.directory / "secrets/notify").iterdir())


class TestAsWhom:
    pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="not root")

    @pytest.fixture
    def notify(self):
        """In a directory that other users reach."""
        with tempfile.TemporaryDirectory(prefix="errwatch-notify-test-") as name:
            directory = pathlib.Path(name)
            directory.chmod(0o777)
            program = Notify(directory)
            yield program
            program.kill()

    def test_user(self, notify, receive):
        receiver = receive()
        notify.web("slack", receiver).command(f"id -u > {notify.directory}/id; id -G >> {notify.directory}/id")
        notify.start("--user", "nobody").feed(event())
        notify.wait_for("slack", "sent_messages", 1)
        notify.wait_for("command", "sent_messages", 1)
        status = pathlib.Path(f"/proc/{notify.process.pid}/status").read_text()
        assert re.search(r"^Uid:\t65534\t65534\t65534\t65534$", status, re.M) and "\nGroups:\t0" not in status
        assert re.search(r"^CapEff:\t0+$", status, re.M)
        assert (notify.directory / "id").read_text().split()[0] == "65534"
        assert notify.spool.stat().st_uid == 65534 and notify.spool.stat().st_mode & 0o777 == 0o700
        assert "runs as root" not in notify.errors()

    def test_root_is_told(self, notify):
        notify.command("exit 0").start().feed(event())
        wait_until(lambda: "this runs as root; --user NAME" in notify.errors())

    def test_nobody_becomes_root(self, notify):
        notify.command("exit 0").write()
        notify.path.chmod(0o644)
        done = subprocess.run([PROGRAM, "-c", notify.path, "--user", "root"], input=b"", capture_output=True, preexec_fn=lambda: os.setuid(65534))
        assert done.returncode == 2 and b"only root can become another user" in done.stderr


class TestListsAreThoseOfTheModule:
    def header(self, name):
        return (REPOSITORY / "mod_errwatch" / name).read_text()

    def test_hidden_characters(self):
        ranges = re.findall(r"^ +\{0x(\w+), 0x(\w+)\}", self.header("base/hidden_characters.h"), re.M)
        assert HIDDEN == tuple((int(first, 16), int(last, 16)) for first, last in ranges)

    def test_kinds(self):
        text = re.sub(r'"\s*\\\n\s*"', "", self.header("model/incident_kind.h"))
        kinds = re.findall(r'X\(k\w+, "(\w+)", \w+, \w+, "\w+", +\d, \d, "\w+", "([^"]+)"', text)
        assert len(kinds) >= 12 and kinds == [(name, words[0]) for name, words in vocabulary.KINDS.items()]

    def test_categories(self):
        rows = re.findall(r'X\(k\w+, +\d+, +"(\w+)",.*"([^"]+)"\)', self.header("model/category.h"))
        told = {name: words[0] for name, words in vocabulary.CATEGORIES.items() if name != "any"}
        assert len(rows) >= 17 and dict(rows) == told

    def test_japanese_words_are_those_of_the_status_page(self):
        phrases = dict(re.findall(r'PhraseTexts\{"([^"]*)", "([^"]*)"\}', self.header("pages/page_phrases.h")))
        for english, japanese in [*vocabulary.KINDS.values(), *vocabulary.CATEGORIES.values()]:
            assert phrases.get(english, japanese) == japanese

    def test_places(self):
        rows = re.findall(r'case Target::k(\w+):\s*return \{(?:"([^"]*)", "([^"]*)")?\};', self.header("pages/place_text.cc"))
        names = dict(re.findall(r'X\(k(\w+), "(\w+)"\)', self.header("model/target.h")))
        assert len(rows) >= 12 and {names[target]: (whole, part) for target, whole, part in rows} == {
            name: (whole[0], part[0]) for name, (whole, part) in vocabulary.PLACES.items()}
        phrases = dict(re.findall(r'PhraseTexts\{"([^"]*)", "([^"]*)"\}', self.header("pages/page_phrases.h")))
        assert [words for both in vocabulary.PLACES.values() for words in both if words[0] and phrases.get(words[0]) != words[1]] == []

    def test_keys_and_fields_are_documented(self):
        text = (REPOSITORY / "docs/notify.md").read_text()
        keys = {*configuration.KEYS, *configuration.TOP, *configuration.OPTIONS, *configuration.TYPES}
        assert [key for key in sorted(keys) if f"`{key}`" not in text] == []
        assert [name for name in template.FIELDS if f"| `${name}` | {template.FIELDS[name]} |" not in text] == []


class TestVisible:
    def test_each_hidden_character(self):
        for first, last in HIDDEN:
            for code in {first, last}:
                assert visible(chr(code)) == "".join(f"\\x{byte:02X}" for byte in chr(code).encode())

    @pytest.mark.parametrize("text", ["plain", "日本語 é 🙂", "back\\slash"])
    def test_what_is_shown_stays(self, text):
        assert visible(text) == text

    def test_cut(self):
        assert cut("abc", 3) == "abc" and cut("abcdef", 3) == "abc... (+3)"
