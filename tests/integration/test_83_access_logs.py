"""Error log and access log of a server that was attacked, read afterwards: the same clients are blocked as would have been live.

The server only detects, so that its logs hold what a server without the module would have answered.
The access log is written once with ids that the error log has, too (%L), and once as most servers write it, where client, time and path must do.
"""
import subprocess

import pytest

from harness import paths
from harness.client import WORDS
from harness.wait import wait_until

AGENT = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Accept-Language": "de,en;q=0.5"}
VISIT = ["/page.html", "/style.css", "/script.js", "/logo.png"]
ATTACKS = {
    "names": [f"/{word}.php" for word in WORDS],
    "secrets": [f"/{word}/.env" for word in WORDS[:40]],
    "injection": [f"/page.html?id=1%27%20UNION%20SELECT%20{word},2%20FROM%20users--%20-" for word in WORDS[:40]],
    "denied": [f"/denied/{word}/wp-config.php" for word in WORDS[:40]],
}
INNOCENT = {
    "visit": VISIT * 5,
    "broken image": (VISIT + ["/images/gone.jpg"]) * 3,
}
IDS = r'%a %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" \"%{Host}i\" \"%{Accept-Language}i\" %L %D'


class TestAccessLogs:
    @classmethod
    def configure(cls, config):
        config.log_level = "warn core:info"
        config.known_entries = "."
        for name in ("style.css", "script.js", "logo.png"):
            config.file(f"htdocs/{name}", "part\n")
        config.errwatch("ErrWatchEngine DetectionOnly\nInclude ${CONF}/rules/*.conf\n"
                        f'LogFormat "{IDS}" with_ids\nCustomLog logs/ids.log with_ids\n'
                        'CustomLog logs/combined.log "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\""\n', rules="")

    @pytest.fixture(scope="class")
    def seen(self, server):
        """What each address did, and who would have been denied."""
        addresses = {}
        for name, targets in {**INNOCENT, **ATTACKS}.items():
            client = server.client()
            addresses[client.address] = name
            for target in targets:
                client.request("GET", target, {**AGENT, "Connection": None})
        count = lambda: (server.root / "logs/ids.log").read_text().count("\n")  # noqa: E731
        wait_until(lambda: count() == (server.root / "logs/combined.log").read_text().count("\n") and count() > 50, what="lines of the access log")
        shown = {row["address"]: row for row in server.status.document()["clients"]}
        return addresses, {name for address, name in addresses.items() if shown.get(address, {}).get("detection_only")}

    def blocked(self, server, addresses, *arguments):
        command = [str(paths.CLI), "scan", "-q", "--format", "csv", "--config", str(server.conf), *arguments]
        result = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=server.root)
        assert result.returncode == 0, result.stderr
        return {addresses[line.split(",")[1]] for line in result.stdout.splitlines()[1:]}

    def test_live(self, seen):
        assert seen[1] == set(ATTACKS)

    @pytest.mark.parametrize("arguments", [
        ("logs/error.log", "--access-log", "logs/ids.log", "--log-format", "with_ids"),
        ("logs/error.log", "--access-log", "logs/ids.log", "--log-format", "ids.log"),
        ("logs/error.log", "--access-log", "logs/combined.log"),
        ("logs/combined.log", "logs/error.log"),
        ("--input", "access", "logs/combined.log"),
    ], ids=lambda arguments: " ".join(arguments).replace("logs/", ""))
    def test_the_same_clients(self, server, seen, arguments):
        addresses, denied = seen
        assert self.blocked(server, addresses, *arguments) == denied
