"""What `make install` says: one line of ours, and what the package manager said only where it failed."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

import pytest

from tests.operation.checkout import ROOT

pytestmark = pytest.mark.sentence("6 Names that others rely on")

PIP = """#!/bin/sh
case "$*" in
    *"pip install"*) echo "WARNING: an index is odd" >&2; echo "{said}" >&2; exit {code} ;;
    *) exec {python} "$@" ;;
esac
"""
ONE_LINE = "installing what requirements-dev.lock pins into .venv (a minute or two, once)\n"


async def _installed(folder: Path, said: str = "", code: int = 0) -> tuple[int | None, str]:
    """`.ci/venv` with an environment whose pip says this and ends so: its code, and all that it printed."""
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "venv", folder / ".ci" / "venv")
    fake = folder / ".venv" / "bin" / "python"
    fake.write_text(PIP.format(said=said, code=code, python=sys.executable))
    fake.chmod(0o755)
    process = await asyncio.create_subprocess_exec(
        str(folder / ".ci" / "venv"), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    printed, _ = await process.communicate()
    return process.returncode, printed.decode()


async def test_installing_says_one_line(tmp_path: Path) -> None:
    assert await _installed(tmp_path, "something") == (0, ONE_LINE)
    assert (tmp_path / ".venv" / "install.log").read_text().count("WARNING: an index is odd") == 2


async def test_where_it_fails_it_says_why_and_names_the_log(tmp_path: Path) -> None:
    code, printed = await _installed(tmp_path, "ERROR: no such package", 1)
    assert code == 1
    assert printed == f"{ONE_LINE}ERROR: no such package\nnot installed; all that was said is in .venv/install.log\n"
    assert "WARNING: an index is odd" in (tmp_path / ".venv" / "install.log").read_text()
