#!/usr/bin/python3
"""What a build is made of, as a CycloneDX document: the libraries that the module and the tool are linked with, and those whose headers are
compiled in, with the Debian packages that they came from.

  scripts/sbom.py BUILD_DIRECTORY VERSION
"""
import datetime
import json
import os
import re
import subprocess
import sys

HEADERS_ONLY = ("nlohmann-json3-dev", "libcli11-dev", "libxxhash-dev")


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def linked(path):
    """Paths of the libraries that a program names itself, without those that they bring along."""
    needed = set(re.findall(r"\(NEEDED\)\s+Shared library: \[(.+?)\]", output("readelf", "-d", path)))
    found = dict(re.findall(r"^\s*(\S+) => (/\S+)", output("ldd", path), re.M))
    return {found[name] for name in needed if name in found}


def package_of(path):
    for candidate in (path, os.path.realpath(path), path.removeprefix("/usr")):
        result = subprocess.run(["dpkg-query", "-S", candidate], capture_output=True, text=True)
        if result.returncode == 0:
            return result.stdout.split(": ")[0].split(",")[0].split(":")[0]
    raise SystemExit(f"sbom: no package has {path}")


def component(package, scope):
    version = output("dpkg-query", "-W", "-f", "${Version}\n", package).split("\n")[0]
    return {"type": "library", "name": package, "version": version, "scope": scope, "purl": f"pkg:deb/debian/{package}@{version}",
            "bom-ref": package}


def main():
    build, version = sys.argv[1:]
    libraries = set().union(*(linked(os.path.join(build, name)) for name in ("mod_errwatch.so", "errwatch")))
    packages = sorted({package_of(path) for path in libraries})
    components = [component(package, "required") for package in packages]
    components += [component(package, "excluded") for package in HEADERS_ONLY]
    made = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    document = {
        "bomFormat": "CycloneDX", "specVersion": "1.4", "version": 1,
        "metadata": {"timestamp": made.strftime("%Y-%m-%dT%H:%M:%SZ"),
                     "component": {"type": "application", "name": "mod_errwatch", "version": version, "bom-ref": "mod_errwatch",
                                   "licenses": [{"license": {"id": "Apache-2.0"}}]}},
        "components": components,
        "dependencies": [{"ref": "mod_errwatch", "dependsOn": [entry["bom-ref"] for entry in components]}],
    }
    json.dump(document, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
