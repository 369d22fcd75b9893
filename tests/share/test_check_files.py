"""`errwatch-share --check`: who may write and read the files, and what the unit's user cannot reach."""
import os
import pathlib
import pwd
import subprocess
import tempfile
import types

import pytest

from share import files
from share.configuration import Configuration, Redis
from share.findings import Findings
from share_harness.host import PROGRAM


class TestWho:
    GROUP = 12345  # which has no name

    @pytest.fixture
    def look(self, tmp_path):
        """look(): what is found of share.toml, the key and a file of TLS, after their modes and groups were changed."""
        for name, mode in (("share.toml", 0o644), ("share.key", 0o600), ("ca.pem", 0o644)):
            (tmp_path / name).write_text("")
            (tmp_path / name).chmod(mode)
            if os.geteuid() == 0:
                os.chown(tmp_path / name, 0, self.GROUP)

        def made():
            findings = Findings()
            files.look_at_files(Configuration(tmp_path / "share.toml", secret_files=[tmp_path / "share.key"],
                                                 redis=Redis(files={"ca_file": str(tmp_path / "ca.pem")})), findings)
            return findings
        return made

    def test_as_they_should_be(self, look):
        assert look() == Findings()

    @pytest.mark.parametrize("name", ["share.toml", "ca.pem"])
    def test_everybody_may_write(self, look, tmp_path, name):
        (tmp_path / name).chmod(0o666)
        findings = look()
        assert findings.problems[0].startswith(f"{tmp_path}/{name} can be written by everybody (mode 0666), who so chooses")
        assert findings.problems[0].endswith(f": chmod 0644 {tmp_path}/{name}") and len(findings.problems) == 1

    @pytest.mark.skipif(os.geteuid() != 0, reason="not root")
    def test_a_group_may_write_or_read(self, look, tmp_path):
        (tmp_path / "share.toml").chmod(0o664)
        (tmp_path / "share.key").chmod(0o640)
        findings = look()
        assert f"share.toml can be written by the group {self.GROUP} (mode 0664)" in findings.problems[0] and len(findings.problems) == 1
        assert f"share.key can be read by the group {self.GROUP} (mode 0640); if that is not meant: chmod 0600 " in findings.remarks[0]

    @pytest.mark.skipif(os.geteuid() != 0, reason="not root")
    @pytest.mark.parametrize("name", ["share.toml", "share.key", "ca.pem", ""])
    def test_whose_they_are(self, look, tmp_path, name):
        os.chown(tmp_path / name, self.GROUP, 0)
        found = look().problems
        assert len(found) == 1 and found[0].startswith(f"{tmp_path / name} belongs to the user {self.GROUP}, who can write it")
        assert found[0].endswith(f": chown root {tmp_path / name}")

    @pytest.mark.skipif(os.geteuid() != 0, reason="not root")
    def test_they_may_be_of_who_runs_it_or_of_the_unit(self, look, tmp_path, monkeypatch):
        os.chown(tmp_path / "share.key", self.GROUP, 0)
        monkeypatch.setattr(pwd, "getpwnam", lambda name: types.SimpleNamespace(pw_uid=self.GROUP, pw_gid=self.GROUP))
        assert look() == Findings()
        monkeypatch.undo()
        monkeypatch.setattr(os, "geteuid", lambda: self.GROUP)
        assert look() == Findings()

    def test_a_directory_further_up(self, look, tmp_path):
        (tmp_path / "above/beside").mkdir(parents=True)
        (tmp_path / "above").chmod(0o777)
        (tmp_path / "ca.pem").rename(tmp_path / "above/beside/ca.pem")
        findings = Findings()
        files.look_at_files(Configuration(tmp_path / "share.toml", redis=Redis(files={"ca_file": str(tmp_path / "above/beside/ca.pem")})), findings)
        assert findings.problems == [f"{tmp_path}/above can be written by everybody (mode 0777), who so chooses with whom this host shares, and what it "
                                     f"believes: chmod 0755 {tmp_path}/above"]

    def test_their_directory(self, look, tmp_path):
        tmp_path.chmod(0o777)
        assert f"{tmp_path} can be written by everybody (mode 0777)" in look().problems[0]
        tmp_path.chmod(0o1777)
        assert look() == Findings()

    def test_it_is_said(self, redis, hosts):
        host, = hosts(redis(), "web1", start=False)
        host.write()
        (host.directory / "share.toml").chmod(0o666)
        done = host.check()
        assert done.returncode == 1 and "share.toml can be written by everybody (mode 0666)" in done.stderr
        assert f"chmod 0644 {host.directory}/share.toml" in done.stderr


@pytest.fixture
def open_directory():
    """That anybody may enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as made:
        os.chmod(made, 0o755)
        yield pathlib.Path(made)


class TestUnit:
    @pytest.fixture
    def place(self, open_directory, monkeypatch):
        """Everything in it is as it is installed."""
        monkeypatch.setattr(pwd, "getpwnam", lambda name: types.SimpleNamespace(pw_uid=12345, pw_gid=12345))
        monkeypatch.setattr(files, "NOT_SEEN_BY_UNIT", ())
        own = open_directory / "errwatch"
        (own / "secrets/share").mkdir(parents=True)
        (own / "secrets").chmod(0o700)
        for name, mode in {"share.toml": 0o644, "ca.pem": 0o644, "secrets/share/group.key": 0o600}.items():
            (own / name).write_text("")
            (own / name).chmod(mode)
        for directory in (own, own / "secrets/share"):
            directory.chmod(0o755)
        return own

    @staticmethod
    def look(place, **more):
        findings = Findings()
        settings = {"redis": Redis(files={"ca_file": str(place / "ca.pem")}), "secret_files": [place / "secrets/share/group.key"], **more}
        files.look_at_unit(Configuration(place / "share.toml", **settings), findings)
        return findings.problems

    def test_as_it_is_installed(self, place):
        assert self.look(place) == []

    def test_what_it_cannot_read(self, place):
        (place / "share.toml").chmod(0o600)
        (place / "other.key").write_text("")
        (place / "other.key").chmod(0o600)
        told = self.look(place, secret_files=[place / "secrets/share/group.key", place / "other.key"])
        assert [problem.rpartition("(mode ")[2] for problem in told] == [
            f"0600): it has no secrets: chmod 0644 {place}/share.toml", f"0600): move it to {place}/secrets/share"]

    def test_what_it_cannot_enter(self, place):
        place.chmod(0o700)
        assert [problem.rpartition("who may not enter ")[2] for problem in self.look(place)] == [f"{place} (mode 0700): chmod 0711 {place}"] * 2

    def test_a_directory_of_its_own(self, place):
        (place / "tls").mkdir(mode=0o700)
        (place / "tls/ca.pem").write_text("")
        told = self.look(place, redis=Redis(files={"ca_file": str(place / "tls/ca.pem")}))
        assert len(told) == 1 and told[0].startswith(f"{place}/tls/ca.pem cannot be reached by the user errwatch-share")
        assert told[0].endswith(f"who may not enter {place}/tls (mode 0700): chmod 0711 {place}/tls")

    def test_what_it_does_not_see(self, place, monkeypatch):
        monkeypatch.setattr(files, "NOT_SEEN_BY_UNIT", (str(place.parent / "home"),))
        (place.parent / "home").mkdir()
        (place.parent / "home/ca.pem").write_text("")
        told = self.look(place, redis=Redis(files={"ca_file": str(place.parent / "home/ca.pem")}))
        assert told == [f"{place.parent}/home/ca.pem is below {place.parent}/home, which errwatch-share.service does not see: move it to /etc/errwatch"]

    def test_a_command_that_needs_root(self, place):
        told = self.look(place, exchange=["errwatch", "exchange"])
        assert len(told) == 1 and "starts errwatch as the user errwatch-share, and `errwatch exchange` has to be root: take the line out" in told[0]

    def test_it_is_not_installed(self, place, monkeypatch):
        def nobody(name):
            raise KeyError(name)
        monkeypatch.setattr(pwd, "getpwnam", nobody)
        place.chmod(0o700)
        assert self.look(place) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="not root")
def test_not_as_root(open_directory):
    """Somebody else may not read the key."""
    for name, text, mode in (("share.key", "k3y5-SeCrEt" * 5, 0o600), ("share.toml", 'group = "shop"\nhost = "web1"\nkey_file = "share.key"\n', 0o644)):
        (open_directory / name).write_text(text)
        (open_directory / name).chmod(mode)
    command = [PROGRAM, "-c", open_directory / "share.toml"]
    done = subprocess.run([*command, "--check"], capture_output=True, text=True, user=12345)
    assert done.returncode == 2 and "share.key: Permission denied" in done.stderr
    assert done.stderr.endswith("errwatch-share: what this user may not read root can: sudo errwatch-share --check\n")
    assert "sudo" not in subprocess.run([*command, "--check"], capture_output=True, text=True).stderr
    assert "sudo" not in subprocess.run(command, capture_output=True, text=True, user=12345).stderr
