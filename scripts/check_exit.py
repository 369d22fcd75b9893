#!/usr/bin/env python3
"""Nothing in the module asks for a destructor at exit: httpd unloads it with every restart, so the call would lead nowhere, or pin it.

check_exit.py BUILD. Looks for what a static object with a destructor needs of the C library: it is a reference to the outside, because the
C++ library is linked dynamically.
"""
import pathlib
import re
import subprocess
import sys

REGISTER = re.compile(r"\b(__cxa_atexit|__cxa_thread_atexit|__cxa_thread_atexit_impl|atexit)\b")


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def callers(module):
    function = ""
    for line in output("objdump", "-d", "-C", "--no-show-raw-insn", module).splitlines():
        if line.endswith(">:"):
            function = line
        elif REGISTER.search(line) and "<" in line and not REGISTER.search(function):
            yield function.partition(" ")[2].strip("<>:")


def main():
    module = str(pathlib.Path(sys.argv[1]) / "mod_errwatch.so")
    found = sorted(set(REGISTER.findall(output("nm", "-D", "--undefined-only", module))))
    for name in found:
        print(f"{module} calls {name}: a static object has a destructor; make it constexpr, or trivially destructible")
    if found:
        print("\n".join(f"  in {function}" for function in sorted(set(callers(module)))))
    print(f"exit: {len(found)} ways to a destructor at exit")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
