import pathlib
import tempfile

import pytest

from harness import modules, paths
from harness.config import Config
from harness.httpd import Httpd

MPMS = ("event", "worker", "prefork")


def pytest_configure(config):
    config.addinivalue_line("markers", "all_mpms: the class runs under event, worker and prefork")


def pytest_generate_tests(metafunc):
    if "mpm" in metafunc.fixturenames:
        everywhere = metafunc.definition.get_closest_marker("all_mpms")
        metafunc.parametrize("mpm", MPMS if everywhere else MPMS[:1], scope="class")


@pytest.fixture(scope="session")
def test_modules():
    """The directory of the test-only modules, readable by the servers' children."""
    with tempfile.TemporaryDirectory(prefix="errwatch-modules-") as name:
        directory = pathlib.Path(name)
        directory.chmod(0o755)
        modules.build(directory)
        yield directory


def _needs_module(config):
    if any("errwatch_module" in line for line in config._loads) and not paths.MODULE.exists():
        pytest.fail(f"{paths.MODULE} is missing: build it, or name it in ERRWATCH_MODULE", pytrace=False)


@pytest.fixture(scope="class")
def server(request, mpm, test_modules):
    """The server of a test class, which says in configure(cls, config) what it needs."""
    config = Config(mpm)
    request.cls.configure(config)
    _needs_module(config)
    httpd = Httpd(config, test_modules)
    try:
        httpd.start()
        yield httpd
        httpd.stop()
        httpd.log.finish()
    finally:
        httpd.discard()


@pytest.fixture
def make_server(request, test_modules):
    """Servers for one test alone: make_server(config) returns one that is not started."""
    servers = []

    def make(config, root=None):
        _needs_module(config)
        httpd = Httpd(config, test_modules, root)
        servers.append(httpd)
        return httpd

    yield make
    try:
        for httpd in reversed(servers):
            httpd.stop()
            httpd.log.finish()
    finally:
        for httpd in servers:
            httpd.discard()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if call.when == "call":
        item.failed = outcome.get_result().failed


@pytest.fixture(autouse=True)
def announced_entries_only(request):
    """An error-log entry that no test announced fails it."""
    if "server" not in request.fixturenames:
        yield
        return
    httpd = request.getfixturevalue("server")
    httpd.log.read()
    yield
    if getattr(request.node, "failed", False):
        httpd.log.forget()  # what it announced may never come, and the failure says enough
    else:
        httpd.log.finish()


@pytest.fixture
def log(server):
    return server.log


@pytest.fixture
def client(server):
    """A client that nobody has seen before."""
    return server.client()
