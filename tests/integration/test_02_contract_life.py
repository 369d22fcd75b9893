"""Facts about httpd that the module's design rests on, of its life: passes over the configuration, generations, restarts."""
import os
import pathlib
import tempfile

import pytest

from harness.config import Config
from harness.record import Record
from harness.recorded import Recorded
from harness.wait import wait_until


@pytest.mark.all_mpms
class TestLifeCycle(Recorded):
    # The DSO is loaded afresh for each pass over the configuration: statics begin again, retained data goes on.
    def test_reload(self, server):
        server.graceful()
        stages = self.record.all()
        assert [r["register_calls"] for r in stages if r["hook"] == "register_hooks"] == [1]
        before = self.record.hook("post_config")[-1]["retained"]
        server.graceful()
        assert self.record.hook("post_config")[-1]["retained"] == before + 1

    # pre_mpm runs on a restart, not on a graceful one.
    def test_pre_mpm(self, server):
        server.graceful()
        assert not self.record.hook("pre_mpm")
        server.restart()
        wait_until(lambda: self.record.hook("pre_mpm"))

    # The generation goes up by one each time; children know it, and are not root when they start working.
    def test_generation(self, server):
        server.restart()

        def current():  # those of children that have ended, or were recorded before, are of other generations
            children = server.children()
            return [r["generation"] for r in self.record.hook("child_init") if r["pid"] in children]

        wait_until(current)
        first = max(current())
        self.record.clear()
        server.graceful()
        # A spare child of the old generation may still have come up.
        wait_until(lambda: any(r["generation"] == first + 1 for r in self.record.hook("child_init")))
        assert max(r["generation"] for r in self.record.hook("child_init")) == first + 1
        if os.geteuid() == 0:
            assert all(r["uid"] != 0 for r in self.record.hook("child_init"))

    # The parent, with the rights of root, runs the hook too.
    def test_parent_calls_the_hook(self, server):
        server.graceful()
        assert server.process.pid in {r["pid"] for r in self.record.entries("AH0")}


class TestStart:
    @pytest.fixture
    def recorded(self, make_server, tmp_path_factory):
        config = Config()
        with tempfile.NamedTemporaryFile(prefix="errwatch-contract-") as file:
            record = Record(config, pathlib.Path(file.name))
            yield make_server(config), record

    # The hook is alive while the configuration is being read, also under -t: no server, and a message meant for the terminal.
    def test_syntax_error_under_t(self, recorded):
        server, record = recorded
        server.config.add("NoSuchDirective on")
        server.write()
        code, output = server.check()
        assert code == 1 and "NoSuchDirective" in output
        entry = record.entry("AH00526")
        assert entry["has_s"] == 0 and entry["startup"] == 1 and entry["module"] == "core"

    # -t reads the configuration once and never comes to post_config: what must be refused there must be refused while parsing.
    def test_no_post_config_under_t(self, recorded):
        server, record = recorded
        assert server.check()[0] == 0
        assert [r["main_state"] for r in record.hook("pre_config")] == [2]
        assert not record.hook("post_config")

    # A start reads the configuration twice; the first pass is recognised by its state.
    def test_two_passes(self, recorded):
        server, record = recorded
        server.start()
        assert [r["main_state"] for r in record.hook("post_config")] == [2, 4]

    # Retained data outlives both passes.
    def test_retained_over_both_passes(self, recorded):
        server, record = recorded
        server.start()
        assert [r["retained"] for r in record.hook("post_config")] == [1, 2]
