"""The judge says "noticed" for what a test noticed in its call, and for nothing else."""

import json
import os
import subprocess
import sys

import pytest

from tests.planted import judge
from tests.planted.loader import ROOT

_FIXTURE = """
import pytest
from tests.planted.switch import is_on

@pytest.fixture(scope="package", autouse=True)
def made():
    yield "made"

@pytest.fixture
def breaks():
    assert not is_on(3)
"""
_OF_ITS_OWN = "def test_notices(made):\n    assert not is_on({})\n"
_OTHERS = """
runs = spoiled = 0

def test_breaks_before_it_begins(breaks):
    pass

def test_reaches_and_passes():
    is_on(4)

def test_fails_now_and_then():
    global runs
    runs += 1
    assert runs == 1 and not is_on(5)

def test_is_spoiled():
    global spoiled
    spoiled = spoiled or is_on(6)
    assert not spoiled
"""
_IMPORT = "from tests.planted.switch import is_on\n"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, object]]:
    """Judge a plan of two folders, the first of which has two files."""
    root = tmp_path_factory.mktemp("judged")
    files = {
        "first/test_one.py": _IMPORT + _OF_ITS_OWN.format(1),
        "first/test_two.py": _IMPORT + _OTHERS,
        "second/test_three.py": _IMPORT + _OF_ITS_OWN.format(2),
    }
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
        (root / name).with_name("__init__.py").write_text("")
        (root / name).with_name("conftest.py").write_text(_FIXTURE)
    one, two, three = (list(files)[at] + "::test_" for at in range(3))
    plan = {1: [f"{one}notices"], 2: [f"{three}notices"], 3: [f"{two}breaks_before_it_begins"]}
    plan |= {4: [f"{two}reaches_and_passes"], 5: [f"{two}fails_now_and_then"], 7: [f"{one}notices"]}
    plan |= {6: [f"{two}is_spoiled"]}
    for part, until in ((plan, "inf"), ({6: plan[6]}, "inf"), ({1: plan[1]}, "0")):
        # what was spoiled is tried again in a process of its own, and in the end nothing is
        (root / "plan").write_text(json.dumps(part))
        asked = [sys.executable, "-m", "pytest", "-q", "-p", "tests.planted.judge", "-c", "/dev/null"]
        where = {**os.environ, judge.PLAN: str(root / "plan"), judge.FOUND: str(root / "found"), judge.UNTIL: until}
        subprocess.run([*asked, f"--rootdir={root}", str(root)], cwd=ROOT, env=where, check=False)  # noqa: S603
    rows = [json.loads(line) for line in (root / "found").read_text().splitlines()]
    assert [row["number"] for row in rows] == list(plan)
    return {row["number"]: row for row in rows}


def test_a_test_of_each_folder_notices_its_mistake(found: dict[int, dict[str, object]]) -> None:
    assert [found[1]["by"], found[2]["by"]] == ["first/test_one.py::test_notices", "second/test_three.py::test_notices"]
    assert found[2]["tried"] == ["second/test_three.py::test_notices"]


@pytest.mark.parametrize(("number", "tried"), [(3, 1), (4, 1), (5, 1), (7, 0)])
def test_what_is_not_noticed_in_a_call_that_reaches_it_is_not_noticed(
    number: int, tried: int, found: dict[int, dict[str, object]]
) -> None:
    assert (found[number]["by"], len(found[number]["tried"])) == (None, tried)  # type: ignore[arg-type]
    assert "unknown" not in found[number]


def test_what_fails_afterwards_too_is_unknown(found: dict[int, dict[str, object]]) -> None:
    assert (found[6]["by"], found[6]["unknown"]) == (None, True)
