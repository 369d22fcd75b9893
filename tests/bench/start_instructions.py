#!/usr/bin/python3
"""What the module costs httpd's parent when it starts and begins anew, in instructions as callgrind counts them: the same on a busy machine.

    tests/bench/start_instructions.py [--top 15]

Bare httpd, and httpd with the module and all shipped rules: `httpd -t`; a start up to the first answer, and the stop behind it; a graceful
restart, which is what a run with one takes more than a run without. --top: of the module's start and its restart, the functions that
take most. ERRWATCH_BUILD names the build. Needs Debian's valgrind.
"""
import argparse
import pathlib
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))
from footprint import SERVERS, server_of  # noqa: E402
from harness import paths  # noqa: E402
from harness.wait import wait_until  # noqa: E402
from instructions import annotated  # noqa: E402


def counting(counts):
    return ["valgrind", "--tool=callgrind", f"--callgrind-out-file={counts}/%p"]


def total(file):
    return next(int(line.split()[1]) for line in file.read_text(errors="replace").splitlines() if line.startswith("summary:"))


def checked(kind, counts):
    server = server_of(kind, "event")
    try:
        subprocess.run([*counting(counts), paths.httpd_binary(), "-f", str(server.conf), "-t"], check=True, capture_output=True, timeout=300)
    finally:
        server.discard()
    file, = counts.iterdir()
    return file


def lived(kind, counts, restarts):
    """The file of the parent: it has started, begun anew so many times, and stopped."""
    server = server_of(kind, "event")
    server.config.launcher = counting(counts)
    try:
        server.launch()
        wait_until(lambda: server.started_count() and server.answers(), 300)
        for _ in range(restarts):
            count = server.started_count()
            server.process.send_signal(signal.SIGUSR1)
            wait_until(lambda: server.started_count() > count and server.answers(), 300)
        parent = server.process.pid
        server.stop()
        return counts / str(parent)
    finally:
        server.discard()


def counted(kind):
    """{what: (instructions, the functions that take them)}"""
    files = {}
    with tempfile.TemporaryDirectory() as name:
        for what, run in (("httpd -t", checked), ("start", lambda *a: lived(*a, 0)), ("start and restart", lambda *a: lived(*a, 1))):
            counts = pathlib.Path(name, what)
            counts.mkdir()
            counts.chmod(0o777)  # a child that httpd makes is another process, which writes as httpd's user
            files[what] = run(kind, counts)
        found = {what: (total(file), annotated(file)) for what, file in files.items()}
    start, both = found["start"], found.pop("start and restart")
    found["graceful restart"] = (both[0] - start[0], {function: value - start[1].get(function, 0) for function, value in both[1].items()})
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--top", type=int, default=0)
    options = parser.parse_args()
    for kind in SERVERS:
        for what, (instructions, functions) in counted(kind).items():
            print(f"{kind:8} {what:18} {instructions / 1e6:8,.1f} million", flush=True)
            for (function, where), value in sorted(functions.items(), key=lambda item: -item[1])[:options.top]:
                print(f"         {value / 1e6:8,.1f} {function[:110]} [{where}]", flush=True)


if __name__ == "__main__":
    main()
