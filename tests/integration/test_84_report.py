"""`errwatch report` on what a staged attack left in the logs of a real server: a scan, a hole that is found, a script that is sent
through it, and somebody who uses it. It must name what succeeded and which files changed, whatever the form."""
import html
import json
import os
import subprocess

import pytest

from harness import paths, schema
from harness.wait import wait_until

HOSTILE = "/\x1b]0;x\x07%3Cscript%3Ealert(1)%3C/script%3E`|<b>\xe2\x80\xae../../etc/passwd"


class TestReport:
    @classmethod
    def configure(cls, config):
        config.known_entries = "."
        config.load("dav", "dav_fs", "dav_lock")
        config.file("htdocs/up/index.html", "files\n").file("locks/here", "")
        config.errwatch("Include ${CONF}/rules/*.conf\nErrWatchEngine DetectionOnly\nErrWatchEventLog ${ROOT}/logs/events.json\n"
                        "ErrWatchLimit any 30/1m\n", rules="")
        config.add('CustomLog logs/access.log "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-agent}i\\""\n',
                   "DavLockDB ${ROOT}/locks/db\n<Directory ${ROOT}/htdocs/up>\n  Dav On\n  Require all granted\n</Directory>\n")

    @pytest.fixture(scope="class")
    def attacked(self, server):
        """The addresses of who broke in, and of who came for what was left."""
        for directory in ("htdocs/up", "locks"):
            (server.root / directory).chmod(0o777)
        attacker, friend, visitor = server.client(), server.client(), server.client()
        for path in ("/.env", "/.git/config", "/wp-config.php.bak", "/c99.php", "/r57.php", "/backup.sql"):
            assert attacker.get(path).status == 404
        attacker.raw(f"GET {HOSTILE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1"))
        assert attacker.get("/page.html?id=1%27%20UNION%20SELECT%20password,2%20FROM%20users--").status == 200
        assert attacker.request("PUT", "/up/shell.php", body=b"<?php system($_GET['cmd']);").status == 201
        assert friend.get("/up/shell.php?cmd=id").status == 200
        assert visitor.get("/page.html").status == 200
        access = server.root / "logs/access.log"
        wait_until(lambda: "/page.html HTTP" in access.read_text(errors="replace"), what="the last request to be logged")
        return attacker.address, friend.address

    def report(self, server, *arguments, events=False):
        logs = server.root / "logs"
        command = [paths.CLI, "report", "-q", "-c", server.conf, *arguments, "--docroot", server.root / "htdocs", "--access-log", logs / "access.log"]
        command += ["--events", logs / "events.json"] if events else []
        done = subprocess.run([*map(str, command), "-q", str(logs / "error.log")], capture_output=True, timeout=120)
        assert done.returncode == 0, done.stderr
        if "json" in arguments:
            schema.check("report", json.loads(done.stdout))
        return done.stdout

    def test_what_succeeded(self, server, attacked):
        attacker, friend = attacked
        report = json.loads(self.report(server, "-f", "json"))
        first = report["incidents"][0]
        assert [client["client"] for client in first["clients"]] == [attacker]
        signs = {sign["kind"]: sign for sign in first["signs"]}
        assert {"attack_answered", "upload_taken"} <= set(signs)
        # Who came for what was left is an incident of his own.
        used = [(sign["name"], sign["client"]) for incident in report["incidents"] for sign in incident["signs"] if sign["kind"] == "upload_used"]
        assert used == [("shell.php", friend)]
        assert first["access_log"]["statuses"]["404"] >= 6 and "malware_upload" in str(first["categories"])

    def test_which_files_changed(self, server, attacked):
        files = json.loads(self.report(server, "-f", "json"))["changed_files"]["files"]
        assert files[0]["path"] == "/up/shell.php" and files[0]["runs"] and files[0]["asked_for"]
        expected = subprocess.run(["sha256sum", server.root / "htdocs/up/shell.php"], capture_output=True, text=True, check=True).stdout.split()[0]
        assert files[0]["sha256"] == expected

    @pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
    def test_each_form_tells_and_does_nothing(self, server, attacked, form):
        attacker, friend = attacked
        data = self.report(server, "-f", form)
        text = data.decode()  # it is UTF-8
        plain = html.unescape(text)
        assert attacker in plain and friend in plain and "/up/shell.php" in plain and "UNION" in plain
        assert "\x1b" not in text and "\x07" not in text and "\u202e" not in text
        if form == "html":
            assert "<script" not in text and "default-src 'none'" in text and "<b>\\x" not in text

    @pytest.mark.parametrize("form", ["text", "markdown", "html"])
    def test_in_japanese(self, server, attacked, form):
        text = self.report(server, "-f", form, "--lang", "ja").decode()
        plain = html.unescape(text)
        assert all(word in plain for word in ("インシデント報告書", "影響範囲", "推奨する次の対応", "封じ込め", "/up/shell.php", *attacked))
        assert "Incident report" not in text and "contain:" not in text
        assert "\x1b" not in text and "\x07" not in text and "\u202e" not in text and "<script" not in text
        assert form != "html" or '<html lang="ja">' in text

    def test_json_has_no_language(self, server, attacked):
        japanese, english = (json.loads(self.report(server, "-f", "json", "--lang", tag)) for tag in ("ja", "en"))
        assert {**japanese, "made": ""} == {**english, "made": ""}

    def test_what_the_server_recorded(self, server, attacked):
        wait_until(lambda: (server.root / "logs/events.json").read_text(), what="the detection to be written")
        report = json.loads(self.report(server, "-f", "json", events=True))
        assert report["summary"]["blocks_recorded"] and report["incidents"][0]["blocks"][0]["recorded"]

    # Whoever is woken by an alert types no names of files.
    def test_the_running_server_without_a_name(self, server, attacked):
        environment = {**os.environ, "ERRWATCH_CONFIG": str(server.conf), "ERRWATCH_STATE_FILE": str(server.state_file()), "TZ": "UTC"}
        ran = subprocess.run([paths.CLI, "report", "--since", "1h", "--format", "json"], capture_output=True, text=True, timeout=60, env=environment)
        assert ran.returncode == 0, ran.stderr
        kinds = {source["kind"] for source in schema.check("report", json.loads(ran.stdout))["sources"]}
        assert kinds == {"event_log", "state"}
        nowhere = {**environment, "ERRWATCH_CONFIG": "", "ERRWATCH_STATE_FILE": str(server.root / "nowhere")}
        ran = subprocess.run([paths.CLI, "report"], capture_output=True, text=True, timeout=60, env=nowhere)
        assert ran.returncode == 2 and "no FILE, --events or --state is named" in ran.stderr

    def test_a_running_server_by_its_state_file(self, server, attacked):
        done = subprocess.run([paths.CLI, "report", "-q", "-c", server.conf, "-f", "json", "--state", server.state_file()],
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        report = schema.check("report", json.loads(done.stdout))
        assert [source["kind"] for source in report["sources"]] == ["state"]
        assert attacked[0] in [client["client"] for incident in report["incidents"] for client in incident["clients"]]

    def test_what_memory_and_event_log_both_have_counts_once(self, server, attacked):
        log, state = ("--events", server.root / "logs/events.json"), ("--state", server.state_file())

        def entries(*sources):
            done = subprocess.run([paths.CLI, "report", "-q", "-c", server.conf, "-f", "json", *sources], capture_output=True, text=True, check=True)
            return json.loads(done.stdout)["summary"]["entries"]

        of_memory = entries(*state)
        assert of_memory > 0
        wait_until(lambda: entries(*log) == of_memory, what="all detections to be written")
        assert entries(*log, *state) == of_memory

    def test_anonymized(self, server, attacked):
        for form in ("text", "json", "html", "markdown"):
            text = self.report(server, "--anonymize", "-f", form).decode()
            assert not any(address in text for address in attacked) and "client-1" in text
