"""What `make install` says: one line of ours, how far it is, and what the package manager said only where it failed."""

from __future__ import annotations

import asyncio
import os
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
SLOW_PIP = """#!/bin/sh
said() {{ until grep -q "$1" {printed}; do sleep 0.02; done; }}
case "$*" in
    *"pip install"*--requirement*)
        echo "Collecting one==1"; echo "  Downloading one-1.whl"; echo "Ignoring two: markers do not match"
        said 'fetched 2 of 3 packages'
        mkdir -p .venv/lib/python3/site-packages/one-1.dist-info
        echo "Installing collected packages: one, three"
        said 'unpacked 1 of 2 packages' ;;
    *"pip install"*) ;;
    *) exec {python} "$@" ;;
esac
"""
"""Goes on when it has read how far it is."""
ONE_LINE = "installing what requirements-dev.lock pins into .venv (a minute or two, once)\n"


async def _install(folder: Path, pip: str, printed: Path, seconds: str) -> int | None:
    """Run `.ci/venv` with an environment of this package manager, which says every so many seconds how far it is."""
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "venv", folder / ".ci" / "venv")
    (folder / "requirements-dev.lock").write_text("one==1 \\\n    --hash=sha256:1\ntwo==2\nthree==3\n")
    fake = folder / ".venv" / "bin" / "python"
    fake.write_text(pip)
    fake.chmod(0o755)
    with printed.open("wb") as writing:
        process = await asyncio.create_subprocess_exec(
            str(folder / ".ci" / "venv"),
            env=os.environ | {"PROGRESS_SECONDS": seconds},
            stdout=writing,
            stderr=asyncio.subprocess.STDOUT,
        )
        return await process.wait()


async def _installed(folder: Path, said: str = "", code: int = 0) -> tuple[int | None, str]:
    """Return the code and all that was printed where pip says this and ends so, at once."""
    pip = PIP.format(said=said, code=code, python=sys.executable)
    return await _install(folder, pip, folder / "printed", "600"), (folder / "printed").read_text()


async def test_installing_says_one_line(tmp_path: Path) -> None:
    assert await _installed(tmp_path, "something") == (0, ONE_LINE)
    assert (tmp_path / ".venv" / "install.log").read_text().count("WARNING: an index is odd") == 2


async def test_where_it_fails_it_says_why_and_names_the_log(tmp_path: Path) -> None:
    code, printed = await _installed(tmp_path, "ERROR: no such package", 1)
    assert code == 1
    assert printed == f"{ONE_LINE}ERROR: no such package\nnot installed; all that was said is in .venv/install.log\n"
    assert "WARNING: an index is odd" in (tmp_path / ".venv" / "install.log").read_text()


async def test_it_says_how_far_it_is(tmp_path: Path) -> None:
    printed = tmp_path / "printed"
    pip = SLOW_PIP.format(printed=printed, python=sys.executable)
    assert await _install(tmp_path, pip, printed, "0.02") == 0
    assert printed.read_text().startswith(ONE_LINE)
