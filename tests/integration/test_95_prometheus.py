"""A real Prometheus scrapes the status page, fires the alerts of conf/examples/prometheus, and answers each question of the Grafana dashboard."""
import json
import re
import subprocess
import urllib.parse
import urllib.request

import pytest

from harness import examples, unpacked
from harness.config import Config, free_port
from harness.wait import wait_until

DASHBOARD = json.loads((examples.DIRECTORY / "grafana/errwatch-dashboard.json").read_text())


def panels():
    return [(panel["title"], target["expr"]) for panel in DASHBOARD["panels"] for target in panel["targets"]]


def promtool(*arguments):
    done = subprocess.run([unpacked.root("prometheus") / "usr/bin/promtool", *map(str, arguments)], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


class Prometheus:
    def __init__(self, server, directory):
        port = free_port()
        self._address = f"http://127.0.0.1:{port}"
        self._directory = directory
        (directory / "errwatch.rules.yml").write_text(examples.adapted("prometheus/errwatch.rules.yml", {}))
        configuration = directory / "prometheus.yml"
        configuration.write_text("global: {scrape_interval: 1s, evaluation_interval: 1s}\n" + examples.adapted("prometheus/scrape.yml", {
            "scheme: https": "scheme: http", "www.example.org": f"127.0.0.1:{server.port}"}))
        code, said = promtool("check", "config", configuration)
        assert code == 0, said
        self._program = unpacked.Program([
            unpacked.root("prometheus") / "usr/bin/prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={directory}/data",
            f"--web.listen-address=127.0.0.1:{port}"], directory / "log")

    def ask(self, path, **query):
        url = f"{self._address}/api/v1/{path}?{urllib.parse.urlencode(query)}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            if error.code == 503:
                return None  # nor is it now
            raise AssertionError(error.read().decode()) from error
        except OSError:
            return None  # it is not up yet

    def targets(self):
        found = self.ask("targets")
        return [(each["health"], each["lastError"]) for each in found["activeTargets"]] if found else []

    def firing(self):
        found = self.ask("alerts")
        return {each["labels"]["alertname"] for each in found["alerts"] if each["state"] == "firing"} if found else set()

    def result(self, expression):
        return self.ask("query", query=expression)["result"]

    def stop(self):
        self._program.stop()

    def output(self):
        return self._program.output()


@pytest.fixture
def prometheus(make_server, tmp_path):
    config = Config()
    config.known_entries = "AH00128|EW0101"
    config.errwatch("ErrWatchLimit resource_exhaustion 3/10m\nErrWatchEventLog logs/errwatch-events.log\n")
    server = make_server(config).start()
    started = Prometheus(server, tmp_path)
    started.server = server
    yield started
    started.stop()


class TestPrometheus:
    def test_what_it_scrapes_fires_and_is_shown(self, prometheus):
        wait_until(lambda: prometheus.targets() and prometheus.targets()[0][0] == "up", 30, lambda: f"{prometheus.targets()} {prometheus.output()}")
        wait_until(lambda: prometheus.result("count_over_time(errwatch_blocks_total[1m]) >= 2"), 30)
        assert "ErrwatchClientBlocked" not in prometheus.firing()
        client = prometheus.server.client()
        client.miss(4)
        wait_until(lambda: "ErrwatchClientBlocked" in prometheus.firing(), 30, prometheus.firing)
        assert prometheus.firing() == {"ErrwatchClientBlocked"}
        for title, expression in panels():
            asked = expression.replace("$__rate_interval", "1m").replace("$instance", ".*")
            assert prometheus.result(asked), f"{title}: nothing for {asked}"
        assert prometheus.result("sum(errwatch_blocked_clients)")[0]["value"][1] == "1"
        names = {each["metric"]["__name__"] for each in prometheus.result('{__name__=~"errwatch_.+"}')}
        for name in re.findall(r"\berrwatch_[a-z_]+\b", examples.adapted("prometheus/errwatch.rules.yml", {})):
            assert name in names, f"no metric {name}"


class TestFiles:
    def test_each_alert_fires_when_it_should(self):
        code, said = promtool("test", "rules", examples.DIRECTORY / "prometheus/errwatch.rules.test.yml")
        assert code == 0, said
        alerts = set(re.findall(r"- alert: (\w+)", examples.adapted("prometheus/errwatch.rules.yml", {})))
        tested = set(re.findall(r"alertname: (\w+)\n +exp_alerts", examples.adapted("prometheus/errwatch.rules.test.yml", {})))
        assert alerts == tested

    # What Grafana wants of a dashboard, as its documentation of the JSON model names it: Grafana itself is in no Debian package.
    def test_the_dashboard_is_whole(self):
        for name in ("title", "uid", "schemaVersion", "panels", "templating", "time"):
            assert name in DASHBOARD
        numbers = [panel["id"] for panel in DASHBOARD["panels"]]
        assert len(set(numbers)) == len(numbers)
        taken = set()
        for panel in DASHBOARD["panels"]:
            assert panel["type"] in ("stat", "timeseries", "table") and panel["title"] and panel["targets"]
            place = panel["gridPos"]
            assert 0 <= place["x"] and place["x"] + place["w"] <= 24
            cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
            assert not cells & taken, f"{panel['title']} lies on another panel"
            taken |= cells
            references = [target["refId"] for target in panel["targets"]]
            assert len(set(references)) == len(references)
            for source in (panel, *panel["targets"]):
                assert source["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        variables = {each["name"] for each in DASHBOARD["templating"]["list"]}
        used = set(re.findall(r"\$\{?(?!__)(\w+)", json.dumps(DASHBOARD["panels"])))
        assert used == variables == {"datasource", "instance"}
