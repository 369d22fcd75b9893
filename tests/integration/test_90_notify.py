"""errwatch-notify beside a running httpd: as README sets it up, and behind a pipe in a storm."""
import importlib.util
import os
import pathlib
import re
import shlex
import statistics
import subprocess
import time

import pytest

from harness import paths
from harness.config import Config
from harness.json_lines import json_lines
from harness.wait import wait_until

PROGRAM = paths.REPOSITORY / "scripts/errwatch-notify"
UNIT = paths.REPOSITORY / "conf/package/errwatch-notify.service.in"
REQUESTS = 1500

pytest.importorskip("apprise", reason="Apprise is not installed")


@pytest.fixture
def receiver():
    path = paths.REPOSITORY / "tests/notify/notify_harness/receiver.py"
    spec = importlib.util.spec_from_file_location("notify_receiver", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = module.Receiver()
    yield made
    made.close()


def readme_commands():
    text = (paths.REPOSITORY / "README.md").read_text()
    section = re.search(r"^## Be told\n(.*?)^## ", text, re.S | re.M)[1]
    return re.search(r"```sh\n(.*?)```", section, re.S)[1].splitlines(), section


class TestReadme:
    """Its five commands; of the first two, which build and install, scripts/check_packages is the test."""

    def script(self, directory, name, text):
        path = directory / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def test_from_nothing_to_a_message(self, make_server, receiver, tmp_path):
        commands, section = readme_commands()
        assert len(commands) == 5
        assert commands[0].startswith("scripts/install-packages packages && scripts/release") and commands[1] == "sudo apt install ./release/*.deb"
        assert set(commands[:2]) <= {line.partition("   ")[0].rstrip() for line in (paths.REPOSITORY / "docs/install.md").read_text().splitlines()}

        # As installed: errwatch.conf of the package, which only watches, and a local file that is empty.
        config = Config("event")
        config.known_entries = r"."
        config.load_errwatch().add("Define ERRWATCH_RULES ${CONF}/rules\nInclude ${CONF}/errwatch.conf\nErrWatchStateFile errwatch.state\n"
                                   "ErrWatchVerifyCrawlers Off\nIncludeOptional ${ROOT}/local.conf\n")
        config.log_level = "warn"
        server = make_server(config).start()
        events = server.root / "logs/errwatch-events.log"
        (tmp_path / "notify.toml").write_text(f'spool = "{tmp_path}/spool"\n' + (paths.CONF / "notify.toml").read_text())
        tools = tmp_path / "bin"
        tools.mkdir()
        notify = f"exec {PROGRAM} -c {tmp_path}/notify.toml"
        self.script(tools, "sudo", 'exec "$@"')
        self.script(tools, "errwatch-notify", f'{notify} "$@"')
        start = re.search(r"^ExecStart=@notify_program@ (.*)$", UNIT.read_text(), re.M)[1].replace("@log_dir@/errwatch-events.log", str(events))
        self.script(tools, "systemctl", f'case "$*" in\n"reload apache2") kill -USR1 {server.process.pid} ;;\n'
                    f'"enable --now errwatch-notify") : >> {events}; {notify} {start} > /dev/null 2> {tmp_path}/stderr < /dev/null & echo $! > {tmp_path}/pid ;;\n'
                    "*) exit 1 ;;\nesac")

        def run(command):
            for there, here in {"/etc/apache2/errwatch/local.conf": str(server.root / "local.conf"), "/var/log/apache2/errwatch-events.log": str(events),
                                "http://127.0.0.1/": f"http://127.0.0.1:{server.port}/"}.items():
                command = command.replace(there, here)
            subprocess.run(["/bin/bash", "-c", command], env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}, check=True, timeout=60,
                           stdout=subprocess.DEVNULL)
        started, old = server.started_count(), set(server.children())
        try:
            run(commands[2].partition("#")[0] + f"<<< {shlex.quote(receiver.url('/services/T0/B0/token'))}")  # what it asks for
            run(commands[3])
            wait_until(lambda: server.started_count() > started and "ErrWatchEventLog" in (server.root / "local.conf").read_text())
            wait_until(lambda: (tmp_path / "spool/state").exists(), what=lambda: (tmp_path / "stderr").read_text())
            wait_until(lambda: not old & set(server.children()), what="the children that only watch to end")
            begin = time.monotonic()
            run(commands[4])
            wait_until(lambda: receiver.requests, 20, what=lambda: f"a message: {server.log.text()[-2000:]} {(tmp_path / 'stderr').read_text()}")
            print(f"{time.monotonic() - begin:.2f} s from the scan to its message")
        finally:
            if (tmp_path / "pid").exists():
                subprocess.run(["kill", (tmp_path / "pid").read_text().strip()], check=False)
        blocks = receiver.requests[0].json["attachments"][0]["blocks"]
        shown = re.findall(r"^```\w*\n(.*?)\n```", section, re.S | re.M)[1]
        assert blocks[0]["text"]["text"].partition(": ")[2] == shown.partition(": ")[2]
        assert "Client: 127.0.0.2" in blocks[1]["text"]["text"] and "Request: GET /" in blocks[1]["text"]["text"]
        assert receiver.requests[0].path == "/services/T0/B0/token"


class TestBehindAPipe:
    def configured(self, event_log=""):
        config = Config("event")
        config.known_entries = r"AH00128|EW01|errwatch-notify: |long lost child came home"
        config.errwatch("ErrWatchLimit resource_exhaustion none\n")
        if event_log:
            config.add(f"ErrWatchEventLog {event_log} events=block,incident,entry\n")
        return config

    def test_requests_are_as_fast_and_no_event_is_lost(self, make_server, tmp_path):
        tmp_path.chmod(0o755)
        toml = tmp_path / "notify.toml"
        toml.write_text(f'spool = "{tmp_path}/spool"\n[service.out]\ntype = "command"\ncommand = ["/usr/bin/tee", "-a", "{tmp_path}/out"]\n'
                        'severity = 0\ninterval = "500ms"\n')
        server = make_server(self.configured(f'"|{PROGRAM} -c {toml}"')).start()
        plain = make_server(self.configured()).start()

        def medians(one, other, numbers):
            times = {one: [], other: []}
            for number in numbers:
                for connection, taken in times.items():
                    begin = time.monotonic()
                    assert connection.get(f"/missing/{number}").status == 404
                    taken.append(time.monotonic() - begin)
            return [statistics.median(taken) for taken in times.values()]

        with server.client().connect() as one, plain.client().connect() as other:
            # Each third by itself: a machine that does something else meanwhile is as slow to one as to the other only in the long run.
            thirds = [medians(one, other, range(first, first + REQUESTS // 3)) for first in range(0, REQUESTS, REQUESTS // 3)]
        print("medians (us), and without: " + ", ".join(f"{1e6 * median:.0f} and {1e6 * usual:.0f}" for median, usual in thirds))
        assert any(median < 1.5 * usual + 0.0005 for median, usual in thirds)
        wait_until(lambda: server.status.counter("events_written") == REQUESTS)
        assert server.status.counter("events_dropped") == 0

        def told():
            out = tmp_path / "out"
            return json_lines(out) if out.exists() else []
        wait_until(lambda: sum(one["events"] for one in told()) == REQUESTS, 30, what=lambda: str([one["events"] for one in told()]))
        assert sum(one["kinds"]["entry"] for one in told()) == REQUESTS
        if os.geteuid() == 0:
            assert "this runs as root; --user NAME" in server.output() + server.log.text()

    def test_restarts_lose_and_double_nothing(self, make_server, tmp_path):
        tmp_path.chmod(0o755)
        toml = tmp_path / "notify.toml"
        toml.write_text(f'spool = "{tmp_path}/spool"\n[service.out]\ntype = "command"\ncommand = ["/bin/true"]\nseverity = 0\ninterval = "60s"\n')
        server = make_server(self.configured(f'"|{PROGRAM} -c {toml}"')).start()
        client = server.client()

        def state():
            done = subprocess.run([PROGRAM, "-c", toml, "--status"], capture_output=True, text=True, check=True)
            return int(re.search(r"^out: (\d+) events", done.stdout, re.M)[1]) if "out:" in done.stdout else 0
        def said():
            return "\n".join([str(state()), server.output(), *(line for line in server.log.text().splitlines() if "AH00128" not in line)])
        for number in range(4):
            client.miss(20)  # while it starts
            wait_until(lambda number=number: state() == 25 * number + 20, 40, what=said)
            client.miss(5)   # just before it is told to end
            wait_until(lambda number=number: server.status.counter("events_written") == 25 * (number + 1))
            server.graceful()
        wait_until(lambda: state() == 100, 40, what=said)
        server.stop()
        assert state() == 100


def test_unit_is_one_that_systemd_takes(tmp_path):
    """Of the text alone; nothing is started."""
    if subprocess.run(["sh", "-c", "command -v systemd-analyze"], capture_output=True).returncode:
        pytest.skip("systemd-analyze is not there")
    text = UNIT.read_text().replace("@notify_program@", shlex.quote(str(PROGRAM))).replace("@log_dir@", "/var/log/apache2")
    path = pathlib.Path(tmp_path / "errwatch-notify.service")
    path.write_text(text.replace("@notify_rights@", "SupplementaryGroups=adm\nCapabilityBoundingSet=").replace("Documentation=man:errwatch-notify(1)\n", ""))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True)
    said = [line for line in done.stderr.splitlines() if "errwatch" in line]
    assert said == []


def test_manual_page_has_each_option():
    page = (paths.CONF / "package/errwatch-notify.1.in").read_text().replace("\\-", "-")
    told = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
    options = set(re.findall(r"--[a-z-]+", told.partition("Exit status")[0]))
    assert len(options) >= 9 and [option for option in sorted(options) if option not in page] == []
