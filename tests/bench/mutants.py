#!/usr/bin/python3
"""Whether tests notice small faults in what counts and decides: buckets, limits, blocks, the table of clients, accounting.

    tests/bench/mutants.py [--jobs 2] [--build build-mutants] [--list] [--lived] [FILE ...]     FILE: below mod_errwatch; all of FILES unless named

Every mutant (mutator.py) is in one program, so that it is compiled once; each suite runs once without any, to learn which mutants it comes
by; then each mutant is run against the suites of its folder that come by it, until one fails, crashes or takes ten times its time: first
the one that killed it the last time (kept in the build's folder), then that of its own file, then the quickest. `--lived` runs those only
that nobody has killed yet: for whoever writes the tests.
What no suite kills is to be killed by a new test, or explained in mutants_explained.txt: a line of the source that is not there any more,
a mutant that a test kills after all, are problems, too. Ends non-zero when there are any. Needs Debian's python3-clang-14 and,
for all files, five minutes of two processors once the tests are built.
"""
import argparse
import concurrent.futures
import dataclasses
import mmap
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from mutator import Source  # noqa: E402

PROJECT = pathlib.Path(__file__).resolve().parents[2]
EXPLAINED = pathlib.Path(__file__).resolve().with_name("mutants_explained.txt")
FILES = ["model/leaky_bucket.h", "model/bucket_tag.h", "model/policy.h", "model/policy.cc", "store/accounting.cc", "store/posting.cc",
         "store/posting_pour.cc", "store/client_table.cc", "store/client_block.cc", "store/client_conduct.cc", "store/client_set.cc",
         "store/block_word.h"]
MOST = 1 << 16
# Suites that take longer are not asked (processors' seconds): what only they notice has no test of its own.
SLOW = 1.0
CHOSEN = """// Written by tests/bench/mutants.py: which mutant is chosen, and which were come by.
#pragma once
#include <fcntl.h>
#include <sys/mman.h>

#include <cstdlib>
#include <type_traits>

namespace mutants {
struct State {
  long chosen = -1;
  unsigned char* reached = nullptr;
};
inline const State& TheState() {
  static const State kState = [] {
    State state;
    if (const char* number = std::getenv("MUTANT")) state.chosen = std::atol(number);
    if (const char* path = std::getenv("MUTANTS_REACHED")) {
      const int file = ::open(path, O_RDWR);
      state.reached = static_cast<unsigned char*>(::mmap(nullptr, %d, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0));
    }
    return state;
  }();
  return kState;
}
constexpr bool Is(long number) {
  if (__builtin_is_constant_evaluated()) return false;
  const State& state = TheState();
  if (state.reached != nullptr) state.reached[number] = 1;
  return state.chosen == number;
}
}  // namespace mutants
""" % MOST


@dataclasses.dataclass
class Suite:
    name: str
    file: str
    program: pathlib.Path
    seconds: float = 0.0
    reached: bytes = b""


def write(path, text):
    """Only what is new, so that only that is compiled."""
    if not path.is_file() or path.read_text() != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def prepare(build, files):
    """The sources with mutants, beside those without. Returns the mutants."""
    names = subprocess.run(["git", "-C", PROJECT, "ls-files", "--cached", "--others", "--exclude-standard", "CMakeLists.txt", "mod_errwatch", "tests", "conf", "docs", "scripts", "CHANGES", "LICENSE"],
                           check=True, capture_output=True, text=True).stdout.split("\n")
    mutants, mutated = [], {}
    for file in files:
        text, found = Source(PROJECT / "mod_errwatch", file).mutated(len(mutants))
        mutated[f"mod_errwatch/{file}"] = text
        mutants += found
    assert len(mutants) < MOST
    for name in filter(None, names):
        if name in mutated:
            write(build / "source" / name, mutated[name])
        elif (PROJECT / name).is_file():
            content, copy = (PROJECT / name).read_bytes(), build / "source" / name
            if not copy.is_file() or copy.read_bytes() != content:
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(PROJECT / name, copy)
    write(build / "mutant_chosen.h", CHOSEN)
    return mutants


def compiled(build, jobs, folders):
    """Those folders' programs."""
    launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
    with open(build / "build.log", "w") as log:
        for command in (["cmake", "-S", build / "source", "-B", build / "made", "-G", "Ninja", "-DERRWATCH_TESTS=ON", "-DERRWATCH_UNITY=ON",
                         "-DERRWATCH_HARDENING=OFF", "-DERRWATCH_WHOLE_PROGRAM=OFF", "-DCMAKE_BUILD_TYPE=RelWithDebInfo", 
                         f"-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -DNDEBUG -D_GLIBCXX_ASSERTIONS -D_FORTIFY_SOURCE=2 -w -Wno-narrowing -include {(build / 'mutant_chosen.h').resolve()}", *launcher],
                        ["cmake", "--build", build / "made", "-j", str(jobs), "--target", *(f"errwatch_unit_{folder}" for folder in folders)]):
            if subprocess.run(command, stdout=log, stderr=subprocess.STDOUT).returncode:
                sys.exit(f"mutants: see {build / 'build.log'}")


def suites(build, folders):
    for folder in folders:
        program = (build / "made" / f"errwatch_unit_{folder}").resolve()
        for path in sorted((PROJECT / "tests/unit" / folder).glob("*.cc")):
            yield from (Suite(name, path.stem, program) for name in re.findall(r"CPPUNIT_TEST_SUITE\((\w+)\)", path.read_text()))


def run(suite, seconds, **environment):
    """(whether all is well, seconds of processors)"""
    def limited():
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    process = subprocess.Popen([suite.program, suite.name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | environment, preexec_fn=limited,
                               start_new_session=True)
    # A busy machine takes longer; whoever waits for ever takes no processor.
    end = threading.Timer(60 + 20 * seconds, os.killpg, (process.pid, 9))
    end.start()
    _, status, used = os.wait4(process.pid, 0)
    end.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode == 0, used.ru_utime + used.ru_stime


def look(build, suite):
    """Runs it without mutants, and learns what it comes by."""
    path = build / f"reached-{suite.name}"
    path.write_bytes(bytes(MOST))
    well, suite.seconds = run(suite, SLOW, MUTANTS_REACHED=str(path))
    if not well and suite.seconds < SLOW:
        sys.exit(f"mutants: {suite.name} fails without any")
    with path.open("r+b") as file, mmap.mmap(file.fileno(), MOST) as memory:
        suite.reached = memory[:]
    path.unlink()
    return suite


class Killers:
    """Who killed which mutant the last time: kept as each is killed, so that an interrupted run is not lost."""
    def __init__(self, path):
        self.path, self.lock, self.names = path, threading.Lock(), {}
        for line in path.read_text().splitlines() if path.is_file() else []:
            *key, suite = line.split("\t")
            self.names[tuple(key)] = suite

    def note(self, mutant, suite):
        with self.lock, self.path.open("a") as file:
            self.names[mutant.key()] = suite.name
            print(*mutant.key(), suite.name, sep="\t", file=file)

    def of(self, mutant):
        return self.names.get(mutant.key())


def killer(mutant, known, killers):
    """The suite that notices, or None; and how many come by."""
    last = killers.of(mutant)
    by = sorted((suite for suite in known
                 if suite.reached[mutant.number] and suite.seconds < SLOW and suite.program.name.endswith(mutant.file.split('/')[0])),
                key=lambda suite: (suite.name != last, pathlib.Path(mutant.file).stem + "_test" != suite.file, suite.seconds))
    for suite in by:
        if not run(suite, 1 + 10 * suite.seconds, MUTANT=str(mutant.number))[0]:
            if suite.name != last:
                killers.note(mutant, suite)
            return suite, len(by)
    return None, len(by)


def explained():
    """{(file, line's text, what): why}: lines of `file`, then below it `text`, and below that `what: why`, each further to the right."""
    found, file, text = {}, "", ""
    for line in EXPLAINED.read_text().splitlines() if EXPLAINED.is_file() else []:
        depth = (len(line) - len(line.lstrip())) // 2
        if not line.strip() or line.startswith("#"):
            continue
        if depth == 0:
            file = line.strip()
        elif depth == 1:
            text = line.strip()
        else:
            what, _, why = line.strip().partition(" :: ")
            found[file, text, what] = why
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--build", type=pathlib.Path, default=PROJECT / "build-mutants")
    parser.add_argument("--list", action="store_true", help="what would be tried")
    parser.add_argument("--lived", action="store_true", help="only those that no run before killed")
    parser.add_argument("files", nargs="*", metavar="FILE")
    options = parser.parse_args()
    files = options.files or FILES
    if unknown := set(files) - set(FILES):
        parser.error(f"{', '.join(sorted(unknown))}: not among {', '.join(FILES)}")
    mutants = prepare(options.build, files)
    if options.list:
        print("\n".join(f"{mutant.number} {mutant.file}:{mutant.line}: {mutant.what}" for mutant in mutants))
        return 0
    folders = sorted({file.split("/")[0] for file in files})
    compiled(options.build, options.jobs, folders)
    reasons, used, survivors, killed, unreached = explained(), set(), [], 0, 0
    killers = Killers(options.build / "killers")
    if options.lived:
        mutants = [mutant for mutant in mutants if killers.of(mutant) is None and mutant.key() not in reasons]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        known = list(pool.map(lambda suite: look(options.build, suite), suites(options.build, folders)))
        for mutant, (suite, count) in zip(mutants, pool.map(lambda mutant: killer(mutant, known, killers), mutants)):
            if suite is not None:
                killed += 1
            elif mutant.key() in reasons:
                used.add(mutant.key())
            else:
                unreached += count == 0
                survivors.append(mutant)
                print(f"{mutant.file}:{mutant.line}: {'nobody comes by' if count == 0 else f'{count} suites let it live'}: {mutant.what}", flush=True)
    stale = [key for key in reasons if key not in used and key[0] in files and not options.lived]
    print("\n".join(f"explained, but killed or gone: {' | '.join(key)}" for key in stale))
    print(f"mutants: {len(mutants)} in {len(files)} files, {killed} killed, {len(mutants) - killed - len(survivors)} explained, "
          f"{len(survivors)} live ({unreached} that nobody comes by), {len(stale)} explanations of nothing")
    return 1 if survivors or stale else 0


if __name__ == "__main__":
    sys.exit(main())
