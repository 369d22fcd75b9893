#!/usr/bin/env python3
"""A folder is what it may touch: includes point one way, and only httpd/ sees httpd's and APR's headers.

And a name is defined once."""
import pathlib
import re
import sys

SOURCES = pathlib.Path(__file__).resolve().parents[1] / "mod_errwatch"

# Folder: the folders whose headers it may include beside its own, and the libraries. The compiler holds the first part (each folder's
# include path, mod_errwatch/CMakeLists.txt); the second is held here alone, because the system's headers are always in reach.
CORE = ["base", "model", "match", "structure", "rules"]
PAGES = CORE + ["anomaly", "config", "store", "pages"]
ADDRESSES = r"arpa/inet\.h|netinet/in\.h|sys/socket\.h"
FILES = r"fcntl\.h|unistd\.h|sys/stat\.h|glob\.h"
POSIX = r"(sys/|arpa/|netinet/|linux/)\w+\.h|(fcntl|unistd|syslog|time|signal|poll|fnmatch|glob|dirent|termios|pwd|netdb|sched|pthread|ifaddrs|dlfcn|elf|link)\.h"
JSON = r"nlohmann/.*"
FOLDERS = {
    "base": ([], ""),
    "model": (["base"], ADDRESSES),
    "anomaly": (CORE[:2], r"message_words\.inc"),  # made by CMake
    "match": (CORE[:2], r"pcre2\.h|sys/mman\.h|sodium/crypto_shorthash_siphash24\.h"),
    "structure": (CORE[:1], ""),
    "rules": (CORE[:4], ""),
    "config": (CORE, FILES + r"|syslog\.h|grp\.h|(crawlers_conf|log_id_table|shipped_rules)\.inc"),  # made by CMake
    "store": (CORE + ["anomaly"], POSIX + r"|sodium(/.*|\.h)"),
    "pages": (CORE + ["anomaly", "config", "store"], JSON + r"|sodium\.h|status_page_js\.inc"),
    "httpd": (PAGES,
              POSIX + r"|(httpd|http_\w+|util_\w+|ap_\w+|apr_\w+|apr|ares|mod_core|mod_status|mod_watchdog|mpm_common)\.h"),
    "cli/output": (["base"], POSIX),
    "cli/config": (CORE + ["config", "store", "cli/output"], POSIX + "|" + JSON),
    "cli/access": (["base", "model"], ""),
    "cli/logs": (CORE + ["anomaly", "cli/output", "cli/access"], POSIX + "|" + JSON + r"|zlib\.h|xxhash\.h"),
    "cli/events": (PAGES + ["cli/output", "cli/access", "cli/logs"], JSON),
    "cli/scan": (PAGES + ["cli/output", "cli/config", "cli/access", "cli/logs"], POSIX + "|" + JSON),
    "cli/server": (PAGES + ["cli/output", "cli/config", "cli/access", "cli/logs"], POSIX + "|" + JSON),
    "cli/story": (PAGES + ["cli/" + part for part in ("output", "config", "access", "logs", "events", "server")], POSIX + "|" + JSON),
    "cli/exchange": (PAGES + ["cli/" + part for part in ("output", "config", "access", "logs", "server")], POSIX + "|" + JSON),
    "cli/doctor": (PAGES + ["cli/" + part for part in ("output", "config", "access", "logs", "server")], POSIX + "|" + JSON),
    "cli/report": (PAGES + ["cli/" + part for part in ("output", "config", "access", "logs", "events", "scan", "server")],
                   POSIX + "|" + JSON + r"|sodium\.h"),
    "cli/watch": (PAGES + ["cli/" + part for part in ("output", "config", "access", "logs", "events", "server", "story")], POSIX + r"|curses\.h|langinfo\.h"),
    "cli": (PAGES + ["cli/" + part for part in ("output", "config", "access", "logs", "events", "scan", "server", "story", "doctor", "exchange", "report",
                                             "watch")],
            POSIX + "|" + JSON + "|CLI/.*"),
}
STANDARD = r"[a-z_0-9]+"
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def is_wrong(folder, quoted, name):
    folders, libraries = FOLDERS[folder]
    if quoted:
        return str(pathlib.PurePosixPath(name).parent) not in [folder, *folders]
    return re.fullmatch(f"{STANDARD}|{libraries}", name) is None


NAMESPACE = re.compile(r"^namespace ([\w:]+) \{", re.M)
TYPE = re.compile(r"^(?:struct|class|enum class) (\w+)(?: final)?(?: :[^;{]*)?\s*\{", re.M)


def twins(texts):
    """Types that two headers define under one name: no compiler sees both, and the linker takes either."""
    homes = {}
    for path, text in texts.items():
        spaces = [(match.start(), match[1]) for match in NAMESPACE.finditer(text)]
        for match in TYPE.finditer(text):
            space = next((name for start, name in reversed(spaces) if start < match.start()), "")
            homes.setdefault(f"{space}::{match[1]}", set()).add(path)
    for name, paths in sorted(homes.items()):
        if len(paths) > 1:
            yield f"{name} is defined in {' and '.join(sorted(paths))}"


def room(path):
    """A header and its source are one room."""
    return str(path.relative_to(SOURCES).with_suffix(""))


def circle(arrows):
    """The rooms of one loop of includes, or nothing."""
    done, way = set(), []

    def visit(name):
        if name in way:
            return way[way.index(name):] + [name]
        if name in done:
            return []
        way.append(name)
        for target in sorted(arrows.get(name, ())):
            found = visit(target)
            if found:
                return found
        done.add(way.pop())
        return []

    for name in sorted(arrows):
        found = visit(name)
        if found:
            return found
    return []


def main():
    problems, arrows, count, headers = [], {}, 0, {}
    for path in sorted(path for path in SOURCES.rglob("*") if path.suffix in (".h", ".cc")):
        folder = str(path.parent.relative_to(SOURCES))
        count += 1
        if folder not in FOLDERS:
            problems.append(f"{path.relative_to(SOURCES.parent)}: no folder of the house; scripts/check_layers.py lists them")
            continue
        text = path.read_text()
        if path.suffix == ".h":
            headers[str(path.relative_to(SOURCES.parent))] = text
        for match in INCLUDE.finditer(text):
            quoted, name = match[1] == '"', match[2]
            if is_wrong(folder, quoted, name):
                line = text.count("\n", 0, match.start(1)) + 1
                problems.append(f"{path.relative_to(SOURCES.parent)}:{line}: {name} belongs to another folder")
            if quoted and name.removesuffix(".h") != room(path):
                arrows.setdefault(room(path), set()).add(name.removesuffix(".h"))
    loop = circle(arrows)
    if loop:
        problems.append("a circle of includes: " + " -> ".join(loop))
    problems += twins(headers)
    print("\n".join(problems + [f"layers: {count} files, {len(problems)} problems"]))
    return 1 if problems or not count else 0


if __name__ == "__main__":
    sys.exit(main())
