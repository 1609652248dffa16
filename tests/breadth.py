"""Breadth: cases beside a test that says the same of one, and further tests of a sentence that another one tells.
`make test` leaves them to `make wide`, whose short form (`WIDE=short`) leaves out `broad(short=False)`.

Must not know what the tests are about.
"""

import os
from collections.abc import Iterable
from typing import Any

import pytest


def apart(cases: Iterable[Any], *, stay: int = 1) -> list[Any]:
    """Return the cases of a parametrization: all after the first `stay` are breadth, and all but one of those only
    in full.

    A tuple is one case's arguments.
    """
    marks = [(), pytest.mark.broad, pytest.mark.broad(short=False)]
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=marks[min(max(at - stay + 1, 0), 2)])
        for at, case in enumerate(cases)
    ]


LANGUAGES = ["en", *apart(["ru"], stay=0)]
"""For conversations in both languages: in Russian they are breadth."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out in the short form what belongs to the full one only."""
    if os.environ.get("WIDE") != "short":
        return
    out = {item for item in items for mark in item.iter_markers("broad") if not mark.kwargs.get("short", True)}
    if out:
        items[:] = [item for item in items if item not in out]
        config.hook.pytest_deselected(items=list(out))
