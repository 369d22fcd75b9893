"""The program, with a configuration and a spool of its own."""
import os
import pathlib
import subprocess
import sys

from .wait import wait_until

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = pathlib.Path(os.environ.get("ERRWATCH_NOTIFY", REPOSITORY / "scripts/errwatch-notify"))
sys.path.insert(0, str(REPOSITORY / "scripts"))  # its parts, for the tests that look at one alone

SECRETS = {  # of each type, as the receiver's address allows
    "slack": "/services/T0SECRET1/B0SECRET2/s3cretTokenOfSlack",
    "discord": "/api/webhooks/112233445566/s3cret-Token_of-Discord",
    "teams": "/workflows/0123456789abcdef/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sig=s3cretOfTeams",
    "webhook": "/hook/s3cretPath?key=s3cretKey",
    "telegram": "123456789:s3cret-Token_of-Telegram",
}


class Notify:
    def __init__(self, directory):
        self.directory = directory
        self.spool = directory / "spool"
        self.path = directory / "notify.toml"
        self.services, self.top = [], {"spool": f'"{self.spool}"', "name": '"web1"'}
        self.process = None
        self.error_path = directory / "stderr"
        (directory / "secrets/notify").mkdir(parents=True, exist_ok=True)

    # Configuration

    def secret(self, name, text, mode=0o600):
        path = self.directory / "secrets/notify" / name
        path.write_text(text + "\n")
        path.chmod(mode)
        return f"secrets/notify/{name}"

    def service(self, name, **keys):
        """Quickly, unless the test says otherwise."""
        keys = {"interval": "100ms", "retry": "50ms", "timeout": "5s", **keys}
        self.services.append((name, keys))
        return self

    def web(self, kind, receiver, name=None, **keys):
        """A service that the receiver takes for the real one."""
        if kind == "telegram":
            keys = {"token_file": self.secret("telegram.token", SECRETS[kind]), "chat": ["-1001"], "api": receiver.url(""), **keys}
        else:
            keys = {"url_file": self.secret(f"{name or kind}.url", receiver.url(SECRETS[kind])), **keys}
        return self.service(name or kind, type=kind, **keys)

    def command(self, script, name="command", **keys):
        """A service that runs a shell script of the test's own."""
        return self.service(name, type="command", command=["/bin/sh", "-c", script], **keys)

    @staticmethod
    def _toml(value):
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, (int, float)):
            return str(value)
        if isinstance(value, list):
            return "[" + ", ".join(map(Notify._toml, value)) + "]"
        return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    def write(self):
        lines = [f"{key} = {value}" for key, value in self.top.items()]
        for name, keys in self.services:
            lines += [f"[service.{name}]", *(f"{key} = {self._toml(value)}" for key, value in keys.items())]
        self.path.write_text("\n".join(lines) + "\n")

    # Runs

    def run(self, *arguments, text=b"", timeout=60):
        self.write()
        return subprocess.run([PROGRAM, "-c", self.path, *arguments], input=text, capture_output=True, timeout=timeout)

    def start(self, *arguments, **options):
        self.write()
        with open(self.error_path, "ab") as error:
            self.process = subprocess.Popen([PROGRAM, "-c", self.path, *arguments], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=error,
                                            **options)
        return self

    def feed(self, *lines):
        self.process.stdin.write(b"".join(lines))
        self.process.stdin.flush()
        return self

    def end(self):
        """No more events; what it ends with."""
        self.process.stdin.close()
        return self.process.wait(60)

    def terminate(self):
        self.process.terminate()
        return self.process.wait(60)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        if self.process:
            self.process.stdin.close()

    def errors(self):
        return self.error_path.read_text(errors="replace") if self.error_path.exists() else ""

    # What it says of itself

    def state(self):
        from notify.spool import Spool
        return Spool(self.spool).state() or {"services": {}, "read": 0, "unreadable": 0}

    def count(self, service, name):
        return self.state()["services"].get(service, {}).get(name, 0)

    def wait_for(self, service, name, number):
        """Until a counter of a service is at least that."""
        wait_until(lambda: self.count(service, name) >= number,
                   what=lambda: f"{name} of {service} to be {number}: {self.state()}\n{self.errors()}")

    def messages(self):
        return sorted(self.spool.glob("message.*")) if self.spool.exists() else []

    def adds_up(self, service):
        """In events: what came is what was sent, dropped, or waits."""
        one = self.state()["services"][service]
        waiting = sum(message["events"] for message in one["queue"])
        assert one["matched"] == one["sent_events"] + one["dropped_events"] + waiting + one["digest"]["events"], one
        return one
