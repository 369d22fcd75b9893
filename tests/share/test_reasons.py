"""What is said of Redis that is not reached: each cause in words of its own, always the same, with what would be right."""
import re
import socket
import subprocess
import threading

import pytest

from harness.wait import wait_until
from share_harness.host import pour

MOST_SHOWN = 127  # of a reason, by `errwatch peers` and the status page
PROTECTED = ("-DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user. In this mode "
             "connections are only accepted from the loopback interface. 1) Just disable protected mode sending the command 'CONFIG SET "
             "protected-mode no' from the loopback interface. " + "4) Set up an authentication password for the default user. " * 16 + "\r\n")


def made(directory, name, of="IP:127.0.0.1"):
    """(a certificate's file, its key's)"""
    certificate, key = directory / f"{name}.pem", directory / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                    "-addext", f"subjectAltName={of}", "-keyout", key, "-out", certificate], check=True, capture_output=True)
    key.chmod(0o600)
    return certificate, key


@pytest.fixture
def own(tmp_path):
    return made(tmp_path, "redis")


@pytest.fixture
def other(tmp_path):
    return made(tmp_path, "other")


@pytest.fixture
def secure(redis, own):
    """secure(): a server of TLS, which asks the hosts for certificates unless it is told otherwise."""
    def start(clients="no", certificate=own):
        options = ["--tls-cert-file", certificate[0], "--tls-key-file", certificate[1], "--tls-ca-cert-file", own[0], "--tls-auth-clients", clients]
        return redis(tls=own, options=[str(option) for option in options], start=False)
    return start


@pytest.fixture
def told(hosts):
    """told(port, ...): what --check says of it, each time; the same with the program that runs."""
    def asked(port, **settings):
        settings = {key: str(value) if key.endswith("_file") else value for key, value in settings.items()}
        host, = hosts([f"127.0.0.1:{port}"], "web1", start=False, redis=settings)
        said = {host.check(PATH="/nowhere").stderr for _ in range(4)}
        assert len(said) == 1, said
        reason = re.search(r"share\.toml: (.*)\n$", said.pop())[1]
        host.start()
        wait_until(lambda: host.transport["reason"], 20)
        host.kill()
        assert host.transport["reason"] == reason
        return reason
    return asked


class TestTls:
    def test_of_nobody_who_is_known(self, secure, told):
        assert told(secure().start().port, tls=True) == ("Redis' certificate is of no authority that is known here: say redis.ca_file "
                                                         "(certificate verify failed: self-signed certificate)")

    def test_of_somebody_else(self, secure, told, other):
        reason = told(secure().start().port, tls=True, ca_file=other[0])
        assert reason.startswith("Redis' certificate is of no authority in redis.ca_file, which has to be the one that signed it: certificate verify failed")

    def test_of_another_name(self, secure, told, tmp_path, own):
        named = made(tmp_path, "named", "DNS:redis.example.org")
        server = secure(certificate=named)
        server.tls = None  # the test's own client does not reach it either
        server.options += ["--port", "0", "--tls-port", str(server.port)]
        process = subprocess.Popen(server.command(), stdout=subprocess.DEVNULL)
        try:
            wait_until(lambda: is_listening(server.port), 20)
            reason = told(server.port, tls=True, ca_file=named[0])
        finally:
            process.kill()
            process.wait()
        assert reason.startswith("Redis' certificate is for other names than redis.servers has: certificate verify failed: IP address mismatch")

    def test_forgotten(self, secure, told):
        assert told(secure().start().port) == "Redis ends the connection unanswered: where it speaks TLS alone, say tls = true below [redis]"

    def test_where_there_is_none(self, redis, told, own):
        reason = told(redis().port, tls=True, ca_file=own[0])
        assert reason == "Redis does not answer in TLS: where this port has none, give its tls-port, or say tls = false"

    def test_a_certificate_is_wanted(self, secure, told, own):
        reason = told(secure("yes").start().port, tls=True, ca_file=own[0])
        assert reason == "Redis ends the TLS connection: it may want redis.certificate_file, or say tls-auth-clients no in redis.conf"

    def test_another_certificate_is_wanted(self, secure, told, own, other):
        reason = told(secure("yes").start().port, tls=True, ca_file=own[0], certificate_file=other[0], certificate_key_file=other[1])
        assert reason == "Redis ends the TLS connection: is redis.certificate_file signed by an authority of its tls-ca-cert-file?"


class TestFilesOfTls:
    @pytest.fixture
    def nonsense(self, tmp_path):
        path = tmp_path / "nonsense.pem"
        path.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        path.chmod(0o600)
        return path

    def test_authority(self, secure, told, nonsense):
        assert told(secure().start().port, tls=True, ca_file=nonsense) == f"redis.ca_file: {nonsense} has no certificate (PEM) that can be read"

    def test_certificate(self, secure, told, own, nonsense):
        reason = told(secure().start().port, tls=True, ca_file=own[0], certificate_file=nonsense, certificate_key_file=own[1])
        assert reason == f"redis.certificate_file: {nonsense} has no certificate (PEM) that can be read"

    def test_key(self, secure, told, own, nonsense):
        reason = told(secure().start().port, tls=True, ca_file=own[0], certificate_file=own[0], certificate_key_file=nonsense)
        assert reason == f"redis.certificate_key_file: {nonsense} has no private key (PEM, without a password) that can be read"

    def test_key_with_a_password(self, secure, told, own, tmp_path):
        """For which nobody is asked."""
        locked = tmp_path / "locked.key"
        subprocess.run(["openssl", "pkey", "-in", own[1], "-aes256", "-passout", "pass:secret", "-out", locked], check=True, capture_output=True)
        locked.chmod(0o600)
        reason = told(secure().start().port, tls=True, ca_file=own[0], certificate_file=own[0], certificate_key_file=locked)
        assert reason == f"redis.certificate_key_file: {locked} has no private key (PEM, without a password) that can be read"

    def test_key_of_another(self, secure, told, own, other):
        reason = told(secure().start().port, tls=True, ca_file=own[0], certificate_file=own[0], certificate_key_file=other[1])
        assert reason == f"redis.certificate_key_file: {other[1]} is the key of another certificate than {own[0]}"


def is_listening(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def protected():
    """A port at which Redis is that answers nobody from another host."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(1 << 16)
                connection.sendall(PROTECTED.encode())

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    listener.close()


def test_protected_mode(told, protected):
    reason = told(protected)
    assert reason == "Redis is in protected mode: its default user has no password. Say requirepass in redis.conf, not protected-mode no"
    assert len(reason) <= MOST_SHOWN


def test_redis_that_was_there_is_not_taken_for_one_of_tls(redis, hosts, proxy):
    between = proxy(redis())
    host, = hosts([f"127.0.0.1:{between.port}"], "web1")
    wait_until(host.is_connected, 20)
    between.cut()
    host.give(pour("203.0.113.1"))
    wait_until(lambda: host.transport["reason"] == "Redis ended the connection", 20)


def test_sentinels_that_are_not_reached_are_not_said_to_know_no_master(told, redis):
    assert "Connection refused" in told(1, kind="sentinel", master="mymaster")
