"""What a process no longer uses is the system's again."""

import subprocess
import sys

import pytest

from tests.kill.door import ROOT

_USED_FOR_A_WHILE = """
from pathlib import Path
from ops import memory

def resident():
    return next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line)

before, busy = resident(), [bytearray(1000) for _ in range(60_000)]
kept = busy[::200]
del busy
left = resident() - before
memory.give_back()
assert left > 40_000 and resident() - before < left / 2, (left, resident() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="resident memory is read from /proc")
def test_what_a_busy_hour_left_free_is_given_back() -> None:
    program = [sys.executable, "-c", _USED_FOR_A_WHILE]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr


_IMPORTED_LATER = """
import sys
from ops import memory
memory.look_for_garbage_seldom()
assert not sys.path_importer_cache
import wave
from ops import signals
assert len(sys.path_importer_cache) < 10
"""


def test_what_lies_in_folders_is_looked_up_anew_where_something_else_is_imported() -> None:
    program = [sys.executable, "-c", _IMPORTED_LATER]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
