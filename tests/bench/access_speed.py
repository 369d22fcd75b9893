#!/usr/bin/python3
"""Lines a second of one access log on one core: `errwatch scan` beside GoAccess, in turns.

    tests/bench/access_speed.py --build build [--lines N] [--rounds N] [LOG]

Without LOG a log is made: 2,000 addresses, pages with their parts, some 404 and one scanner, in the form combined. Both programs read the file
once and write a report. The median of the rounds counts; the ratio is errwatch to GoAccess, more is faster.
"""
import argparse
import datetime
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import tempfile
import time

AGENTS = [f"Mozilla/5.0 (X11; Linux x86_64; rv:{major}.0) Gecko/20100101 Firefox/{major}.0" for major in range(100, 140)]
AGENTS += [f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"
           for major in range(100, 140)]


def make_log(path, count):
    chance = random.Random(1)
    start = datetime.datetime(2026, 11, 22, tzinfo=datetime.timezone.utc)
    with open(path, "w", encoding="ascii") as file:
        for i in range(count):
            at = start + datetime.timedelta(seconds=i // 20)
            client = f"198.51.{chance.randrange(100)}.{chance.randrange(20) + 1}"
            kind = chance.random()
            page = f"/articles/{chance.randrange(3000)}/a-title-of-{chance.randrange(3000)}.html"
            target = page if kind < 0.3 else f"/parts/{chance.randrange(400)}.{chance.choice(('css', 'js', 'png', 'woff2'))}"
            target += f"?page={chance.randrange(90)}&sort=date" if kind < 0.1 else ""
            status = 404 if kind > 0.98 else 304 if kind > 0.8 else 200
            if i % 997 == 0:
                client, target, status = "203.0.113.9", f"/admin{i}/config.php?id=1%27%20or%20%271%27=%271", 404
            file.write(f'{client} - - [{at:%d/%b/%Y:%H:%M:%S} +0000] "GET {target} HTTP/1.1" {status} {chance.randrange(90000)} '
                       f'"https://www.example.org{page}" "{chance.choice(AGENTS)}"\n')


def lines_a_second(command, lines):
    begin = time.perf_counter()
    subprocess.run(["taskset", "-c", "0", *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return lines / (time.perf_counter() - begin)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--lines", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("log", nargs="?")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        log = arguments.log or os.path.join(directory, "access.log")
        if arguments.log is None:
            make_log(log, arguments.lines)
        with open(log, "rb") as file:
            lines = sum(1 for _ in file)
        commands = {"errwatch": [str(arguments.build / "errwatch"), "scan", "-q", "--threads", "1", "--format", "json", log]}
        if shutil.which("goaccess"):
            commands["goaccess"] = ["goaccess", log, "--log-format=COMBINED", "--no-progress", "-o", os.path.join(directory, "report.json")]
        speeds = {name: [] for name in commands}
        for _ in range(arguments.rounds):
            for name, command in commands.items():
                speeds[name].append(lines_a_second(command, lines))
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    print(f"{lines} lines")
    for name, median in medians.items():
        print(f"{name:10} {median:10.0f} lines/s")
    if "goaccess" in medians:
        print(f"ratio      {medians['errwatch'] / medians['goaccess']:10.2f}")


if __name__ == "__main__":
    main()
