"""docs/from-other-tools.md names each directive of the modules, each jail of fail2ban for Apache, that are installed here."""
import pathlib
import re
import subprocess

import pytest

from harness import paths

GUIDE = (paths.REPOSITORY / "docs/from-other-tools.md").read_text()
NAMED = set(re.findall(r"`([\w./-]+)`", GUIDE))


def directives(tmp_path, module, library, also=""):
    """What `httpd -L` says that the module brings."""
    path = pathlib.Path(paths.httpd_modules()) / library
    if not path.exists():
        pytest.skip(f"{library} is not installed")
    conf = tmp_path / "httpd.conf"
    mpm = pathlib.Path(paths.httpd_modules()) / "mod_mpm_event.so"
    conf.write_text(f"ServerRoot {tmp_path}\nServerName x\nErrorLog /dev/null\nLoadModule mpm_event_module {mpm}\n{also}LoadModule {module} {path}\n")
    said = subprocess.run([paths.httpd_binary(), "-f", str(conf), "-L"], capture_output=True, text=True, timeout=60).stdout
    return set(re.findall(r"^(DOS\w+|QS_\w+) \(", said, re.M))


def test_mod_evasive(tmp_path):
    found = directives(tmp_path, "evasive20_module", "mod_evasive20.so")
    assert found and found <= NAMED


def test_mod_qos(tmp_path):
    pcre = pathlib.Path("/usr/lib/x86_64-linux-gnu/libpcre.so.3")
    found = directives(tmp_path, "qos_module", "mod_qos.so", f"LoadFile {pcre}\n" if pcre.exists() else "")
    assert found and found <= NAMED, found - NAMED


def test_fail2ban():
    jails = {path.stem for path in pathlib.Path("/etc/fail2ban/filter.d").glob("apache-*.conf")}
    if not jails:
        pytest.skip("fail2ban is not installed")
    assert jails <= NAMED, jails - NAMED
