"""Mistakes in the configuration are told by name, with what would be right."""
import pathlib
import subprocess

import pytest

from settings.document import ConfigurationError
from share import configuration
from share_harness.host import PROGRAM, REPOSITORY

GOOD = 'group = "shop"\nhost = "web1"\nkey_file = "share.key"\n'

MISTAKES = [
    ('host = "web1"\nkey_file = "share.key"\n', 'group is missing: the name of ErrWatchShare, like group = "shop"'),
    (GOOD.replace('key_file = "share.key"\n', ""), "key_file is missing"),
    (GOOD.replace("web1", "web 1"), "host must be a name of at most 64 letters, digits, dots, - and _"),
    (GOOD + "shards = 0", "shards must be a whole number from 1 to 1024"),
    (GOOD + 'shads = 2', "there is no shads; there are group, host, shards"),
    (GOOD + 'heartbeat = "5"', 'heartbeat must be a number with ms, s, m, h or d, like "1m"'),
    (GOOD + 'gone = "1s"', "gone must be longer than heartbeat"),
    (GOOD + 'exchange = "errwatch exchange"', 'exchange must be "unix:/PATH" of a socket, or a list of words like ["errwatch", "exchange"]'),
    (GOOD + '[redis]\nservers = ["redis.example.org"]', 'a server is "HOST:PORT", "[ADDRESS]:PORT" or "unix:/PATH"'),
    (GOOD + '[redis]\nservers = ["redis.example.org:65536"]', "has 'redis.example.org:65536'; a port is a number from 1 to 65535"),
    (GOOD + '[redis]\nservers = "127.0.0.1:0"', "a port is a number from 1 to 65535"),
    (GOOD + '[redis]\nservers = ["a:1", "b:2"]', 'redis.servers has several: say kind = "sentinel" or "cluster"'),
    (GOOD + '[redis]\nkind = "sentinels"', "redis.kind knows no sentinels; there are single, sentinel, cluster"),
    (GOOD + '[redis]\nkind = "sentinel"', "redis.master is missing"),
    (GOOD + '[redis]\nuser = "errwatch"', "redis.user without redis.password_file"),
    (GOOD + '[redis]\nca_file = "share.key"', "redis has files of TLS, but not tls = true"),
    (GOOD + '[redis]\ntls = true\nca_file = "none.pem"', "none.pem is no file"),
    (GOOD + '[redis]\ntls = true\ncertificate_file = "share.key"', "redis.certificate_file and redis.certificate_key_file belong together"),
    (GOOD + '[redis]\npassword = "x"', "there is no redis.password; there are servers"),
    (GOOD + '[limits]\nhost_messages = "many"', "limits.host_messages must be a whole number"),
    (GOOD + '[limits]\nagain_bytes = "much"', 'limits.again_bytes must be a size of 0 or more, like "4M"'),
    (GOOD + 'servers = "127.0.0.1:1"', "there is no servers; servers is a key of [redis]: the line [redis] is missing before it"),
    (GOOD + "tls = true\npassword_file = 3", "there is no password_file; password_file is a key of [redis]: the line [redis] is missing before it"),
    (GOOD + "host_messages = 3", "there is no host_messages; host_messages is a key of [limits]: the line [limits] is missing before it"),
    (GOOD + '[limits]\nservers = "127.0.0.1:1"', "there is no limits.servers; servers is a key of [redis]"),
    (GOOD + "[redis]\nshards = 2", "there is no redis.shards; shards belongs above the first table, [redis] say"),
    (GOOD + "group = 1", "share.toml: Cannot overwrite a value"),
]


def write(directory, text, key="k3y5-SeCrEt" * 5, mode=0o600):
    (directory / "share.key").write_text(key)
    (directory / "share.key").chmod(mode)
    path = directory / "share.toml"
    path.write_text(text)
    return path


def problems(path):
    with pytest.raises(ConfigurationError) as caught:
        configuration.read(path)
    return str(caught.value)


@pytest.mark.parametrize("text,told", MISTAKES)
def test_mistakes(tmp_path, text, told):
    assert told in problems(write(tmp_path, text))


def test_all_mistakes_at_once(tmp_path):
    told = problems(write(tmp_path, 'host = ""\nshards = "2"\n[redis]\nkind = 3\n'))
    assert len(told.splitlines()) == 5 and all(line.startswith(str(tmp_path / "share.toml")) for line in told.splitlines())


@pytest.mark.parametrize("mode,is_good", [(0o600, True), (0o640, True), (0o400, True), (0o644, False), (0o660, False), (0o604, False), (0o700, False)])
def test_modes_of_the_key(tmp_path, mode, is_good):
    path = write(tmp_path, GOOD, mode=mode)
    if is_good:
        assert configuration.read(path).key == b"k3y5-SeCrEt" * 5
    else:
        assert f"(mode {mode:04o}): chmod 0600" in problems(path)


@pytest.mark.parametrize("key,told", [("k3y5-" * 6, "has 30 bytes, a key has at least 32: take the file of another host of the group; for the first of them "
                                       "alone, openssl rand -hex 32 > "), ("", "has 0 bytes"),
                                      ("a" * 64, "repeats a few characters"), ("x" * 9000, "has more than 8192 bytes")])
def test_no_key(tmp_path, key, told):
    assert told in problems(write(tmp_path, GOOD, key))


class TestWhereSecretsLie:
    KEY = "k3y5-SeCrEt" * 5

    @staticmethod
    def secret(directory, name, mode=0o600):
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TestWhereSecretsLie.KEY)
        path.chmod(mode)
        return path

    @staticmethod
    def configured(directory, name):
        return write(directory, GOOD.replace("share.key", name))

    def test_in_the_directory_of_all_programs(self, tmp_path):
        """Said whether it is seen there or not: the unit cannot look."""
        told = problems(self.configured(tmp_path, "secrets/group.key"))
        assert f"the secrets of errwatch-share have a directory of their own: install -d -m 0700 {tmp_path}/secrets/share && " in told
        assert f'mv {tmp_path}/secrets/group.key {tmp_path}/secrets/share/group.key, and say "secrets/share/group.key"' in told

    def test_a_file_that_was_not_moved_yet(self, tmp_path):
        self.secret(tmp_path, "secrets/group.key")
        (tmp_path / "secrets/share").mkdir()
        told = problems(self.configured(tmp_path, "secrets/share/group.key"))
        assert f"No such file or directory; {tmp_path}/secrets/group.key is there: mv {tmp_path}/secrets/group.key {tmp_path}/secrets/share/group.key" in told
        assert "is there" not in problems(self.configured(tmp_path, "secrets/share/other.key"))

    def test_as_a_unit(self, tmp_path, monkeypatch):
        path = self.configured(tmp_path, "secrets/share/group.key")
        self.secret(tmp_path, "credentials/secrets_group.key")
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
        assert configuration.read(path).key == self.KEY.encode()
        assert "No such file" in problems(self.configured(tmp_path, "secrets/notify/group.key"))

    def test_elsewhere(self, tmp_path):
        """Where containers have them, say."""
        name = self.secret(tmp_path, "run/secrets/group.key")
        assert configuration.read(self.configured(tmp_path, str(name))).key == self.KEY.encode()

    def test_the_key_of_a_certificate_is_one(self, tmp_path):
        self.secret(tmp_path, "redis.pem", 0o644)
        self.secret(tmp_path, "redis.key", 0o644)
        text = GOOD + '[redis]\ntls = true\ncertificate_file = "redis.pem"\ncertificate_key_file = "redis.key"'
        assert "redis.key can be read or written by others (mode 0644): chmod 0600" in problems(write(tmp_path, text))
        self.secret(tmp_path, "redis.key")
        assert configuration.read(write(tmp_path, text)).redis.files["certificate_key_file"] == str(tmp_path / "redis.key")


@pytest.mark.parametrize("program", ["notify", "share"])
def test_a_unit_is_handed_its_own_secrets_alone(program):
    unit = (REPOSITORY / f"conf/package/errwatch-{program}.service.in").read_text()
    assert [line for line in unit.splitlines() if "Credential" in line] == [f"LoadCredential=secrets:/etc/errwatch/secrets/{program}"]
    rows = [line.split() for line in (REPOSITORY / "conf/package/files.txt").read_text().splitlines() if "/etc/errwatch/secrets/" in line]
    assert ["deb,rpm", f"errwatch-{program}", "d0700", f"/etc/errwatch/secrets/{program}"] in rows and len(rows) == 2


def test_no_secret_is_shown(tmp_path):
    settings = configuration.read(write(tmp_path, GOOD + '[redis]\nuser = "errwatch"\npassword_file = "share.key"'))
    assert settings.redis.password == "k3y5-SeCrEt" * 5
    assert "k3y5" not in repr(settings)


def test_exit_status(tmp_path):
    done = subprocess.run([PROGRAM, "-c", write(tmp_path, "shards = 0"), "--check"], capture_output=True, text=True)
    assert done.returncode == 2 and "shards must be" in done.stderr and not done.stdout
    done = subprocess.run([PROGRAM, "-c", tmp_path / "none.toml"], capture_output=True, text=True)
    assert done.returncode == 2 and "none.toml: No such file or directory" in done.stderr
    done = subprocess.run([PROGRAM, "-c", write(tmp_path, GOOD + '[redis]\nservers = ["127.0.0.1:1"]'), "--check"], capture_output=True, text=True)
    assert done.returncode == 1 and "Connection refused" in done.stderr


def test_the_shipped_configuration_has_every_key_right(tmp_path):
    """With the comment signs taken off."""
    shipped = pathlib.Path(__file__).parents[2] / "conf/share.toml"
    lines = [line.removeprefix("# ") if " = " in line or line.startswith("# [") else line for line in shipped.read_text().splitlines()]
    text = "\n".join(lines)
    (tmp_path / "secrets/share").mkdir(parents=True)
    for name in ("group.key", "redis.password"):
        (tmp_path / "secrets/share" / name).write_text("k3y5-SeCrEt" * 5)
        (tmp_path / "secrets/share" / name).chmod(0o600)
    (tmp_path / "share.toml").write_text(text)
    settings = configuration.read(tmp_path / "share.toml")
    default = configuration.Configuration(settings.path)
    for key in ("shards", "compress", "heartbeat", "gone", "exchange"):
        assert getattr(settings, key) == getattr(default, key), key
    assert settings.limits == default.limits
    assert set(configuration.LIMITS) <= {line.split(" = ")[0] for line in lines}
