#!/usr/bin/env python3
"""Each layout has one default for the state file: where that httpd itself would put it (ap_runtime_dir_relative). Configures only.

    scripts/check_layouts.py [build directory]
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[1]

# What an httpd says of itself: options of cmake, ap_config_layout.h, and what must come of it.
CASES = [
    ("built from source", "httpd", "/usr/local/apache2", "logs", [],
     {"ERRWATCH_DEFAULT_STATE_FILE": "/usr/local/apache2/logs/errwatch.state", "ERRWATCH_RUNTIME_DIR": "logs",
      "ERRWATCH_HTTPD_CONF": "/usr/local/apache2/conf/httpd.conf", "ERRWATCH_RULES_DIR": "/usr/local/share/errwatch/rules"}),
    ("with a runtime directory elsewhere", "httpd", "/opt/httpd", "/var/run/httpd", ["-DCMAKE_INSTALL_PREFIX=/opt/errwatch"],
     {"ERRWATCH_DEFAULT_STATE_FILE": "/var/run/httpd/errwatch.state", "ERRWATCH_RUNTIME_DIR": "/var/run/httpd",
      "ERRWATCH_RULES_DIR": "/opt/errwatch/share/errwatch/rules"}),
    ("Debian", "debian", "/etc/apache2", "/var/run/apache2", ["-DERRWATCH_HTTPD_CONF_DIR=/etc/apache2"],
     {"ERRWATCH_DEFAULT_STATE_FILE": "/run/apache2/errwatch.state", "ERRWATCH_HTTPD_CONF": "/etc/apache2/apache2.conf"}),
    ("Debian's packages", "debian", "/etc/apache2", "/var/run/apache2", ["-DERRWATCH_PACKAGE=ON", "-DCMAKE_INSTALL_PREFIX=/usr"],
     {"ERRWATCH_DEFAULT_STATE_FILE": "/var/lib/errwatch/errwatch.state"}),
    ("RHEL", "rhel", "/etc/httpd", "run", ["-DERRWATCH_HTTPD_CONF_DIR=/etc/httpd"],
     {"ERRWATCH_DEFAULT_STATE_FILE": "/run/httpd/errwatch.state", "ERRWATCH_HTTPD_CONF": "/etc/httpd/conf/httpd.conf"}),
    ("told otherwise", "httpd", "/usr/local/apache2", "logs", ["-DERRWATCH_DEFAULT_STATE_FILE=/srv/x.state"],
     {"ERRWATCH_DEFAULT_STATE_FILE": "/srv/x.state", "ERRWATCH_RUNTIME_DIR": "logs"}),
]


def pretend(root, prefix, runtime):
    """An apxs of an httpd that was built with this layout; the other headers are the system's."""
    real = subprocess.run(["apxs", "-q", "INCLUDEDIR"], check=True, capture_output=True, text=True).stdout.strip()
    include = root / "include"
    include.mkdir()
    for name in os.listdir(real):
        (include / name).symlink_to(f"{real}/{name}")
    layout = include / "ap_config_layout.h"
    layout.unlink()
    layout.write_text(f'#define DEFAULT_PREFIX "{prefix}"\n#define DEFAULT_EXP_RUNTIMEDIR "not this"\n#define DEFAULT_REL_RUNTIMEDIR "{runtime}"\n')
    apxs = root / "apxs"
    apxs.write_text(f"""#!/bin/sh
case "$2" in
  INCLUDEDIR) echo {include} ;;
  SYSCONFDIR) echo {prefix}/conf ;;
  LIBEXECDIR) echo {prefix}/modules ;;
  PROGNAME) echo httpd ;;
  *) exec {subprocess.run(["which", "apxs"], check=True, capture_output=True, text=True).stdout.strip()} "$@" ;;
esac
""")
    apxs.chmod(0o755)
    return apxs


def configured(root, layout, prefix, runtime, options):
    command = ["cmake", "-S", PROJECT, "-B", root / "build", "-G", "Ninja", "-DERRWATCH_TESTS=OFF", f"-DERRWATCH_LAYOUT={layout}",
               f"-DAPXS={pretend(root, prefix, runtime)}", *options]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        return result.stderr
    commands = json.loads((root / "build/compile_commands.json").read_text())
    told, = [entry["command"] for entry in commands if entry["file"].endswith("/installed_paths.cc")]
    return dict(re.findall(r'-D(ERRWATCH_\w+)=\\"(.*?)\\"', told))


def main():
    problems = []
    for name, layout, prefix, runtime, options, wanted in CASES:
        with tempfile.TemporaryDirectory(prefix="errwatch-layout-") as directory:
            found = configured(pathlib.Path(directory), layout, prefix, runtime, options)
        if isinstance(found, str):
            problems.append(f"{name}: {found}")
            continue
        problems += [f"{name}: {key} is {found.get(key)}, not {value}" for key, value in wanted.items() if found.get(key) != value]
    print("\n".join(problems + [f"layouts: {len(CASES)}, {len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
