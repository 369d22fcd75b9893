"""The module as an object file, and the layers of its source."""
import json
import re
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
    """core <- store <- httpd and cli: the lower ones know nothing of the upper ones."""

    SOURCE = paths.REPOSITORY / "mod_errwatch"
    FORBIDDEN = re.compile(r'#\s*include\s*[<"](?:httpd\.h|http_|ap_|apr|apu|util_|mod_|mpm_|scoreboard)')

    def includes(self, directory):
        for path in sorted((self.SOURCE / directory).glob("*.[ch]*")):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if line.lstrip().startswith("#include"):
                    yield f"{path.name}:{number}", line

    @pytest.mark.parametrize("directory, may_not", [
        ("core", ("store/", "httpd/", "cli/")), ("store", ("httpd/", "cli/")), ("httpd", ("cli/",)), ("cli", ("httpd/",)),
    ])
    def test_direction(self, directory, may_not):
        found = list(self.includes(directory))
        assert found
        wrong = [(where, line) for where, line in found if any(f'"{other}' in line for other in may_not)]
        assert not wrong

    @pytest.mark.parametrize("directory", ["core", "store", "cli"])
    def test_no_httpd_headers(self, directory):
        assert not [(where, line) for where, line in self.includes(directory) if self.FORBIDDEN.search(line)]

    # The rule cannot be broken by accident: with core's own compile command httpd's header is not found.
    @pytest.mark.parametrize("directory", ["core", "store"])
    def test_httpd_header_does_not_compile(self, directory, tmp_path):
        databases = [d / "compile_commands.json" for d in (paths.BUILD, paths.MODULE.parent)]
        databases = [database for database in databases if database.exists()]
        if not databases:
            pytest.skip("there is no compile_commands.json")
        entries = json.loads(databases[0].read_text())
        entry = next(e for e in entries if f"/mod_errwatch/{directory}/" in e["file"])
        command = entry["command"].split()
        for header, compiles in (("vector", True), ("httpd.h", False), ("apr.h", False)):
            source = tmp_path / "probe.cc"
            source.write_text(f"#include <{header}>\n")
            arguments = [str(source) if word == entry["file"] else word for word in command]
            arguments[arguments.index("-o") + 1] = str(tmp_path / "probe.o")
            result = subprocess.run(arguments, cwd=entry["directory"], capture_output=True, text=True)
            assert (result.returncode == 0) == compiles, result.stderr

