#!/usr/bin/env python3
"""httpd accepts every configuration example of the documentation, and those that belong into a site's own file
without the module as well: a2dismod must not stop a server.

    scripts/check_examples.py [build directory]
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[1]
DOCUMENTS = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```apache\n(.*?)^```", re.S | re.M)

# What an example takes for granted.
AROUND = """
ServerRoot {root}
ServerName localhost
Listen 127.0.0.1:1
DefaultRuntimeDir {root}
PidFile {root}/httpd.pid
ErrorLog {root}/error.log
{load}
{module}
Define ERRWATCH_RULES {rules}
"""
MODULES = ("mpm_event authn_core authn_file authz_core authz_host authz_user auth_basic alias dir headers log_config remoteip setenvif "
           "status").split()
# The module is loaded, rules and programs lie elsewhere in this tree, and this machine may have no logs of httpd.
REPLACED = re.compile(r"^\s*LoadModule errwatch_module.*\n|/usr/(?:local/)?share/errwatch/rules|/usr/bin/errwatch-notify|/var/log/apache2", re.M)

# Of a site, not of the server: with sections, and not what loads the module.
IN_A_SITE = re.compile(r"^\s*<(VirtualHost|Location|Directory|Files|If)\b", re.M)
REMOVES_NOTHING = re.compile(r"EW0214: (?:\S+:\d+: )?ErrWatchRuleRemove ")


def is_of_a_site(example):
    return IN_A_SITE.search(example) is not None and "LoadModule" not in example


def apxs(name):
    return subprocess.run(["apxs", "-q", name], check=True, capture_output=True, text=True).stdout.strip()


def replacement(match):
    if "LoadModule" in match[0]:
        return ""
    return {"/usr/bin/errwatch-notify": str(PROJECT / "scripts/errwatch-notify"), "/var/log/apache2": "logs"}.get(match[0], str(PROJECT / "conf/rules"))


def check(root, build, example, loaded=True):
    """What httpd has against it, with the module or without; empty when it accepts it."""
    directory = apxs("LIBEXECDIR")
    available = [name for name in MODULES if os.path.exists(f"{directory}/mod_{name}.so")]  # some are built in
    load = "\n".join(f"LoadModule {name}_module {directory}/mod_{name}.so" for name in available)
    module = f"LoadModule errwatch_module {build}/mod_errwatch.so" if loaded else ""
    configuration = root / "httpd.conf"
    configuration.write_text(AROUND.format(root=root, load=load, module=module, rules=PROJECT / "conf/rules") + REPLACED.sub(replacement, example))
    for name in ("conf", "logs"):  # as beside any httpd.conf
        (root / name).mkdir(exist_ok=True)
    (root / "errwatch-allow.txt").write_text("# our offices\n192.0.2.0/24\n")
    (root / "words").mkdir(exist_ok=True)
    for name in ("our-shells.txt", "words/our-shells.txt", "words/our-tools.txt"):
        (root / name).write_text("# ours\nour-intruder\n")
    binary = os.path.join(apxs("SBINDIR"), apxs("PROGNAME"))
    result = subprocess.run([binary, "-t", "-f", configuration], capture_output=True, text=True)
    # The example stands without the rules that it removes.
    lines = (result.stdout + result.stderr).splitlines()
    said = "\n".join(line for line in lines if not REMOVES_NOTHING.match(line)).strip()
    return "" if said == "Syntax OK" else said


def main():
    build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else PROJECT / "build").resolve()
    count, problems = 0, []
    with tempfile.TemporaryDirectory(prefix="errwatch-examples-") as name:
        for path in DOCUMENTS:
            text = path.read_text()
            for match in BLOCK.finditer(text):
                count += 1
                said = check(pathlib.Path(name), build, match[1])
                if not said and is_of_a_site(match[1]):
                    said = check(pathlib.Path(name), build, match[1], loaded=False)
                    said = said and f"without the module: {said}; <IfModule mod_errwatch.c> around it"
                if said:
                    line = text.count("\n", 0, match.start()) + 1
                    problems.append(f"{path.relative_to(PROJECT)}:{line}: {said}")
    print("\n".join(problems + [f"examples: {count}, {len(problems)} refused"]))
    return 1 if problems or not count else 0


if __name__ == "__main__":
    sys.exit(main())
