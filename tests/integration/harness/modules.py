"""Builds the test-only httpd modules and the libraries to be preloaded."""
import shlex
import subprocess

from . import paths


def _compile(source, target, includes):
    command = ["cc", "-shared", "-fPIC", "-O2", "-g", "-Wall", "-Wextra", "-Wno-unused-parameter"]
    command += ["-Wno-missing-field-initializers"]
    if includes:
        command += shlex.split(paths.apxs("EXTRA_CPPFLAGS"))
        command += sorted({f"-I{paths.apxs(name)}" for name in ("INCLUDEDIR", "APR_INCLUDEDIR", "APU_INCLUDEDIR")})
    command += ["-o", str(target), str(source), "-ldl", "-pthread"]
    subprocess.run(command, check=True)


def build(directory):
    """Leaves mod_errprobe.so, mod_contract.so, mod_readbody.so, count_alloc.so and stall_write.so in `directory`."""
    for name in ("mod_errprobe", "mod_contract", "mod_readbody"):
        _compile(paths.TEST_MODULE_SOURCES / f"{name}.c", directory / f"{name}.so", includes=True)
    for name in ("count_alloc", "stall_write"):
        _compile(paths.TEST_MODULE_SOURCES / f"{name}.c", directory / f"{name}.so", includes=False)
