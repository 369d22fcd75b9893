"""Writes an entry as httpd writes it into an error log, in the formats in which logs are found.

An entry is a dictionary: level, module, message, and where they are known ah, client, referer, apr_status, src_file, src_line, remote (httpd
wrote "[remote" in place of "[client"), startup (httpd's own start: no prefix at all).
"""
import os

TIME = "Sun Nov 22 10:00:00.123456 2026"
PORT = 54321

# What apr_strerror says of APR's own numbers; the system's are errno's.
APR_TEXTS = {
    20014: "Internal error (specific information not available)",
    20023: "The given path was above the root path",
    70007: "The timeout specified has expired",
    70008: "Partial results are valid but processing is incomplete",
    70014: "End of file found",
}
APR_OS_START_EAIERR, APR_OS_START_SYSERR = 670000, 720000


def status_text(status):
    """%E: "(13)Permission denied"."""
    if APR_OS_START_EAIERR <= status < APR_OS_START_SYSERR:
        return f"(EAI {status - APR_OS_START_EAIERR})Name or service not known"
    return f"({status}){APR_TEXTS.get(status) or os.strerror(status)}"


def source(entry):
    """%7F: only where the level is debug or a trace."""
    if "src_file" not in entry or not entry["level"].startswith(("debug", "trace")):
        return ""
    name = entry["src_file"]
    return f"{name.rpartition('/')[2] if name.startswith('/') else name}({entry.get('src_line', 1)}): "


def what_happened(entry, referer=", referer: ", port=PORT):
    """Everything behind the brackets."""
    line = source(entry)
    if entry.get("apr_status"):
        line += status_text(entry["apr_status"]) + ": "
    if entry.get("client"):
        line += f"[{'remote' if entry.get('remote') else 'client'} {entry['client']}:{port}] "
    return line + entry["message"] + (referer + entry["referer"] if entry.get("referer") else "")


def module_and_level(entry):
    return f"[{entry['module'] or '-'}:{entry['level']}]"


def brackets(entry, process="[pid 4711:tid 140234]"):
    """Everything in front, as 2.4 writes it, but for the time."""
    return f"{module_and_level(entry)} {process} "


def threaded(entry):
    """The default of 2.4, as event and worker write it."""
    if entry.get("startup"):
        return what_happened(entry)
    return f"[{TIME}] {brackets(entry)}{what_happened(entry)}"


def prefork(entry):
    return f"[{TIME}] {brackets(entry, '[pid 4711]')}{what_happened(entry)}"


def low_port(entry):
    """A client behind address translation; with an IPv6 address it looks like one group more. [remote ...] and a low port are a backend."""
    return f"[{TIME}] {brackets(entry)}{what_happened(entry, port=PORT if entry.get('remote') else 99)}"


def manual(entry):
    """The example of httpd's manual, which is not quite the default: no colon behind "referer"."""
    return f"[{TIME}] {brackets(entry)}{what_happened(entry, ', referer ')}"


def log_ids(entry):
    """The manual's example with the numbers of request and connection."""
    return f"[{TIME}] {module_and_level(entry)} [pid 4711] [R:WxFz8H8AAQEAAGl7kRgAAAAA] [C:v4Q9cH8AAQEAAGl8] {what_happened(entry)}"


def like_2_2(entry):
    """The manual's "similar to the 2.2.x format": no module."""
    return f"[Sun Nov 22 10:00:00 2026] [{entry['level']}] {what_happened(entry, ', referer ')}"


def syslog(entry):
    """ErrorLog syslog: httpd leaves the time to the daemon."""
    return f"Nov 22 10:00:00 web apache2[4711]: {brackets(entry)}{what_happened(entry)}"


def syslog_rfc5424(entry):
    return f"<187>1 2026-11-22T10:00:00.123456Z web apache2 4711 - - {brackets(entry)}{what_happened(entry)}"


def vhost_in_front(entry):
    return "www.example.org:443 " + prefork(entry)


def container(entry):
    """What a container runtime keeps of standard error."""
    return "2026-11-22T10:00:00.123456789Z stderr F " + prefork(entry)


def windows(entry):
    return prefork(entry) + "\r"


FORMATS = (threaded, prefork, low_port, manual, log_ids, like_2_2, syslog, syslog_rfc5424, vhost_in_front, container, windows)
WITHOUT_MODULE = (like_2_2,)
