"""Where the things under test and httpd's own parts are."""
import functools
import os
import pathlib
import subprocess

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("ERRWATCH_BUILD", REPOSITORY / "build"))
MODULE = pathlib.Path(os.environ.get("ERRWATCH_MODULE", BUILD / "mod_errwatch.so")).absolute()
CLI = pathlib.Path(os.environ.get("ERRWATCH_CLI", BUILD / "errwatch")).absolute()
CONF = REPOSITORY / "conf"
TEST_MODULE_SOURCES = pathlib.Path(__file__).resolve().parents[1] / "modules"


@functools.lru_cache(maxsize=None)
def apxs(name):
    """A value that apxs knows, e.g. apxs("LIBEXECDIR")."""
    return subprocess.run(["apxs", "-q", name], check=True, capture_output=True, text=True).stdout.strip()


def httpd_binary():
    return os.path.join(apxs("SBINDIR"), apxs("PROGNAME"))


def httpd_modules():
    return apxs("LIBEXECDIR")


@functools.lru_cache(maxsize=None)
def is_sanitized():
    """Whether the module under test was built with a sanitizer."""
    if not MODULE.exists():
        return False
    names = subprocess.run(["nm", "-D", str(MODULE)], check=True, capture_output=True, text=True).stdout
    return "__asan_" in names or "__ubsan_" in names or "__tsan_" in names
