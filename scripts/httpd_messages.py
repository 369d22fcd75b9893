#!/usr/bin/env python3
"""Reads from the source of httpd which messages tell about a client or of a fault of the server.

It writes mod_errwatch/config/httpd_messages.tsv.

httpd_messages.py SOURCE...      each SOURCE is an unpacked source tree of httpd 2.4 (server/, modules/, os/)

A message is about a client where it is logged with a request or a connection (ap_log_rerror, ap_log_cerror and what is built on
them). Of those about the server (ap_log_error, ap_log_perror) the table has what is logged at error or above; a number that is used
for both is about a client. Numbers that the table has and that no SOURCE has stay in it: distributors and later versions have some of
their own. The table holds facts alone: number, level (the most severe one, where a number is used twice), modules, and whether it was a
request, a connection or the server that was known.
"""
import pathlib
import re
import sys

REPO = pathlib.Path(__file__).resolve().parents[1]
TABLE = REPO / "mod_errwatch" / "config" / "httpd_messages.tsv"
LEVELS = ("emerg", "alert", "crit", "error", "warn", "notice", "info", "debug",
          "trace1", "trace2", "trace3", "trace4", "trace5", "trace6", "trace7", "trace8")
HEADER = "number\tlevel\tmodule\tabout\n"

NUMBER = re.compile(r"\bAP(?:LOG|_)NO\((\d{5,6})\)")
# What a call logs with. The last four are built on the first two; mod_ssl's name the entry by a certificate as well.
CALLS = {
    "ap_log_rerror": "request", "ap_log_cerror": "connection", "ap_log_cserror": "connection",
    "ssl_log_rxerror": "request", "ssl_log_cxerror": "connection",
    "log_rlevel": "request", "log_scripterror": "request", "dav_new_error": "request", "dav_push_error": "request",
    "ap_log_error": "server", "ap_log_perror": "server", "ssl_log_xerror": "server",
}
SEVERE = ("emerg", "alert", "crit", "error")
COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|/\*.*?\*/|//[^\n]*', re.DOTALL)


def without_comments(text):
    return COMMENT.sub(lambda found: found[0] if found[0][0] in "\"'" else " ", text)


def enclosing_call(text, at):
    """Name and arguments of the innermost call of CALLS around `at`, or None."""
    depth, i = 0, at
    while i > max(0, at - 2000):
        i -= 1
        if text[i] == ")":
            depth += 1
        elif text[i] == "(" and depth:
            depth -= 1
        elif text[i] == "(":
            name = re.search(r"(\w+)\s*$", text[:i][-60:])
            if name and name[1] in CALLS:
                return name[1], text[i + 1:at]
        elif text[i] in ";{}":
            return None
    return None


def modules_of(text, path):
    """The modules that a file logs for: for a header those that include it."""
    if path.suffix != ".h":
        return [module_of(text, path)]
    users = [(user, user.read_text(errors="replace")) for user in sorted(path.parent.glob("*.c"))]
    return [module_of(code, user) for user, code in users if f'#include "{path.name}"' in code]


def module_of(text, path):
    """The module that a file logs for: its own word, that of a header beside it, or the module that it defines."""
    own = re.search(r"\b(?:APLOG_USE_MODULE|AP_DECLARE_MODULE)\((\w+)\)", text)
    if own:
        return own[1]
    for header in re.findall(r'#\s*include "(\w+\.h)"', text):
        beside = path.parent / header
        used = beside.exists() and re.search(r"\bAPLOG_USE_MODULE\((\w+)\)", beside.read_text(errors="replace"))
        if used:
            return used[1]
    defined = re.search(r"\bAP_MODULE_DECLARE_DATA (\w+)_module\b", text)
    return defined[1] if defined else "core"


def messages(root):
    """(number, level, module, about) of each message about a client, and of the severe ones about the server."""
    for path in sorted(path for folder in ("server", "modules", "os") for path in root.glob(f"{folder}/**/*.[ch]")):
        text = without_comments(path.read_text(errors="replace"))
        modules = None
        for found in NUMBER.finditer(text):
            call = enclosing_call(text, found.start())
            if call is None:
                continue
            modules = modules or modules_of(text, path)
            named = [level.lower() for level in re.findall(r"\bAPLOG_([A-Z]+\d?)\b", call[1])]
            levels = [{"err": "error", "warning": "warn"}.get(level, level) for level in named]
            levels = [level for level in levels if level in LEVELS] or ["error"]
            level, about = min(levels, key=LEVELS.index), CALLS[call[0]]
            for module in modules if about != "server" or level in SEVERE else ():
                yield f"AH{found[1]}", level, module, about


def read_table():
    """number -> (level, modules, about)"""
    if not TABLE.exists():
        return {}
    rows = [line.split("\t") for line in TABLE.read_text().splitlines()[1:]]
    return {number: (level, frozenset(modules.split("/")), about) for number, level, modules, about in rows}


def write_table(table):
    lines = [f"{number}\t{level}\t{'/'.join(sorted(modules))}\t{about}\n"
             for number, (level, modules, about) in sorted(table.items(), key=lambda row: int(row[0][2:]))]
    TABLE.write_text(HEADER + "".join(lines))


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    fresh = {}
    old_table = read_table()
    for root in map(pathlib.Path, sys.argv[1:]):
        for number, level, module, about in messages(root):
            old = fresh.get(number)
            if old and "server" in (old[2], about) and old[2] != about:
                if about != "server":
                    fresh[number] = (level, frozenset({module}), about)
                continue
            if old:
                level = min(level, old[0], key=LEVELS.index)
            fresh[number] = (level, (old[1] if old else frozenset()) | {module}, about)
    known = {number for number, row in old_table.items() if row[2] != "server"}
    write_table({**old_table, **{number: row for number, row in fresh.items() if row[2] != "server" or number not in known}})
    return 0


if __name__ == "__main__":
    sys.exit(main())
