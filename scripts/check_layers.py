#!/usr/bin/env python3
"""Includes point one way: core <- store <- httpd and cli; only httpd sees httpd's and APR's headers."""
import pathlib
import re
import sys

SOURCES = pathlib.Path(__file__).resolve().parents[1] / "mod_errwatch"

# A layer's own headers and those that it may use, then the libraries that it may use beside the standard library and POSIX.
LAYERS = {
    "core": ({"core"}, r"pcre2\.h|sodium(/.*|\.h)|nlohmann/.*"),
    "store": ({"core", "store"}, r"sodium(/.*|\.h)"),
    "cli": ({"core", "store", "cli"}, r"CLI/.*|nlohmann/.*|zlib\.h|xxhash\.h"),
    "httpd": ({"core", "store", "httpd"}, r"(httpd|http_\w+|ap_\w+|apr_\w+|apr|mod_status|mod_watchdog)\.h"),
}
POSIX = r"(sys/|arpa/|netinet/|linux/)\w+\.h|(fcntl|unistd|syslog|time|signal|poll|fnmatch|glob|dirent|termios|pwd|netdb|sched|pthread)\.h"
STANDARD = r"[a-z_0-9]+"
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def is_wrong(layer, quoted, name):
    own, libraries = LAYERS[layer]
    if quoted:
        return name.split("/")[0] not in own
    allowed = f"{STANDARD}|{libraries}" + ("" if layer == "core" else f"|{POSIX}")
    # core reads the files that directives name, and writes addresses; it knows no other system call.
    if layer == "core":
        allowed += r"|(glob|syslog)\.h|arpa/inet\.h|netinet/in\.h|sys/(socket|stat)\.h|fcntl\.h|unistd\.h"
    return re.fullmatch(allowed, name) is None


def main():
    problems = []
    files = [path for layer in LAYERS for path in sorted((SOURCES / layer).rglob("*")) if path.suffix in (".h", ".cc")]
    for path in files:
        text = path.read_text()
        for match in INCLUDE.finditer(text):
            if is_wrong(path.relative_to(SOURCES).parts[0], match[1] == '"', match[2]):
                line = text.count("\n", 0, match.start(1)) + 1
                problems.append(f"{path.relative_to(SOURCES.parent)}:{line}: {match[2]} belongs to another layer")
    print("\n".join(problems + [f"layers: {len(files)} files, {len(problems)} wrong includes"]))
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())
