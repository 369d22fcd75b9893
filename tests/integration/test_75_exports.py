"""The module as an object file, and the layers of its source."""
import json
import re
import shlex
import subprocess

import pytest

from harness import paths


def symbols(*options):
    """(type, name) of the module's dynamic symbols."""
    output = subprocess.run(["nm", "-D", *options, str(paths.MODULE)], check=True, capture_output=True, text=True).stdout
    return [tuple(line.split()[-2:]) for line in output.splitlines()]


class TestObject:
    # Anything else that is visible binds to other modules, or pins the DSO in memory over restarts.
    @pytest.mark.skipif(paths.is_sanitized(), reason="a sanitizer exports its own")
    def test_only_the_module_record_is_exported(self):
        assert [name for _, name in symbols("--defined-only")] == ["errwatch_module"]

    # A thread_local with a destructor pins the DSO; a dynamic TLS look-up may allocate on a thread's first entry.
    @pytest.mark.parametrize("name", ["__cxa_thread_atexit", "__cxa_thread_atexit_impl", "__tls_get_addr"])
    @pytest.mark.skipif(paths.is_sanitized(), reason="a sanitizer imports what it needs")
    def test_not_imported(self, name):
        assert name not in {symbol.split("@")[0] for _, symbol in symbols("--undefined-only")}

    # Unique symbols keep a DSO loaded, with stale statics.
    def test_no_unique_symbols(self):
        assert not [name for kind, name in symbols() if kind == "u"]

    def test_relro_and_no_executable_stack(self):
        headers = subprocess.run(["readelf", "-lW", str(paths.MODULE)], check=True, capture_output=True, text=True).stdout
        assert "GNU_RELRO" in headers
        assert re.search(r"GNU_STACK\s.*\sRW\s", headers)


class TestLayers:
    """A folder is what it may touch: what lies above it, and httpd's headers, its compile command does not find."""

    SOURCE = paths.REPOSITORY / "mod_errwatch"

    @pytest.fixture(scope="class")
    def commands(self):
        databases = [d / "compile_commands.json" for d in (paths.BUILD, paths.MODULE.parent)]
        databases = [database for database in databases if database.exists()]
        if not databases:
            pytest.skip("there is no compile_commands.json")
        return json.loads(databases[0].read_text())

    def compiles(self, commands, folder, header, directory):
        # By its target, because a folder may be compiled as one file.
        target = "mod_errwatch" if folder == "httpd" else "errwatch_" + folder.replace("/", "_")
        entry = next(entry for entry in commands if f" -o mod_errwatch/CMakeFiles/{target}.dir/" in entry["command"])
        source = directory / "probe.cc"
        source.write_text(f"#include {header}\n")
        arguments = [str(source) if word == entry["file"] else word for word in shlex.split(entry["command"])]
        arguments[arguments.index("-o") + 1] = str(directory / "probe.o")
        return subprocess.run(arguments, cwd=entry["directory"], capture_output=True).returncode == 0

    @pytest.mark.parametrize("folder, may, may_not", [
        ("base", "base/ascii.h", "model/entry.h"),
        ("model", "base/ascii.h", "match/pattern.h"),
        ("match", "model/entry.h", "rules/rule.h"),
        ("rules", "match/pattern.h", "config/settings.h"),
        ("config", "rules/rule.h", "store/segment.h"),
        ("store", "rules/rule.h", "config/settings.h"),
        ("pages", "config/settings.h", "httpd/runtime.h"),
        ("httpd", "pages/snapshot.h", "cli/output/table.h"),
        ("cli/output", "base/ascii.h", "model/entry.h"),
        ("cli/config", "config/settings.h", "cli/logs/log_line.h"),
        ("cli/logs", "rules/rule.h", "store/segment.h"),
        ("cli/scan", "cli/logs/log_line.h", "cli/server/status.h"),
        ("cli/server", "pages/snapshot.h", "cli/scan/replay.h"),
        ("cli", "cli/scan/scan.h", "httpd/runtime.h"),
    ])
    def test_a_folder_sees_what_it_may_touch(self, commands, folder, may, may_not, tmp_path):
        assert (self.SOURCE / may_not).exists()
        assert self.compiles(commands, folder, f'"{may}"', tmp_path)
        assert not self.compiles(commands, folder, f'"{may_not}"', tmp_path)

    @pytest.mark.parametrize("folder", ["base", "model", "match", "rules", "config", "store", "pages", "cli/output", "cli/config",
                                        "cli/logs", "cli/scan", "cli/server", "cli"])
    @pytest.mark.parametrize("header", ["<httpd.h>", "<apr.h>"])
    def test_httpd_headers_are_out_of_reach(self, commands, folder, header, tmp_path):
        assert self.compiles(commands, folder, "<vector>", tmp_path)
        assert not self.compiles(commands, folder, header, tmp_path)
