#!/usr/bin/python3
"""What two versions of `errwatch` say otherwise of the same logs:

    tests/bench/version_diff.py OLD NEW [--old-rules DIR] [--new-rules DIR] [--random 20000] [--seed 1] [--show 3] [LOG ...]

OLD and NEW are the programs. Both judge by this repository's rules unless directories of rules are named, so that what differs is the
engine's doing. Compared are what `classify` says of each line and what `scan` says of each file. Without LOG the logs are made: the samples
of tests/rules as entries and as lines of error logs, the seeds of the fuzzers that read logs, a site's logs of one day
(anomaly_logs.py, access_speed.py), and requests put together of pieces by chance. Exit 1 where anything differs. No times are measured.
"""
import argparse
import collections
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import access_speed
import anomaly_logs

PROJECT = pathlib.Path(__file__).resolve().parents[2]
RULES = PROJECT / "conf/rules"
SEEDS = PROJECT / "tests/fuzz/seeds"
sys.path.insert(0, str(PROJECT / "tests/rules"))
import check_samples  # noqa: E402
import error_log_lines  # noqa: E402

PATHS = ["/", "/index.php", "/wp-login.php", "/a/b.html", "/.git/config", "/cgi-bin/x", "/img/p17.jpg", "/admin/", "//x", "/api/v1/users", "*", "/%2e%2e/x"]
NAMES = ["id", "q", "page", "file", "url", "cmd", "filter[name]", "password", "_", "a.b", "x%5b%5d", "lang"]
VALUES = [
    "1", "de", "a+b", "union", "select", "' or 1=1 -- -", "1 UNION SELECT user,pass FROM t", "<script>alert(1)</script>", "javascript:alert(1)",
    "../../../etc/passwd", "..\\..\\windows\\win.ini", "${jndi:ldap://x/a}", "{{7*7}}", "; cat /etc/passwd", "| id", "$(id)", "`id`", "() { :;}; id",
    "http://169.254.169.254/", "php://filter/x", "O:8:\"stdClass\":0:{}", "<?php system('id');", "%0d%0aSet-Cookie: a=b", "*)(uid=*", "x' and '1'='1",
    "{\"$gt\":\"\"}", "<!--#exec cmd=\"id\"-->", "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///x'>]>", "cmd.exe /c dir", "eyJhbGciOiJub25lIn0.e30.", "sleep(5)",
    "onerror=alert(1)", "<svg/onload=alert(1)>", "a@b.example", "2026-11-30", "\x01\x02", "é", "/var/www/html", "x" * 200, "%", "%zz", "%2527", "--", "/*x*/",
]
AGENTS = ["Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "curl/8.1", "sqlmap/1.7", "-", "", "Googlebot/2.1", "() { :;}; id"]
MESSAGES = [
    "AH00128: File does not exist: /srv/www{path}", "AH01630: client denied by server configuration: /srv/www{path}", "AH01617: user {value}: authentication failure",
    "AH01618: user {value} not found: {path}", "AH00126: Invalid URI in request GET {path}", "script not found or unable to stat: /usr/lib{path}",
    "PHP Warning:  include({value}): failed to open stream", "ModSecurity: Warning. Matched \"{value}\" [tag \"attack-sqli\"] [uri \"{path}\"]", "{value}",
    "AH00052: child pid 1 exit signal Segmentation fault (11)", "AH10244: invalid URI path ({path})",
]


def encoded(chance, text):
    how = chance.randrange(5)
    if how == 0:
        return text
    unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~" + ("" if how == 1 else "/:,()'=")
    once = "".join(c if c in unreserved else "".join(f"%{byte:02x}" for byte in c.encode()) for c in text)
    return once.replace("%", "%25") if how == 4 else once


def cut(chance, text):
    """Half of them whole; of the others a part, or two joined: what stands between two readings of a grammar."""
    if chance.random() < 0.5 or len(text) < 2:
        return text
    other = chance.choice(VALUES)
    return text[:chance.randrange(len(text))] + other[chance.randrange(len(other)):]


def random_entries(seed, count):
    chance = random.Random(seed)
    for number in range(count):
        value = cut(chance, chance.choice(VALUES))
        path = chance.choice(PATHS) + (encoded(chance, value) if chance.random() < 0.2 else "")
        args = "&".join(f"{chance.choice(NAMES)}={encoded(chance, cut(chance, chance.choice(VALUES)))}" for _ in range(chance.randrange(4)))
        entry = {"time": f"2026-11-22T10:{number // 600 % 60:02}:{number // 10 % 60:02}.{number % 10}00000Z", "client": f"192.0.2.{chance.randrange(1, 200)}",
                 "method": chance.choice(["GET", "GET", "GET", "POST", "HEAD", "FOO"]), "uri": path, "status": chance.choice([200, 200, 302, 400, 401, 403, 404, 500]),
                 "headers": {"User-Agent": cut(chance, chance.choice(AGENTS)), "Host": "www.example.org"}}
        if args:
            entry["args"] = args
        if chance.random() < 0.2:
            entry["headers"][chance.choice(["Referer", "Cookie", "X-Forwarded-For", "Content-Type", "X-Api-Version"])] = cut(chance, chance.choice(VALUES))
        if chance.random() < 0.5:
            entry.update(message=chance.choice(MESSAGES).format(path=path, value=value), level="error", module=chance.choice(["core", "authz_core", "auth_basic", "php"]))
        yield entry


def write(directory, name, lines):
    path = directory / name
    data = [line if isinstance(line, bytes) else line.encode(errors="surrogateescape") for line in lines]
    path.write_bytes(b"".join(line.replace(b"\n", b" ") + b"\n" for line in data))
    return path


def made_logs(directory, options):
    """(kind, file)"""
    entries = [sample["entry"] for sample in check_samples.read_samples() if "line" not in sample["entry"]]
    yield "jsonl", write(directory, "samples.jsonl", map(json.dumps, entries))
    told = [{"module": "", "level": "error", **entry, "client": f"198.51.100.{i % 250}"} for i, entry in enumerate(entries) if "message" in entry]
    for form in (error_log_lines.threaded, error_log_lines.like_2_2, error_log_lines.syslog):
        yield "log", write(directory, f"samples-{form.__name__}.log", map(form, told))
    for fuzzer, kind in (("fuzz_log_parser", "log"), ("fuzz_entry_json", "jsonl"), ("fuzz_access_log", "access")):
        seeds = [seed.read_bytes().split(b"\n") for seed in sorted((SEEDS / fuzzer).iterdir())]
        yield kind, write(directory, fuzzer, sum(seeds, []))
    access_speed.make_log(directory / "site-access.log", 20_000)
    yield "access", directory / "site-access.log"
    anomaly_logs.Site(options.seed).write(directory)
    for name, kind in (("error.log", "log"), ("access.log", "access")):
        with open(directory / name, encoding="ascii") as file:
            yield kind, write(directory, "weeks-" + name, [line.rstrip("\n") for line in file][-20_000:])
    chosen = list(random_entries(options.seed, options.random))
    yield "jsonl", write(directory, "random.jsonl", map(json.dumps, chosen))
    yield "log", write(directory, "random.log", (error_log_lines.threaded({**entry, "message": entry["message"].replace("\n", " ")})
                                                 for entry in chosen if "message" in entry))


class Version:
    def __init__(self, program, rules):
        self.program, self.rules = program, rules

    def run(self, *arguments):
        """Standard output, or what was said instead."""
        done = subprocess.run([self.program, *arguments], capture_output=True, timeout=600, check=False)
        if done.returncode > 1 or done.returncode < 0:
            return None, f"exit {done.returncode}: {done.stderr.decode(errors='replace')[:300]}"
        return done.stdout.decode(errors="surrogateescape"), ""

    def classify(self, kind, path):
        text, wrong = self.run("classify", "--config", self.rules, "--input", kind, "--format", "jsonl", path)
        return [json.loads(line) for line in text.splitlines()] if text is not None else [{"error": wrong}]

    def scan(self, kind, path):
        text, wrong = self.run("scan", "--quiet", "--config", self.rules, "--input", kind, "--format", "json", "--most", "0", path)
        return json.loads(text) if text else {"error": wrong}


def flat(value, at=()):
    """Every leaf with its way there; objects of a list are told by whom they are of."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from flat(member, at + (name,))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        seen = collections.Counter()
        for row in value:
            key = next((f"{name} {row[name]}" for name in ("client", "rule", "category", "path", "vhost", "kind") if name in row), "")
            seen[key] += 1
            yield from flat(row, at + (f"[{key} #{seen[key]}]",))
    else:
        yield at, value


class Report:
    def __init__(self, show):
        self.show, self.found = show, collections.defaultdict(list)

    def compare(self, what, place, old, new):
        old, new = dict(flat(old)), dict(flat(new))
        for at in old.keys() | new.keys():
            if old.get(at) != new.get(at):
                shape = ".".join("[]" if part.startswith("[") else part for part in at)
                self.found[f"{what} {shape}"].append((place, " ".join(at), old.get(at), new.get(at)))

    def print(self):
        for name, rows in sorted(self.found.items()):
            print(f"{name}: {len(rows)}")
            for place, at, old, new in sorted(rows, key=str)[:self.show]:
                print(f"    {place}: {at}: {old!r} -> {new!r}"[:300])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=pathlib.Path)
    parser.add_argument("new", type=pathlib.Path)
    parser.add_argument("logs", nargs="*", type=pathlib.Path, metavar="LOG")
    parser.add_argument("--old-rules", type=pathlib.Path, default=RULES)
    parser.add_argument("--new-rules", type=pathlib.Path, default=RULES)
    parser.add_argument("--input", default="log", help="what each LOG is: log, access, jsonl")
    parser.add_argument("--random", type=int, default=20_000, metavar="N", help="requests put together by chance")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=3, metavar="N", help="of each difference so many examples")
    options = parser.parse_args()
    old, new = Version(options.old, options.old_rules), Version(options.new, options.new_rules)
    report, lines, files = Report(options.show), 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        logs = [(options.input, path) for path in options.logs] or made_logs(pathlib.Path(scratch), options)
        for kind, path in logs:
            files += 1
            pair = [version.classify(kind, path) for version in (old, new)]
            lines += len(pair[1])
            if len(pair[0]) != len(pair[1]):
                report.compare("classify", path.name, {"results": len(pair[0])}, {"results": len(pair[1])})
            for number, (one, other) in enumerate(zip(*pair), 1):
                if one != other:
                    report.compare("classify", f"{path.name}:{number}", one, other)
            report.compare("scan", path.name, old.scan(kind, path), new.scan(kind, path))
    report.print()
    print(f"{lines} lines in {files} files: " + (f"{sum(map(len, report.found.values()))} values differ" if report.found else "no difference"))
    return 1 if report.found else 0


if __name__ == "__main__":
    sys.exit(main())
