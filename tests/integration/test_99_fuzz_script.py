"""scripts/fuzz goes by the processor's time: what a busy machine alone made slow is no finding, what is slow is."""
import os
import pathlib
import subprocess

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts/fuzz"
# In the place of a fuzzer. It says what libFuzzer says; "burn" is an input that takes a processor for ever.
FUZZER = r"""#!/bin/bash
for argument in "$@"; do
  case $argument in
    -artifact_prefix=*) found=${argument#*=} ;;
    -timeout=*) patience=${argument#*=} ;;
  esac
done
if [ "$patience" = 0 ]; then
  if grep -q burn "$argument"; then while :; do :; done; fi
  exit 0
fi
keep() { echo "$2" >"$found$1-0a"; echo "artifact_prefix='$found'; Test unit written to $found$1-0a"; }
case $FOUND in
  slow) keep slow-unit x ;;
  burn) keep slow-unit burn ;;
  timeout) if [ "$patience" -lt 600 ]; then keep timeout x; exit 70; fi ;;
  crash) keep crash x; exit 77 ;;
esac
printf '#2 INITED cov: 10 ft: 3\n#9 DONE cov: 12 ft: 3\nDone 9 runs in 1 second(s)\n'
"""


@pytest.mark.parametrize("found,kept", [("nothing", []), ("slow", []), ("timeout", []), ("crash", ["fuzz_event-crash-0a"]),
                                        ("burn", ["fuzz_event-slow-unit-0a"])])
def test_only_what_takes_a_processor_long_is_slow(tmp_path, found, kept):
    fuzzer = tmp_path / "fuzz_event"
    fuzzer.write_text(FUZZER)
    fuzzer.chmod(0o755)
    ran = subprocess.run([SCRIPT, "--seconds", "1", "--slow-seconds", "1", "--only", "fuzz_event", tmp_path], check=False,
                         env={**os.environ, "FOUND": found}, stdout=subprocess.PIPE, text=True)
    assert (ran.returncode != 0) == bool(kept), ran.stdout
    assert sorted(path.name for path in (tmp_path / "corpus-found").iterdir()) == kept
    assert all(name in ran.stdout for name in kept)
