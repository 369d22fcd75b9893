"""`errwatch exchange` of several servers, and what carries their lines."""
import json
import subprocess
import threading

from harness import paths
from harness.wait import wait_until


class Exchange:
    """One server's. `heard`: all that it wrote."""

    def __init__(self, server, host, on_batch, waits=False):
        self.host, self.heard, self._on_batch = host, [], on_batch
        self.process = subprocess.Popen([paths.CLI, "exchange", "--host", host, "--state", server.state_file(), "--config", server.conf],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not waits:
            wait_until(lambda: self.heard)  # from then on nothing is missed

    def _read(self):
        for line in self.process.stdout:
            said = json.loads(line)
            self.heard.append(said)
            if "batch" in said:
                self._on_batch(self, said["batch"])

    def say(self, **line):
        try:
            self.process.stdin.write(json.dumps(line) + "\n")
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            pass  # it was killed: what it was told comes again

    def status(self):
        return next((said["status"] for said in reversed(self.heard) if "status" in said), {})

    def kill(self):
        self.process.kill()
        self.process.wait()
        self._reader.join()

    def end(self):
        self.process.stdin.close()
        code = self.process.wait(timeout=20)
        self._reader.join()
        return code


class Hub:
    """Carries each batch to all others, in one order, and gives a host that comes anew everything again."""

    def __init__(self):
        self.connected = True
        self._lock = threading.RLock()
        self._messages, self._exchanges = [], {}

    def _carry(self, exchange, batch):
        with self._lock:
            if not self.connected:
                return
            message = {"host": exchange.host, "epoch": "1", "shard": 0, **batch}
            self._messages.append(message)
            exchange.say(ack=batch["seq"])
            for other in self._exchanges.values():
                if other.host != exchange.host:
                    other.say(apply=message)

    def start(self, server, host, waits=False):
        """`waits`: for a server that does not run yet."""
        exchange = Exchange(server, host, self._carry, waits)
        with self._lock:
            self._exchanges[host] = exchange
            for message in self._messages:
                if message["host"] != host:
                    exchange.say(apply=message)
            for other in self._exchanges.values():
                other.say(peers=[{"host": name, "state": "live"} for name in self._exchanges if name != other.host])
        return exchange

    def exchanges(self):
        return list(self._exchanges.values())

    def end(self):
        return [exchange.end() for exchange in self._exchanges.values()]
