"""Events go through two real rsyslogds to another machine's file, and into Elasticsearch's bulk interface: conf/examples/rsyslog."""
import http.server
import json
import threading

import pytest

from harness import schema, unpacked
from harness.config import Config, free_port
from harness.examples import adapted
from harness.wait import wait_until

HOSTILE = ("/missing/a'b\\c%22d%0ae%1b[31mf{{7*7}}${IFS}`id`$(id)<script>alert(1)</script>%ff%fe;--|&", "/missing/" + "x" * 7000,
           "/missing/\u2028\u202e\u0000".encode().decode("latin-1").replace("\0", "%00"))

RELP_WINDOW = 128  # messages that are on their way at a time


@pytest.fixture
def programs():
    """Called with a command, starts it until the test ends."""
    running = []

    def start(*arguments):
        running.append(unpacked.Program(*arguments))
        return running[-1]

    yield start
    for program in running:
        program.stop()


class Rsyslogd:
    """A daemon of the test's own, with one of the examples."""

    def __init__(self, programs, directory, text):
        directory.mkdir()
        self._programs, self._directory = programs, directory
        (directory / "rsyslog.conf").write_text(f'global(workDirectory="{directory}")\n{text}')
        self.log = directory / "log"
        checked = unpacked.Program(*self._command("-N1"), self.log_of("check"), unpacked.rsyslog([])[1])
        wait_until(lambda: "End of config validation run" in checked.output(), what=checked.output)
        checked.stop()
        assert "error" not in checked.output()
        self._program = None

    def log_of(self, name):
        return self._directory / f"{name}.log"

    def _command(self, *more):
        return (unpacked.rsyslog(["-n", "-f", self._directory / "rsyslog.conf", "-i", self._directory / "pid", *more])[0],)

    def start(self):
        self._program = self._programs(*self._command(), self.log, unpacked.rsyslog([])[1])
        return self

    def stop(self):
        self._program.stop()

    def queued(self):
        """Files in which messages wait."""
        return [path.name for path in self._directory.glob("errwatch.*")]


@pytest.fixture
def server(make_server):
    config = Config()
    config.known_entries = "AH00128|AH00026|AH00127"
    config.errwatch("""
        ErrWatchRule 900120 resource_exhaustion status=400,403,404 cost=1 name="whatever is asked for is an event"
        ErrWatchLimit resource_exhaustion none
        ErrWatchEventLog logs/errwatch-events.log events=block,incident,entry
    """, rules="")
    return make_server(config).start()


def send(server, count, paths=("/missing/page",)):
    client = server.client()
    with client.connect() as connection:
        for number in range(count):
            assert connection.get(paths[number % len(paths)]).status in (400, 403, 404)


def written(server, at_least):
    """The event log, once so many events are in it."""
    path = server.root / "logs/errwatch-events.log"
    wait_until(lambda: path.exists() and path.read_bytes().count(b"\n") >= at_least, what="events")
    return path.read_bytes()


class TestTwoMachines:
    @pytest.fixture
    def machines(self, server, programs, tmp_path):
        port = free_port()
        receiver = Rsyslogd(programs, tmp_path / "receiver", adapted("rsyslog/receive.conf", {
            "/var/log/errwatch/": f"{tmp_path}/collected/", '"0.0.0.0"': '"127.0.0.1"', "2514": port}))
        sender = Rsyslogd(programs, tmp_path / "sender", adapted("rsyslog/send.conf", {
            "/var/log/apache2/errwatch-events.log": server.root / "logs/errwatch-events.log", "logs.example.org": "127.0.0.1", "2514": port,
            'action.resumeInterval="10"': 'action.resumeInterval="1"'}))
        return sender, receiver

    @staticmethod
    def collected(tmp_path):
        files = list((tmp_path / "collected").glob("*.log"))
        assert len(files) <= 1
        return files[0].read_bytes() if files else b""

    def arrives(self, server, tmp_path, count, twice=0):
        sent = written(server, count)
        # What waited on the disk may come after what did not, and what was on its way when a connection ended may come twice.
        lines = set(sent.splitlines())
        wait_until(lambda: lines <= set(self.collected(tmp_path).splitlines()), 60, lambda: f"{len(self.collected(tmp_path))} of {len(sent)} bytes")
        collected = self.collected(tmp_path).splitlines()
        assert set(collected) == lines and len(collected) <= len(lines) + twice
        for line in sent.splitlines():
            schema.check("event", json.loads(line))

    def test_each_event_arrives_as_it_was_written(self, server, machines, tmp_path):
        sender, receiver = machines
        receiver.start()
        sender.start()
        send(server, 200, HOSTILE)
        self.arrives(server, tmp_path, 200)

    # The receiver away, the sender stopped and started in between: all waits on the disk, and comes once.
    def test_nothing_is_lost_while_the_receiver_is_away(self, server, machines, tmp_path):
        sender, receiver = machines
        sender.start()
        send(server, 300)
        written(server, 300)
        wait_until(lambda: "remote peer" in sender.log.read_text(), 20, sender.log.read_text)
        sender.stop()
        assert sender.queued()
        send(server, 300)
        sender.start()
        receiver.start()
        self.arrives(server, tmp_path, 600, twice=RELP_WINDOW)
        receiver.stop()
        send(server, 300)
        written(server, 900)
        receiver.start()
        self.arrives(server, tmp_path, 900, twice=2 * RELP_WINDOW)

    def test_nobody_else_writes_into_the_file(self, server, machines, programs, tmp_path):
        sender, receiver = machines
        receiver.start()
        log = tmp_path / "other.log"
        port = next(line.split('port="')[1].split('"')[0] for line in (tmp_path / "sender/rsyslog.conf").read_text().splitlines() if 'port="' in line)
        other = Rsyslogd(programs, tmp_path / "other", f'''module(load="imfile") module(load="omrelp")
            input(type="imfile" file="{log}" tag="sshd")
            action(type="omrelp" target="127.0.0.1" port="{port}" template="RSYSLOG_SyslogProtocol23Format")''').start()
        log.write_text('{"forged":1}\n' * 3)
        sender.start()
        send(server, 5)
        self.arrives(server, tmp_path, 5)
        other.stop()
        assert b"forged" not in self.collected(tmp_path)


def number(event):
    return event["event"]["sequence"]


class TestStorm:
    STORM = 30_000

    # As fast as a disk takes them, each of them whole, at the other end.
    def test_a_storm_arrives(self, programs, tmp_path):
        port, log = free_port(), tmp_path / "errwatch.log"
        Rsyslogd(programs, tmp_path / "receiver", adapted("rsyslog/receive.conf", {
            "/var/log/errwatch/": f"{tmp_path}/collected/", '"0.0.0.0"': '"127.0.0.1"', "2514": port})).start()
        sender = Rsyslogd(programs, tmp_path / "sender", adapted("rsyslog/send.conf", {
            "/var/log/apache2/errwatch-events.log": log, "logs.example.org": "127.0.0.1", "2514": port})).start()
        sent = [json.dumps({"n": number, "url": {"original": "/x" * (number % 400)}}) for number in range(self.STORM)]
        with log.open("w") as file:
            file.write("".join(line + "\n" for line in sent))

        def collected():
            return b"".join(path.read_bytes() for path in (tmp_path / "collected").glob("*.log")).splitlines()

        wait_until(lambda: len(collected()) >= self.STORM, 120, lambda: f"{len(collected())} {sender.log.read_text()[-500:]}", 0.2)
        assert sorted(line.decode() for line in collected()) == sorted(sent)


class Bulk(http.server.ThreadingHTTPServer):
    """As much of Elasticsearch as takes documents. Refuses what is no create, or no JSON."""

    def __init__(self):
        self.documents, self.refusals = {}, 0
        super().__init__(("127.0.0.1", 0), Answer)


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.answer({"status": "green"})

    do_HEAD = do_GET

    def do_POST(self):
        lines = self.rfile.read(int(self.headers["Content-Length"])).split(b"\n")
        if self.server.refusals > 0:
            self.server.refusals -= 1
            self.send_error(503)
            return
        items = []
        for head, document in zip(lines[0::2], lines[1::2]):
            action = json.loads(head)["create"]
            assert action["_index"] == "logs-errwatch.incident-default" and "_type" not in action, head
            event = json.loads(document)
            assert action["_id"].endswith(f'-{event["@timestamp"]}-{event["event"]["sequence"]}'), head
            is_new = action["_id"] not in self.server.documents
            self.server.documents.setdefault(action["_id"], event)
            items.append({"create": {"_index": action["_index"], "_id": action["_id"], "status": 201 if is_new else 409}})
        self.answer({"took": 1, "errors": any(item["create"]["status"] == 409 for item in items), "items": items})

    def answer(self, document):
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


class TestElasticsearch:
    def test_documents_are_created(self, server, programs, tmp_path):
        bulk = Bulk()
        bulk.refusals = 2
        threading.Thread(target=bulk.serve_forever, daemon=True).start()
        try:
            Rsyslogd(programs, tmp_path / "sender", adapted("rsyslog/elasticsearch.conf", {
                "/var/log/apache2/errwatch-events.log": server.root / "logs/errwatch-events.log", "https://elastic.example.org": "http://127.0.0.1",
                "9200": bulk.server_address[1], 'action.resumeInterval="10"': 'action.resumeInterval="1"'})).start()
            send(server, 100, HOSTILE)
            sent = [json.loads(line) for line in written(server, 100).splitlines()]
            wait_until(lambda: len(bulk.documents) >= len(sent), 60, lambda: f"{len(bulk.documents)} of {len(sent)}")
            assert sorted(bulk.documents.values(), key=number) == sorted(sent, key=number)
        finally:
            bulk.shutdown()
            bulk.server_close()
