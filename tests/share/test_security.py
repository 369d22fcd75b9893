"""The least that Redis' user needs, and TLS."""
import re
import subprocess

import pytest

from harness.wait import wait_until
from share.trial import COMMANDS
from share_harness.host import REPOSITORY, block, converged, pour

PASSWORD = "s3cret-of-the-user"


def documented_rule():
    text = (REPOSITORY / "docs/many-hosts.md").read_text()
    return re.search(r"^ *ACL SETUSER errwatch (.*)$", text, re.M)[1].split()


def with_user(server, rule, password=PASSWORD):
    rule = [f">{password}" if word.startswith(">") else word for word in rule]
    server.client().execute_command("ACL", "SETUSER", "errwatch", *rule)


@pytest.fixture
def password_file(tmp_path):
    path = tmp_path / "password"
    path.write_text(PASSWORD + "\n")
    path.chmod(0o600)
    return str(path)


def test_the_documented_user_is_enough_and_no_word_is_too_much(redis, hosts, password_file):
    server, rule = redis(), documented_rule()
    allowed = {word[1:] for word in rule if word.startswith("+")}
    assert allowed == {*COMMANDS, "wait", "cluster|slots"}
    with_user(server, rule)
    options = {"redis": {"user": "errwatch", "password_file": password_file}, "limits": {"again": "1s"}}
    two = hosts(server, "web1", "web2", **options)
    two[0].give(pour("203.0.113.1", 4), block("198.51.100.1"))
    wait_until(lambda: converged(two, {"203.0.113.1": 4}, {"198.51.100.1": "block"}), 20)
    assert "no mistake" in two[0].check().stdout
    server.kill()  # what is looked at after a restart is allowed, too
    server.start()
    with_user(server, rule)
    two[1].give(pour("203.0.113.1", 3))
    wait_until(lambda: converged(two, {"203.0.113.1": 7}), 20)
    server.client().execute_command("ACL", "LOG", "RESET")  # of the moment in which there was no such user
    for command in COMMANDS:
        server.client().execute_command("ACL", "SETUSER", "errwatch", f"-{command}")
        done = two[0].check()
        assert done.returncode == 1 and "the ACL user may not do that" in done.stderr and command in done.stderr, command
        server.client().execute_command("ACL", "SETUSER", "errwatch", f"+{command}")
    mistakes = [entry[b"object"] for entry in map(lambda pairs: dict(zip(pairs[::2], pairs[1::2])), server.client().execute_command("ACL", "LOG"))]
    assert set(mistakes) <= {command.encode() for command in COMMANDS}


def test_a_wrong_password_is_told_without_it(redis, hosts, password_file):
    server = redis()
    with_user(server, documented_rule(), "another")
    host, = hosts(server, "web1", redis={"user": "errwatch", "password_file": password_file})
    wait_until(lambda: "Redis refuses user and password" in host.transport["reason"], 20)
    assert PASSWORD not in host.errors


def test_the_user_cannot_touch_other_keys(redis, hosts, password_file):
    server = redis()
    with_user(server, [word.replace("errwatch:", "other:") for word in documented_rule()])
    host, = hosts(server, "web1", start=False, redis={"user": "errwatch", "password_file": password_file})
    done = host.check()
    assert done.returncode == 1 and "the ACL user may not do that (it needs ~errwatch:{shop:*}:*): " in done.stderr


@pytest.fixture
def certificates(tmp_path):
    """(its file, its key's): of 127.0.0.1."""
    made, key = tmp_path / "redis.pem", tmp_path / "redis.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=redis",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", made], check=True, capture_output=True)
    return made, key


def test_tls(redis, hosts, certificates):
    made, key = certificates
    server = redis(tls=certificates, options=["--tls-cert-file", str(made), "--tls-key-file", str(key), "--tls-ca-cert-file", str(made)])
    own = {"tls": True, "ca_file": str(made), "certificate_file": str(made), "certificate_key_file": str(key)}
    two = hosts(server, "web1", "web2", redis=own)
    two[0].give(pour("203.0.113.1", 4))
    wait_until(lambda: converged(two, {"203.0.113.1": 4}), 20)
    stranger, = hosts(server, "web3", redis={"tls": True, "certificate_file": str(made), "certificate_key_file": str(key)})
    wait_until(lambda: "certificate verify failed" in stranger.transport["reason"], 20)
    plain, = hosts(server, "web4")
    wait_until(lambda: plain.transport["state"] == "waiting", 20)
    assert not stranger.state["counts"] and not plain.state["counts"]


def test_whom_tls_trusts(redis, hosts, certificates, monkeypatch, tmp_path):
    """The system's authorities (here: those that OpenSSL is told are) without ca_file, and with one nobody else's."""
    made, key = certificates
    server = redis(tls=certificates, options=["--tls-cert-file", str(made), "--tls-key-file", str(key), "--tls-ca-cert-file", str(made),
                                              "--tls-auth-clients", "no"])
    another = tmp_path / "another.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=other",
                    "-keyout", tmp_path / "another.key", "-out", another], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(made))
    of_system, = hosts(server, "web1", start=False, redis={"tls": True})
    assert "no mistake" in of_system.check().stdout
    of_another, = hosts(server, "web2", start=False, redis={"tls": True, "ca_file": str(another)})
    done = of_another.check()
    assert done.returncode == 1 and "certificate verify failed" in done.stderr
    monkeypatch.setenv("SSL_CERT_FILE", str(another))
    of_own, = hosts(server, "web3", start=False, redis={"tls": True, "ca_file": str(made)})
    assert "no mistake" in of_own.check().stdout


def test_no_secret_in_arguments_or_environment(redis, hosts, password_file):
    server = redis()
    with_user(server, documented_rule())
    host, = hosts(server, "web1", redis={"user": "errwatch", "password_file": password_file})
    wait_until(host.is_connected, 20)
    for pid in (host.process.pid, host.state["pid"]):
        for name in ("cmdline", "environ"):
            with open(f"/proc/{pid}/{name}", "rb") as file:
                text = file.read()
            assert PASSWORD.encode() not in text and host.key.encode() not in text
