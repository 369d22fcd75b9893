"""A server of Redis of the test's own."""
import os
import signal
import subprocess

import redis

from harness.wait import wait_until
from .ports import free_port


class RedisServer:
    def __init__(self, directory, port=None, keeps_data=True, options=(), tls=None, password=None, beside=0, program="redis-server"):
        directory.mkdir(exist_ok=True)
        self.directory, self.options, self.keeps_data, self.tls, self.password = directory, list(options), keeps_data, tls, password
        self.port = port or free_port(beside)
        self.program, self.process = program, None
        self.stopped = False

    def command(self):
        command = [self.program]
        if self.program == "redis-sentinel":
            return [*command, str(self.directory / "sentinel.conf")]
        port = ["--port", "0", "--tls-port", str(self.port)] if self.tls else ["--port", str(self.port)]
        command += [*port, "--bind", "127.0.0.1", "--dir", str(self.directory), "--save", "", "--daemonize", "no", "--loglevel", "warning"]
        if self.keeps_data:
            command += ["--appendonly", "yes", "--appendfsync", "always"]
        return command + self.options

    def start(self):
        with open(self.directory / "log", "ab") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log)
        wait_until(self.answers, 20, f"redis-server on {self.port}")
        return self

    def client(self, **options):
        if self.tls:
            made, key = map(str, self.tls)
            options |= {"ssl": True, "ssl_ca_certs": made, "ssl_certfile": made, "ssl_keyfile": key}
        return redis.Redis("127.0.0.1", self.port, password=self.password, socket_timeout=5, **options)

    def answers(self):
        try:
            return self.client().ping()
        except redis.RedisError:
            return False

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process, self.stopped = None, False

    def lose_data(self):
        for path in sorted(self.directory.rglob("*"), reverse=True):
            if path.name.startswith(("appendonly", "dump")):
                path.rmdir() if path.is_dir() else path.unlink()

    def stop(self):
        os.kill(self.process.pid, signal.SIGSTOP)
        self.stopped = True

    def go_on(self):
        if self.stopped:
            os.kill(self.process.pid, signal.SIGCONT)
            self.stopped = False
