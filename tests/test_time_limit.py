"""A test that hangs fails by name and says where it stood; the next one runs."""

import subprocess
import sys
from pathlib import Path

_HANGING = """
import asyncio, time
import pytest, pytest_asyncio

pytestmark = pytest.mark.limit(0.2)

async def something_that_never_comes():
    await asyncio.sleep(1000)

async def test_waits():
    await something_that_never_comes()

async def test_says_nothing_happened():
    try:
        await something_that_never_comes()
    except asyncio.CancelledError:
        pass

def test_turns_in_circles():
    while True:
        time.sleep(0.01)

tidied = []

@pytest_asyncio.fixture(loop_scope="session")
async def slow():
    try:
        await something_that_never_comes()
        yield
    except asyncio.CancelledError:
        tidied.append(True)
        raise

async def test_whose_fixture_waits(slow):
    pass

async def test_of_those_who_come_after():
    await asyncio.sleep(0)
    assert tidied == [True]
"""


def test_a_test_that_hangs_fails_and_the_next_one_runs(tmp_path: Path, project: Path) -> None:
    (tmp_path / "test_hanging.py").write_text(_HANGING)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.time_limit", "-p", "no:cacheprovider"]
    options = ["-o", "asyncio_mode=auto", "-o", "asyncio_default_test_loop_scope=session", "--rootdir", str(tmp_path)]
    ran = subprocess.run(  # noqa: S603
        [*command, *options, str(tmp_path)], cwd=project, capture_output=True, text=True, timeout=60, check=False
    )
    assert "3 failed, 1 passed, 1 warning, 1 error" in ran.stdout, ran.stdout
    assert "test_hanging.py::test_waits took more than 0.2 s" in ran.stdout
    assert "test_hanging.py::test_whose_fixture_waits took more than 0.2 s" in ran.stdout
    assert "in something_that_never_comes" in ran.stdout
    assert "in test_turns_in_circles" in ran.stdout
