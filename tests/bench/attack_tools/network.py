"""Two private networks, server and clients, joined by a virtual cable: no packet leaves the machine, and no client is one of the
server's own addresses, so that neither allow lists nor a configuration have to be changed for the measurement."""
import os
import signal
import subprocess
import sys

SERVER = "192.0.2.1"
CLIENTS = "198.51.100"  # the network of attackers and visitors
_INSIDE = "ERRWATCH_BENCH_INSIDE"


def enter_private_network():
    """Starts this program again in a network of its own, unless it is in one already."""
    if os.environ.get(_INSIDE) == str(os.getpid()):
        return
    if os.geteuid() != 0:
        raise SystemExit("attack_tools: only root can lay private networks (and httpd's children run as another user)")
    os.environ[_INSIDE] = str(os.getpid())  # exec keeps the process id, so a child that inherits the variable is not mistaken
    os.execvp("unshare", ["unshare", "--net", "--", sys.executable, *sys.argv])


def _ip(*words, within=()):
    subprocess.run([*within, "ip", *words], check=True)


class ClientNetwork:
    """Where tools and visitors run. It ends with this program, however that ends."""

    def __init__(self):
        _ip("link", "set", "lo", "up")
        # `cat` ends when our end of its pipe is closed, and the network with its last process.
        self._holder = subprocess.Popen(["unshare", "--net", "--", "cat"], stdin=subprocess.PIPE, start_new_session=True)
        self._within = ["nsenter", f"--net=/proc/{self._holder.pid}/ns/net", "--"]
        self._wait_for_its_own()
        _ip("link", "add", "server0", "type", "veth", "peer", "name", "client0", "netns", str(self._holder.pid))
        _ip("address", "add", f"{SERVER}/32", "dev", "server0")
        _ip("link", "set", "server0", "up")
        _ip("route", "add", f"{CLIENTS}.0/24", "dev", "server0")
        _ip("link", "set", "lo", "up", within=self._within)
        _ip("link", "set", "client0", "up", within=self._within)

    def _wait_for_its_own(self):
        ours = os.readlink("/proc/self/ns/net")
        while os.readlink(f"/proc/{self._holder.pid}/ns/net") == ours:
            if self._holder.poll() is not None:
                raise SystemExit("attack_tools: cannot make a second network")

    def add_client(self, address):
        _ip("address", "replace", f"{address}/24", "dev", "client0", within=self._within)

    def send_from(self, address):
        """From now on whoever does not choose an address has this one."""
        self.add_client(address)
        _ip("route", "replace", SERVER, "dev", "client0", "src", address, within=self._within)

    def start(self, command, **options):
        return subprocess.Popen([*self._within, *command], start_new_session=True, **options)

    def close(self):
        self._holder.stdin.close()
        self._holder.wait()


def stop(process, grace_s=5):
    """Ends a process and all that it started: it leads a session of its own."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            pass
        try:
            process.wait(grace_s)
        except subprocess.TimeoutExpired:
            continue
        if number == signal.SIGKILL:
            return
