"""Mistakes in Python, by mutmut: comparisons, constants, arguments, conditions of every function of a module."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.mutants.found import Mutant, squeezed

_RESULT = re.compile(r"^\s+(\S+): (.+)$")


def run(tree: Path, module: str, environment: dict[str, str], until: float) -> list[Mutant]:
    """Every mistake in the module with what came of it; those not tried by `until` (as of `time.monotonic`) too."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", os.environ.get("AT_ONCE", "1")]
    with (tree / "mutmut.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=tree, env=environment, stdout=log, stderr=log, start_new_session=True
        )  # fmt: skip
        try:
            code = process.wait(max(until - time.monotonic(), 1))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            code = 0
    said = _mutmut(tree, environment, "results", "--all", "true")
    found = [match.groups() for line in said.splitlines() if (match := _RESULT.match(line))]
    if code and not found:
        raise SystemExit((tree / "mutmut.log").read_text()[-3000:])
    return [_mutant(tree, environment, module, name, verdict) for name, verdict in found]


def _mutant(tree: Path, environment: dict[str, str], module: str, name: str, verdict: str) -> Mutant:
    before = after = ""
    if verdict in ("survived", "no tests"):
        lines = _mutmut(tree, environment, "show", name).splitlines()
        before, after = (
            squeezed(" ".join(line[1:] for line in lines if line.startswith(sign) and not line.startswith(sign * 3)))
            for sign in "-+"
        )
    return Mutant(module, name, before, after, verdict)


def _mutmut(tree: Path, environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "mutmut", *words]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False).stdout
