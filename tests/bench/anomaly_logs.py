#!/usr/bin/python3
"""How well `errwatch scan --anomalies` finds what is injected into made-up logs of a site, from the lines to what is told:

    tests/bench/anomaly_logs.py [--errwatch build/errwatch] [--seed 1001] [--seeds 5]

An error log of five weeks (UTC), twenty kinds of entries with a rhythm of day and week each, and the access log of those hours in which
visitors matter. Injected behind the third week, each once: a new kind of entry, a tenfold burst of half an hour, a ramp to six times within
two days, a day of silence, 2,000 clients with three failures each on one account within an hour, a deployment (five new kinds, one that
ends), and a broken deployment (known visitors meet a fault of one page). Found: within two of its periods. No times are measured.
"""
import argparse
import json
import math
import pathlib
import random
import subprocess
import tempfile
from datetime import datetime, timedelta, timezone

BEGIN = datetime(2026, 9, 7, tzinfo=timezone.utc)  # a Monday
DAY = 86400
DAYS, QUIET_DAYS = 35, 21
SLOT = 300
# Kinds of entries: an AH number, or a message of PHP told by its words. {0} is what differs each time.
KINDS = [
    ("core:info", "AH00128: File does not exist: /var/www/html/{0}"), ("authz_core:error", "AH01630: client denied by server configuration: /var/www/{0}"),
    ("autoindex:error", "AH01276: Cannot serve directory /var/www/{0}/: No matching DirectoryIndex (index.html) found"),
    ("core:error", "AH00037: Symbolic link not allowed or link target not accessible: /var/www/{0}"),
    ("proxy:error", "AH00898: Error reading from remote server returned by /app/{0}"), ("rewrite:error", "AH00670: Options FollowSymLinks denied: /srv/{0}"),
    ("negotiation:error", "AH00690: no acceptable variant: /var/www/html/{0}"), ("ssl:info", "AH02008: SSL library error {0} in handshake (server www)"),
    ("reqtimeout:info", "AH01382: Request header read timeout"), ("core:error", "AH00126: Invalid URI in request GET {0} HTTP/1.1"),
    ("headers:error", "AH01502: unknown header {0}"), ("deflate:error", "AH01384: zlib error {0} flushing zlib output buffer"),
    *(("php:error", f"PHP Notice:  {text} in /var/www/html/{{0}}.php on line 12") for text in (
        "Undefined variable", "Undefined index", "Array to string conversion", "Trying to get property of non-object", "Undefined offset",
        "Only variables should be passed by reference", "A session had already been started", "Use of undefined constant")),
]
NEW = [("php:error", f"PHP Fatal error:  {text} in /var/www/html/{{0}}.php:7") for text in (
    "Uncaught Error: Call to undefined method", "Maximum execution time exceeded", "Cannot redeclare class", "Allowed memory size exhausted",
    "Uncaught TypeError: Argument must be of type string", "Out of memory")]
FAULT = ("php:error", "PHP Fatal error:  Uncaught PDOException: could not find driver in /var/www/html/cart.php:3")


class Site:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines, self.access, self.injected = [], [], []
        self.kinds = [dict(text=text, level=math.exp(self.random.uniform(math.log(0.1), math.log(10))), daily=self.random.uniform(0.2, 0.9),
                           weekend=self.random.uniform(0.4, 1.1), scatter=self.random.uniform(0, 0.2)) for text in KINDS]
        busy = sorted(range(len(self.kinds)), key=lambda i: -self.kinds[i]["level"])[:10]
        self.random.shuffle(busy)
        at = iter(self.random.sample(range(QUIET_DAYS, DAYS - 3), 7))
        self.burst = self.inject("burst", next(at) * DAY + self.random.randrange(DAY - 1800), 1800, busy[0])
        self.ramp = self.inject("ramp", next(at) * DAY, 2 * DAY, busy[1])
        self.silence = self.inject("silence", next(at) * DAY, DAY, busy[2])
        self.end = busy[3]
        self.deployment = self.inject("deployment", next(at) * DAY + 36000, 1200, None)
        self.new = self.inject("new_template", next(at) * DAY + 30000, 3600, None)
        self.botnet = self.inject("brute_force", next(at) * DAY + 50000, 3600, None)
        self.broken = self.inject("breakage", next(at) * DAY + 40000, 1200, None)

    def inject(self, what, begin, length, kind):
        row = dict(what=what, begin=begin, end=begin + length, kind=kind, told=None)
        self.injected.append(row)
        return row

    def address(self):
        return f"{self.random.choice((198, 203))}.{self.random.randrange(18, 200)}.{self.random.randrange(256)}.{self.random.randrange(1, 255)}"

    def log(self, second, module, message, client=None):
        name, level = module.split(":")
        word = "".join(self.random.choices("abcdefghijklmnopqrstuvwxyz", k=7))
        when = BEGIN + timedelta(seconds=second)
        who = f" [client {client or self.address()}:{self.random.randrange(1024, 65000)}]"
        self.lines.append((second, f"[{when:%a %b %d %H:%M:%S}.{self.random.randrange(10 ** 6):06} {when.year}] [{name}:{level}] [pid 77:tid 99]{who} "
                                   f"{message.format(word)}\n"))

    def ask(self, second, client, path, status):
        when = BEGIN + timedelta(seconds=second)
        self.access.append((second, f'{client} - - [{when:%d/%b/%Y:%H:%M:%S} +0000] "GET {path} HTTP/1.1" {status} 512 "-" "Mozilla/5.0"\n'))

    def usual(self):
        for number, kind in enumerate(self.kinds):
            noise = 0
            for slot in range(DAYS * DAY // SLOT):
                second = slot * SLOT
                hour, day = second % DAY / 3600, second // DAY % 7
                mean = kind["level"] / 12 * 5 * (1 + kind["daily"] * math.sin((hour - 9) / 12 * math.pi)) * (kind["weekend"] if day >= 5 else 1)
                noise = 0.92 * noise + 0.39 * self.random.gauss(0, 1) * kind["scatter"]
                mean *= math.exp(noise) * self.factor(number, second)
                for _ in range(self.poisson(mean)):
                    self.log(second + self.random.randrange(SLOT), *kind["text"])

    def factor(self, number, second):
        def during(row):
            return row["kind"] == number and row["begin"] <= second < row["end"]
        if during(self.burst):
            return 10
        if during(self.ramp):
            return 1 + 5 * (second - self.ramp["begin"]) / (2 * DAY)
        if during(self.silence) or (number == self.end and second >= self.deployment["begin"]):
            return 0
        return 1

    def poisson(self, mean):
        count, product, bound = 0, self.random.random(), math.exp(-mean)
        while product > bound:
            count, product = count + 1, product * self.random.random()
        return count

    def special(self):
        for new, module in enumerate(NEW[:5]):
            for second in range(self.deployment["begin"] + 60 * new, DAYS * DAY, 900 + 200 * new):
                self.log(second, *module)
        for second in range(self.new["begin"], DAYS * DAY, 1200):
            self.log(second, *NEW[5])
        bots = [self.address() for _ in range(2000)]
        for i in range(6000):
            second = self.botnet["begin"] + i * 3600 // 6000
            self.log(second, "auth_basic:error", 'AH01617: user alice: authentication failure for "/private/": Password Mismatch', bots[i % 2000])
            self.ask(second, bots[i % 2000], "/private/", 401)
        visitors = [self.address() for _ in range(90)]
        for i in range(1800):  # pages first, for half an hour
            self.ask(self.broken["begin"] - 1900 + i, visitors[i % 90], f"/page{i % 20}.html", 200)
        for i in range(400):
            second = self.broken["begin"] + 3 * i
            visitor = visitors[i % 90]
            self.ask(second, visitor, "/cart.php", 500)
            self.log(second, *FAULT, visitor)
            self.ask(second, visitor, "/page1.html", 200)

    def write(self, directory):
        self.usual()
        self.special()
        for name, lines in (("error.log", self.lines), ("access.log", self.access)):
            (directory / name).write_text("".join(line for _, line in sorted(lines, key=lambda row: row[0])))


def seconds(text):
    return (datetime.fromisoformat(text.replace("Z", "+00:00")) - BEGIN).total_seconds()


def judge(site, told):
    """Marks what was found, and returns what nothing injected explains."""
    names = {"ramp": ("ramp", "rise"), "new_template": ("new_template",), "breakage": ("breakage", "new_template")}
    wrong = []
    for row in told:
        when, explained = seconds(row["time"]), False
        for injection in site.injected:
            length = injection["end"] - injection["begin"]
            # What follows from it for some days is no false alarm.
            if injection["begin"] <= when < injection["end"] + 4 * DAY:
                explained = True
            soon = injection["begin"] <= when <= injection["begin"] + 2 * max(length, 3600)
            if soon and row["kind"] in names.get(injection["what"], (injection["what"],)):
                injection["told"] = injection["told"] or row["kind"]
                if row["kind"] == injection["what"]:
                    injection["told"] = row["kind"]
        if not explained:
            wrong.append(row)
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errwatch", default=pathlib.Path(__file__).resolve().parents[2] / "build" / "errwatch")
    parser.add_argument("--seed", type=int, default=1001, help="the first of them")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--keep", type=pathlib.Path, help="leave the logs of the last seed here")
    options = parser.parse_args()
    rules = pathlib.Path(__file__).resolve().parents[2] / "conf"
    found, called, wrong, lines = {}, {}, [], 0
    for seed in range(options.seed, options.seed + options.seeds):
        with tempfile.TemporaryDirectory() as scratch:
            directory = options.keep or pathlib.Path(scratch)
            directory.mkdir(exist_ok=True)
            site = Site(seed)
            site.write(directory)
            lines += len(site.lines)
            configuration = pathlib.Path(scratch) / "site.conf"
            configuration.write_text(f"Include {rules}/rules/*.conf\nErrWatchAnomalies On\n")
            done = subprocess.run([options.errwatch, "scan", "--anomalies", "--format", "json", "--config", configuration,
                                   directory / "error.log", directory / "access.log"], capture_output=True, text=True, check=True)
            wrong += judge(site, json.loads(done.stdout)["anomalies"])
        for injection in site.injected:
            what = injection["what"]
            found[what] = found.get(what, 0) + (injection["told"] is not None)
            called[what] = called.get(what, 0) + (injection["told"] == what)
    for what, count in found.items():
        print(f"{what}: found {count} of {options.seeds}, called so {called[what]}")
    weeks = options.seeds * (DAYS - 7) / 7
    print(f"false alarms a week and site: {len(wrong) / weeks:.2f} ({len(wrong)} in {weeks:.0f}); {lines} lines")
    for row in wrong[:10]:
        print("  ", row["time"], row["kind"], row.get("message", row.get("uri", ""))[:90], f"seen {row['seen']}")


if __name__ == "__main__":
    main()
