"""README.md: the scanner whose block is told of, and how it is seen a second time."""
import re

from harness import paths
from harness.cli import CommandLine
from harness.config import Config

README = (paths.REPOSITORY / "README.md").read_text()
SCANNER = re.search(r"^curl .* --interface (\S+) 'http://127\.0\.0\.1/\{(.*)\}'$", README, re.M)
AGENT = {"User-Agent": "curl/7.88.1", "Accept": "*/*"}


class TestScanner:
    PATHS = SCANNER[2].split(",")

    def scan(self, server, address, paths=PATHS):
        return [server.client(address).get("/" + path, AGENT).status for path in paths]

    # As installed, but for the engine: Debian's LogLevel, the shipped rules, the limits that are built in.
    def test_first_and_second_time(self, make_server):
        config = Config()
        config.log_level = "warn"
        config.load_errwatch().add("Include ${CONF}/rules/*.conf\nErrWatchEngine On\nErrWatchStateFile errwatch.state\nErrWatchVerifyCrawlers Off\n")
        server = make_server(config).start()
        log = server.log
        first, second = SCANNER[1], re.search(r"`(127\.0\.0\.\d+)` in the place of `127\.0\.0\.2`", README)[1]
        assert first == "127.0.0.2" != second
        for address in (first, second):
            log.expect_blocked(server.client(address))
            answers = self.scan(server, address)
            assert answers[0] == 404 and answers[-1] == 403, answers
        served = answers.count(404)
        # What a client asked for in vain stays known: an innocent who is let in is not blocked by the same broken links again.
        log.expect("EW0102", text=re.escape(second))
        assert CommandLine(server).run("unblock", second).returncode == 0
        assert set(self.scan(server, second, self.PATHS[:served] * 3)) == {404}
