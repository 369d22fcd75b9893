"""What mod_contract wrote down: one dictionary for each call of a hook."""

from .wait import wait_until
from harness.json_lines import json_lines


class Record:
    def __init__(self, config, path):
        """`path` must exist and be writable by the server's children. Adds the recording module to a configuration."""
        self.path = path
        self._only = None
        path.write_text("")
        path.chmod(0o666)
        config.load_test_module("mod_contract")
        config.environment["CONTRACT_RECORD"] = str(path)
        config.environment["CONTRACT_LOG"] = config.error_log  # the servers' working directory is their root

    def clear(self, only=None):
        """Begins anew. With an address in `only`, calls for other clients are left out from now on: log_transaction of an earlier test's
        request may run, in another child, after this."""
        self._only = only
        with open(self.path, "r+b") as file:
            file.truncate()

    def all(self):
        """Everything so far, in the order in which it was written."""
        calls = json_lines(self.path)
        return [c for c in calls if self._only is None or (c.get("client_ip") or c.get("useragent_ip")) in (None, self._only)]

    def hook(self, name, **fields):
        """The calls of one hook whose fields have these values."""
        return [r for r in self.all() if r["hook"] == name and all(r.get(k) == v for k, v in fields.items())]

    def entries(self, start):
        """Calls of the error_log hook whose message begins so."""
        return [r for r in self.hook("error_log") if r["errstr"].startswith(start)]

    def entry(self, start):
        """The only call of the error_log hook whose message begins so."""
        found = self.entries(start)
        assert len(found) == 1, f"{len(found)} entries begin with {start!r}"
        return found[0]

    def wait_logged(self, count=1):
        """Until log_transaction has run for `count` requests: it is the last hook, and runs after the response was sent."""
        wait_until(lambda: len(self.hook("log_transaction")) >= count, what="log_transaction")

    def hooks_of_request(self):
        """Names of the hooks that were called for requests, in order, without error_log and without repetitions in a row."""
        names = [r["hook"] for r in self.all() if "r_status" in r and r["hook"] != "error_log"]
        return [name for i, name in enumerate(names) if i == 0 or names[i - 1] != name]
