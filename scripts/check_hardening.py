#!/usr/bin/env python3
"""The module and the command line tool have what mod_errwatch/hardening.cmake asks compilers and linkers for.

    scripts/check_hardening.py [DIRECTORY]     a build (build unless named), or packages: *.deb or *.rpm

Read from what was linked: a folder that was compiled otherwise, an object that asks for an executable stack, a linker that ignores an
option are found here and nowhere else.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parents[1]
MODULE, TOOL = "mod_errwatch.so", "errwatch"
# Of code that jumps and returns only where it may: where an indirect call may land, and the note by which a loader knows.
LANDING = {"Advanced Micro Devices X86-64": (b"\xf3\x0f\x1e\xfa", r"x86 feature:.*IBT.*SHSTK"), "AArch64": (b"\x5f\x24\x03\xd5", r"AArch64 feature:.*BTI")}
FEWEST_LANDINGS = 500  # start files of the C library and the compiler have a handful
FEWEST_CHECKED_COPIES = 1  # of most the compiler knows that they fit


def readelf(path, *options):
    return subprocess.run(["readelf", "-W", *options, path], check=True, capture_output=True, text=True).stdout


def section(path, name):
    """Its bytes."""
    with tempfile.TemporaryDirectory() as directory:
        out = pathlib.Path(directory, "section")
        subprocess.run(["objcopy", "-O", "binary", f"--only-section={name}", path, out], check=True, capture_output=True)
        return out.read_bytes()


def start_files_have(pattern):
    """Whether the C library's do: one that has no such note takes it from all that it is linked with."""
    found = (subprocess.run(["c++", f"-print-file-name={name}"], capture_output=True, text=True).stdout.strip() for name in ("crti.o", "crtn.o", "Scrt1.o"))
    return all(pathlib.Path(path).is_file() and re.search(pattern, readelf(path, "-n")) for path in found)


def of_loading(path):
    """How it is laid out in memory."""
    header, dynamic = readelf(path, "-h"), readelf(path, "-d")
    segments = re.findall(r"^ +(\w+) +0x\S+ 0x\S+ 0x\S+ 0x\S+ (0x\S+) +([RWE ]+?) +0x", readelf(path, "-l"), re.MULTILINE)
    flags = {kind: rights.replace(" ", "") for kind, _, rights in segments}
    if not re.search(r"Type: +DYN", header) or (path.name == TOOL and not re.search(r"FLAGS_1.*\bPIE\b", dynamic)):
        yield "always at the same address (not PIE)"
    if "GNU_RELRO" not in flags:
        yield "addresses of functions stay writable (no RELRO)"
    if not re.search(r"\bBIND_NOW\b|FLAGS_1.*\bNOW\b", dynamic):
        yield "addresses of functions are looked up late (no BIND_NOW)"
    if "TEXTREL" in dynamic:
        yield "code is written to as it is loaded (TEXTREL)"
    if flags.get("GNU_STACK", "RWE") != "RW":
        yield "the stack is executable"
    loaded = [rights.replace(" ", "") for kind, _, rights in segments if kind == "LOAD"]
    if any("W" in rights and "E" in rights for rights in loaded):
        yield "a part is writable and executable"
    if loaded[:1] != ["R"]:
        yield "headers are executable (no separate-code)"
    if re.search(r"\((RPATH|RUNPATH)\)", dynamic):
        yield "libraries are looked for where it says (RPATH)"


def of_code(path):
    """What the compiler put into it."""
    imported = set(re.findall(r"UND +([\w.]+)", readelf(path, "--dyn-syms")))
    if "__stack_chk_fail" not in imported:
        yield "no stack protector"
    copies = sorted(name for name in imported if re.fullmatch(r"__\w+_chk", name))
    if len(copies) < FEWEST_CHECKED_COPIES:
        yield f"copies are not checked (no _FORTIFY_SOURCE): {' '.join(copies) or 'none'}"
    machine = re.search(r"Machine: +(.+)", readelf(path, "-h"))[1]
    if machine in LANDING:
        mark, note = LANDING[machine]
        landings = section(path, ".text").count(mark)
        if landings < FEWEST_LANDINGS:
            yield f"indirect calls may go anywhere: {landings} places to land"
        if start_files_have(note) and not re.search(note, readelf(path, "-n")):
            yield "the C library's start files have the note on indirect calls, and this has not"


def programs(directory, scratch):
    """Those of a build, or of packages, unpacked."""
    for package in sorted(directory.glob("*.deb")) + sorted(directory.glob("*.rpm")):
        into = scratch / package.name
        into.mkdir()
        if package.suffix == ".deb":
            subprocess.run(["dpkg-deb", "-x", package, into], check=True)
        else:
            with package.open("rb") as file:
                archive = subprocess.run(["rpm2archive", "-"], stdin=file, capture_output=True, check=True).stdout
            subprocess.run(["tar", "-xzC", into], input=archive, check=True)
        yield from (path for path in into.rglob("*") if path.name in (MODULE, TOOL) and path.is_file() and path.read_bytes()[:4] == b"\x7fELF")
    yield from (directory / name for name in (MODULE, TOOL) if (directory / name).is_file())


def main():
    directory = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else PROJECT / "build").resolve()
    missing = [name for name in ("readelf", "objcopy") if not shutil.which(name)]
    if missing:
        print(f"check_hardening: not checked, {' and '.join(missing)} missing", file=sys.stderr)
        return 77
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        found = list(programs(directory, scratch))
        problems = [f"{path.relative_to(scratch) if scratch in path.parents else path.name}: {problem}"
                    for path in found for problem in (*of_loading(path), *of_code(path))]
    names = {path.name for path in found}
    problems += [f"there is no {name}" for name in (MODULE, TOOL) if name not in names]
    print("\n".join(problems + [f"hardening: {len(found)} programs, {len(problems)} problems"]))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
