"""A storm through a running httpd: each request comes from a client of its own and opens an incident, which blocks that client. Beside it an
innocent visitor, whose answers are timed."""
import multiprocessing
import os
import select
import socket
import statistics
import time

from harness.client import Connection

CONNECTIONS = 4
AT_ONCE = 50      # requests that are on their way on a connection, as of a proxy that has many clients
PAUSE = 0.005     # seconds between two requests of the visitor
VISITOR = "198.51.100.7"
ANSWER = b"HTTP/1.1 404 "
PATIENCE = 30  # seconds without an answer


def address(number):
    """All over the Internet, so that no range is blocked as a whole. None twice within 16 million."""
    mixed = number * 0x9E3779 & 0xFFFFFF
    return f"{20 + (mixed & 63)}.{mixed >> 16}.{mixed >> 8 & 255}.{mixed & 255}"


def request(number):
    return (f"GET /missing?id={number}'+UNION+SELECT+name,password+FROM+users--+ HTTP/1.1\r\n"
            f"Host: localhost\r\nX-Forwarded-For: {address(number)}\r\n\r\n").encode()


class _Line:
    """One connection, with requests on their way."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.waiting, self._rest = 0, b""

    def send(self, first, count):
        self.socket.sendall(b"".join(request(number) for number in range(first, first + count)))
        self.waiting += count

    def receive(self):
        data = self.socket.recv(1 << 18)
        if not data:
            raise ConnectionError("httpd closed a connection of the storm")
        text = self._rest + data
        answers = text.count(ANSWER)
        self._rest = text[max(text.rfind(ANSWER) + len(ANSWER), len(text) - len(ANSWER) + 1):] if answers else text[1 - len(ANSWER):]
        self.waiting -= answers
        return answers


def _storm(port, rate, seconds, result):
    """`rate` 0: as fast as answers come. Requests go out in the pace asked for, or as far behind it as httpd is."""
    lines = [_Line(port) for _ in range(CONNECTIONS)]
    sent = answered = 0
    begin = heard = time.monotonic()
    while (now := time.monotonic() - begin) < seconds or sent > answered:
        due = 0 if now >= seconds else (int(now * rate) - sent if rate else CONNECTIONS * AT_ONCE)
        for line in lines:
            count = min(due, AT_ONCE - line.waiting)
            if count >= (AT_ONCE // 2 if not rate else 1):
                line.send(sent, count)
                sent, due = sent + count, due - count
        for ready in select.select([line.socket for line in lines], [], [], 0.002)[0]:
            answered += next(line for line in lines if line.socket is ready).receive()
            heard = time.monotonic()
        if time.monotonic() - heard > PATIENCE and sent > answered:
            raise TimeoutError("httpd does not answer 404 any more")
    result.send((answered, time.monotonic() - begin))


def _visit(port, seconds, result):
    times, refused, end = [], 0, time.monotonic() + seconds
    with Connection(port, None) as connection:
        while time.monotonic() < end:
            begin = time.perf_counter()
            refused += connection.get("/page.html", {"X-Forwarded-For": VISITOR}).status != 200
            times.append(time.perf_counter() - begin)
            time.sleep(PAUSE)
    result.send((statistics.median(times) * 1e3, statistics.quantiles(times, n=100)[98] * 1e3, refused))


def cpu_seconds(pids):
    """Of all threads, in nanoseconds' steps."""
    spent = 0
    for pid in pids:
        for task in os.listdir(f"/proc/{pid}/task"):
            try:
                with open(f"/proc/{pid}/task/{task}/schedstat") as file:
                    spent += int(file.read().split()[0])
            except OSError:
                continue
    return spent / 1e9


def run(server, rate, seconds, affinity):
    """What was measured, by name."""
    made, children = [], server.children()
    before = cpu_seconds(children)
    for target, arguments in ((_storm, (server.port, rate, seconds)), (_visit, (server.port, seconds))):
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=target, args=(*arguments, writer), daemon=True)
        process.start()
        os.sched_setaffinity(process.pid, affinity)
        writer.close()
        made.append((process, reader))
    for process, _ in made:
        process.join()
    try:
        (answered, took), (median, slow, refused) = (reader.recv() for _, reader in made)
    except EOFError:
        raise SystemExit("the storm or the visitor came to grief, see above") from None
    return {"answered": answered, "rate": answered / took, "median": median, "slow": slow, "refused": refused,
            "cpu": (cpu_seconds(children) - before) / answered * 1e6}
