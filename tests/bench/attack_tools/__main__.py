#!/usr/bin/python3
"""Attack tools of Debian against a private httpd, bare and behind several guards: how many requests are answered before the door shuts.

    python3 tests/bench/attack_tools --build build > table.md

Needs root, and the packages of `scripts/install-packages attack`."""
import argparse
import dataclasses
import json
import os
import pathlib
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import answers
import guards
import network
import tables
import tools
from site_httpd import Site

ATTACKER, VISITOR = f"{network.CLIENTS}.7", f"{network.CLIENTS}.20"
CHEAP_S = 20  # what took longer is not repeated


@dataclasses.dataclass
class Measured:
    """One tool against one guard, once."""
    tool: str
    guard: str
    shut: bool  # at the end, for those that shut it late
    attack: dict
    visit: dict
    took_s: float


def run_tool(clients, tool, directory):
    """Runs it to its end or its limit. What it prints goes to a file; its home is the private directory."""
    words = directory / "tool"
    words.mkdir()
    tools.write_cut_lists(words)
    command = [word.replace("{words}", str(words)) for word in tool.command]
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(words), "TMPDIR": str(words), "LANG": "C.UTF-8", "TERM": "dumb"}
    clients.send_from(ATTACKER)
    keyboard, terminal = pty.openpty()  # nobody types; several tools take a file or a pipe there for a list of targets, or spin at its end
    try:
        with open(directory / "logs/tool", "wb") as output:
            process = clients.start(command, cwd=words, env=environment, stdin=terminal, stdout=output, stderr=output)
        try:
            process.wait(tool.limit_s)
        except subprocess.TimeoutExpired:
            pass
        network.stop(process, grace_s=2)
    finally:
        os.close(keyboard)
        os.close(terminal)


def measure(clients, tool, guard, keep):
    directory = pathlib.Path(tempfile.mkdtemp(prefix="errwatch-attack-"))
    directory.chmod(0o755)  # httpd's children run as another user
    site = Site(directory, guard)
    began = time.monotonic()
    try:
        site.start()
        clients.add_client(VISITOR)
        visitor = clients.start([sys.executable, str(pathlib.Path(__file__).with_name("visitor.py")), network.SERVER, VISITOR],
                                stdin=subprocess.PIPE)
        try:
            run_tool(clients, tool, directory)
            visitor.stdin.close()
            visitor.wait(120)
        finally:
            network.stop(visitor)
        site.stop()
        requests, refused = answers.requests_in(directory / "logs/counted.log"), guard.refusals()
        return Measured(tool.name, guard.name, guard.is_shut(ATTACKER), dataclasses.asdict(answers.outcome(requests, ATTACKER, refused)),
                        dataclasses.asdict(answers.outcome(requests, VISITOR, refused)), time.monotonic() - began)
    finally:
        site.stop()
        if keep:
            shutil.copytree(directory / "logs", keep / f"{tool.name}.{guard.name}", dirs_exist_ok=True)
        shutil.rmtree(directory, ignore_errors=True)


def chosen(all_of, names, what):
    unknown = set(names or ()) - {one.name for one in all_of}
    if unknown:
        there_are = ", ".join(one.name for one in all_of)
        raise SystemExit(f"attack_tools: no {what} is called {', '.join(sorted(unknown))}; there are {there_are}")
    return [one for one in all_of if not names or one.name in names]


def say_what_is_missing(parts):
    """Those that can run. The others are named, with their packages."""
    ready = []
    for part in parts:
        missing = part.missing()
        if missing:
            print(f"attack_tools: without {part.name}: {', '.join(map(str, missing))} is missing ({part.package or 'build it'})",
                  file=sys.stderr)
        else:
            ready.append(part)
    return ready


def measure_all(attacks, protections, runs, keep, save):
    clients = network.ClientNetwork()
    found = []
    try:
        for tool in attacks:
            for guard in protections:
                took_s = 0
                for _ in range(runs):
                    if took_s > CHEAP_S:
                        break
                    found.append(measure(clients, tool, guard, keep))
                    took_s = found[-1].took_s
                    print(f"{tool.name} {guard.name}: {found[-1].attack} visitor {found[-1].visit} {took_s:.0f} s",
                          file=sys.stderr, flush=True)
                    if save:
                        with open(save, "a", encoding="ascii") as file:
                            file.write(json.dumps(dataclasses.asdict(found[-1])) + "\n")
    finally:
        clients.close()
    return found


def versions(parts):
    """Of the packages that were measured, as Debian numbers them."""
    packages = sorted({package for part in parts for package in (part.package or "").split()})
    said = subprocess.run(["dpkg-query", "--show", "--showformat", "${Package} ${Version}\n", *packages], capture_output=True, text=True,
                          check=False).stdout
    return ", ".join(said.splitlines())


def options_of(arguments):
    parser = argparse.ArgumentParser(prog="attack_tools", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=guards.PROJECT / "build", help="where mod_errwatch.so is")
    parser.add_argument("--conf", type=pathlib.Path, default=guards.PROJECT / "conf", help="errwatch.conf and rules that belong to it")
    parser.add_argument("--directive", action="append", default=[], help="a line after errwatch.conf; may be repeated")
    parser.add_argument("--tool", action="append", help="only this; may be repeated")
    parser.add_argument("--guard", action="append", help="only this; may be repeated")
    parser.add_argument("--runs", type=int, default=1, help=f"of what takes less than {CHEAP_S} s; the median counts")
    parser.add_argument("--keep", type=pathlib.Path, help="copy the logs of each run there")
    parser.add_argument("--save", type=pathlib.Path, help="add each measurement to this file, one JSON object a line")
    parser.add_argument("--table", type=pathlib.Path, help="measure nothing, print the table of what --save wrote")
    return parser.parse_args(arguments)


def main():
    options = options_of(sys.argv[1:])
    protections = guards.all_guards(options.build.resolve(), options.conf.resolve(), options.directive)
    if options.table:
        found = [Measured(**json.loads(line)) for line in options.table.read_text().splitlines()]
        print(tables.markdown(tools.TOOLS, protections, found))
        print(f"\n{versions([*tools.TOOLS, *protections])}")
        return
    network.enter_private_network()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # a kill ends it like an exception: everything is stopped
    attacks = say_what_is_missing(chosen(tools.TOOLS, options.tool, "tool"))
    protections = say_what_is_missing(chosen(protections, options.guard, "guard"))
    found = measure_all(attacks, protections, options.runs, options.keep, options.save)
    print(tables.markdown(attacks, protections, found))
    print(f"\n{versions([*attacks, *protections])}")


if __name__ == "__main__":
    main()
