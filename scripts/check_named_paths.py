#!/usr/bin/env python3
"""What installed texts say about where things lie is true: run by scripts/check_install over an installed tree.

    scripts/check_named_paths.py ROOT    ROOT is the DESTDIR of the installation
"""
import glob
import pathlib
import re
import sys

TEXTS = ("**/*.conf", "**/*.load", "**/*.md", "**/man1/*.1")
# Absolute paths of this project. A state file, a log of events and a socket are made at run time, what is in /etc/default by the operator,
# the status page is a URL.
OURS = re.compile(r"(?<![\w./}-])/[\w./*-]*errwatch[\w./*-]*")
MADE_LATER = re.compile(r"\.state$|/errwatch-events\.log$|^/errwatch-status$|^/etc/default/errwatch-firewall$|^/var/lib/errwatch-notify$|^/etc/errwatch/secrets/"
                        r"|^/run/errwatch/exchange\.sock$")
SOURCE_TREE = re.compile(r"(?<![\w/.-])(?:docs|conf|scripts|tests)/[\w./*-]+")
# They tell of installations of every kind.
OTHERS_TOO = ("install.md", "many-hosts.md")
# Of other programs, on other machines.
EXAMPLES = "examples"
# What an operator may make: httpd goes on where it is not there.
OPTIONAL = re.compile(r"^\s*IncludeOptional\s+(\S+)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def wrong_names(root, path):
    text = path.read_text()
    if path.suffix == ".1":
        text = text.replace("\\-", "-")
    for name in sorted({name.rstrip(".-") for name in OURS.findall(text)} - set(OPTIONAL.findall(text))):
        if path.name not in OTHERS_TOO and not MADE_LATER.search(name) and not glob.glob(f"{root}{name}"):
            yield name
    if path.suffix == ".md":
        yield from (target for target in LINK.findall(text) if not (path.parent / target).exists())
    elif path.suffix == ".conf" and path.name.startswith("errwatch"):
        # conf/ lies beside httpd.conf there.
        yield from (name for name in SOURCE_TREE.findall(text) if not name.startswith("conf/"))


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    texts = sorted({path for pattern in TEXTS for path in root.glob(pattern) if EXAMPLES not in path.parts})
    problems = [f"{path.relative_to(root)}: {name} is not there" for path in texts for name in wrong_names(root, path)]
    print("\n".join(problems + [f"named paths: {len(texts)} files, {len(problems)} problems"]))
    return 1 if problems or not texts else 0


if __name__ == "__main__":
    sys.exit(main())
