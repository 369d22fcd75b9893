#!/usr/bin/env python3
"""httpd accepts every configuration example of the documentation, and those that belong into a site's own file
without the module as well: a2dismod must not stop a server. Directives in the text, in comments and in shell commands
are accepted beside the shipped rules, and none of them removes or replaces a rule that is not there.

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
MODULES = ("mpm_event authn_core authn_file authz_core authz_host authz_user auth_basic alias dir headers include log_config remoteip setenvif "
           "status").split()
# The module is loaded, rules and programs lie elsewhere in this tree, and this machine may have no logs of httpd.
REPLACED = re.compile(r"^\s*LoadModule errwatch_module.*\n|/usr/(?:local/)?share/errwatch/rules|/usr/bin/errwatch-notify|/var/log/apache2"
                      r"|/usr/local/bin/notify|(?<=\|)program", re.M)

# What is copied besides: directives with arguments in the text, in comments of configurations, and in shell commands.
COMMANDS = re.compile(r"^ *```sh\n(.*?)^ *```", re.S | re.M)
SPAN = re.compile(r"(?<!`)`(ErrWatch\w+ [^`]*)`")
QUOTED = re.compile(r"'(ErrWatch\w+ [^']*)'")
COMMENTED = re.compile(r"^\s*# ?(?:e\.g\. |and: )?(ErrWatch\w+ [^\n]*?)(?: {2,}\([^\n]*)?$", re.M)
CONFIGURATIONS = sorted([*(PROJECT / "conf").glob("*.conf"), *(PROJECT / "conf/package").glob("*.conf")])
RULES = re.compile(r"ErrWatch(?:Rule|RuleRemove) ")
# A limit alone has no rules that fill it.
REFUSED = re.compile(r"(?:error|errwatch): (?!.*can never be reached)|.*removes nothing")

# Of a site, not of the server: with sections, and not what loads the module.
IN_A_SITE = re.compile(r"^\s*<(VirtualHost|Location|Directory|Files|If)\b", re.M)
REMOVES_NOTHING = re.compile(r"EW0214: (?:\S+:\d+: )?ErrWatchRuleRemove ")

# `errwatch learn` makes it; without it httpd starts as well.
NO_MODEL_YET = re.compile(r"EW0210: the model \S+site\.model: cannot read it: No such file")


def is_of_a_site(example):
    return IN_A_SITE.search(example) is not None and "LoadModule" not in example


def apxs(name):
    return subprocess.run(["apxs", "-q", name], check=True, capture_output=True, text=True).stdout.strip()


def replacement(match):
    if "LoadModule" in match[0]:
        return ""
    places = {"/usr/bin/errwatch-notify": str(PROJECT / "scripts/errwatch-notify"), "/var/log/apache2": "logs",
              "/usr/local/bin/notify": "/bin/cat", "program": "/bin/cat"}
    return places.get(match[0], str(PROJECT / "conf/rules"))


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
    said = "\n".join(line for line in lines if not REMOVES_NOTHING.match(line) and not NO_MODEL_YET.match(line)).strip()
    return "" if said == "Syntax OK" else said


def single_directives(path):
    """(number of the line, directive) of those that stand outside of what httpd reads above."""
    text = path.read_text()
    if path in CONFIGURATIONS:
        found = [(match.start(1), match[1]) for match in COMMENTED.finditer(text)]
    else:
        found = [(block.start(1) + match.start(1), match[1]) for block in BLOCK.finditer(text) for match in COMMENTED.finditer(block[1])]
        found += [(block.start(1) + match.start(1), match[1]) for block in COMMANDS.finditer(text) for match in QUOTED.finditer(block[1])]
        found += [(match.start(1), match[1].replace("\\|", "|")) for match in SPAN.finditer(text)
                  if not text.startswith("| Syntax:", text.rfind("\n", 0, match.start()) + 1)]
    return [(text.count("\n", 0, at) + 1, directive) for at, directive in found]


def check_directive(root, build, directive):
    """What `errwatch check` has against it behind the shipped rules; empty when it accepts it."""
    rules = f"Include {PROJECT}/conf/rules/*.conf\n" if RULES.match(directive) else ""
    (root / "directive.conf").write_text(f"{rules}{REPLACED.sub(replacement, directive)}\n")
    result = subprocess.run([build / "errwatch", "check", "--config", root / "directive.conf"], capture_output=True, text=True)
    return "\n".join(line for line in (result.stdout + result.stderr).splitlines() if REFUSED.match(line))


def block_problems(root, build):
    """A line for each block of the documentation, empty where it is accepted."""
    for path in DOCUMENTS:
        text = path.read_text()
        for match in BLOCK.finditer(text):
            said = check(root, build, match[1])
            if not said and is_of_a_site(match[1]):
                said = check(root, build, match[1], loaded=False)
                said = said and f"without the module: {said}; <IfModule mod_errwatch.c> around it"
            yield said and f"{path.relative_to(PROJECT)}:{text.count(chr(10), 0, match.start()) + 1}: {said}"


def directive_problems(root, build):
    """A line for each single directive, empty where it is accepted."""
    said = {}
    for path in [*DOCUMENTS, *CONFIGURATIONS]:
        for line, directive in single_directives(path):
            if directive not in said:
                said[directive] = check_directive(root, build, directive)
            yield said[directive] and f"{path.relative_to(PROJECT)}:{line}: {directive}: {said[directive]}"


def main():
    build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else PROJECT / "build").resolve()
    with tempfile.TemporaryDirectory(prefix="errwatch-examples-") as name:
        blocks = list(block_problems(pathlib.Path(name), build))
        directives = list(directive_problems(pathlib.Path(name), build))
    problems = [*filter(None, blocks), *filter(None, directives)]
    print("\n".join(problems + [f"examples: {len(blocks)} and {len(directives)} single directives, {len(problems)} refused"]))
    return 1 if problems or not blocks or not directives else 0


if __name__ == "__main__":
    sys.exit(main())
