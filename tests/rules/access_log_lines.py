"""Writes an entry of JSON lines as httpd writes it into its logs: a response into the access log, a message into the error log.

An access log knows of a request what its LogFormat names; FULL names all headers that tell something.
"""
import datetime
import os

import error_log_lines

COMBINED = r'%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"'
HEADERS = ("Host", "Cookie", "Accept", "Accept-Language", "Sec-Fetch-Site", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Origin", "Content-Type",
           "X-Requested-With", "X-Forwarded-For")
FULL = '%v %{usec}t ' + COMBINED + "".join(f' "%{{{name}}}i"' for name in HEADERS) + ' "%{Location}o" "%L"'


def time_of(entry):
    return datetime.datetime.fromisoformat(entry["time"].replace("Z", "+00:00"))


def escaped(text):
    """As ap_escape_logitem writes it."""
    short = {"\b": r"\b", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v", "\\": "\\\\", '"': r"\""}
    return "".join(short.get(c) or (c if " " <= c <= "~" else "".join(f"\\x{byte:02x}" for byte in c.encode())) for c in text)


def header(entry, name):
    for key, value in entry.get("headers", {}).items():
        if key.lower() == name.lower():
            return escaped(", ".join(value) if isinstance(value, list) else value)
    return "-"


def combined(entry):
    target = entry.get("uri", "") + ("?" + entry["args"] if entry.get("args") else "")
    request = escaped(f'{entry.get("method", "GET")} {target} HTTP/1.1') if target else "-"
    return (f'{entry.get("client", "-")} - {escaped(entry.get("user", "")) or "-"} [{time_of(entry):%d/%b/%Y:%H:%M:%S +0000}] "{request}" '
            f'{entry["status"]} 512 "{header(entry, "Referer")}" "{header(entry, "User-Agent")}"')


def full(entry, log_id="-"):
    micros = round(time_of(entry).timestamp() * 1_000_000)
    others = "".join(f' "{header(entry, name)}"' for name in HEADERS)
    return f'{entry.get("vhost", "-")} {micros} {combined(entry)}{others} "{escaped(entry.get("location", "")) or "-"}" "{log_id}"'


def error_line(entry, log_id=None):
    """The default ErrorLogFormat of httpd 2.4, with %L where there is one."""
    entry = {"level": "error", **entry, "module": entry.get("module", ""), "referer": entry.get("headers", {}).get("Referer", "")}
    time = f"[{time_of(entry):%a %b %d %H:%M:%S.%f %Y}] "
    rest = error_log_lines.brackets(entry) + (f"[R:{log_id}] " if log_id else "") + error_log_lines.what_happened(entry)
    return time + rest


def write_logs(directory, entries, line_of=full):
    """The paths of access log and error log; None for one that has no line."""
    paths = []
    for name, lines in (("access.log", [line_of(e) for e in entries if "message" not in e]),
                        ("error.log", [error_line(e) for e in entries if "message" in e])):
        path = os.path.join(directory, name)
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
        paths.append(path if lines else None)
    return paths
