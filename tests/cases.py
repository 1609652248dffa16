"""All cases of a test that takes nothing from a fixture are one item: most of what such a case costs is its item.

A failure names each case that failed. `--case ID` runs one case alone. A case with marks of its own stays an item.
Must not know what is tested.
"""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import pytest

_folded: dict[Callable[..., object], Sequence[Any]] = {}
"""The cases of each test that was folded; the first one is its item."""


def add_option(parser: pytest.Parser) -> None:
    """Add the option that runs one case."""
    parser.addoption("--case", metavar="ID", help="run this case alone of tests whose cases are one item")


@pytest.hookimpl(trylast=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Keep the first case of a test as its item, and remember all of them."""
    calls, chosen = metafunc._calls, metafunc.config.getoption("--case", None)
    if chosen is not None and len(calls) > 1:
        calls[:] = [call for call in calls if call.id == chosen] or calls
    plain = [call for call in calls if not call.marks]
    if len(plain) < 2 or not _is_pure(metafunc):
        return
    _folded[metafunc.function] = plain
    calls[:] = [plain[0], *(call for call in calls if call.marks)]


def _is_pure(metafunc: pytest.Metafunc) -> bool:
    """Return True for a function whose arguments are all its case's own, and none of them a fixture's."""
    if inspect.iscoroutinefunction(metafunc.function) or metafunc.cls is not None:
        return False
    names = set(metafunc.definition._fixtureinfo.argnames)
    return "indirect" not in metafunc._params_directness.values() and all(
        names <= set(call.params) for call in metafunc._calls
    )


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run all cases of a folded test, also after one that failed."""
    calls = _folded.get(pyfuncitem.obj)
    if calls is None or pyfuncitem.callspec is not calls[0]:
        return None
    wrong = [failure for call in calls if (failure := _failure_of(pyfuncitem.obj, call)) is not None]
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        names = ", ".join(failure.__notes__[-1] for failure in wrong[:10])
        raise BaseExceptionGroup(f"{len(wrong)} of {len(calls)} cases: {names}", wrong)
    return True


def _failure_of(function: Callable[..., object], call: Any) -> BaseException | None:
    """Run one case; return why it failed, with its name, or None."""
    excinfo = pytest.CallInfo.from_call(lambda: function(**call.params), "call", reraise=(KeyboardInterrupt,)).excinfo
    if excinfo is None:
        return None
    excinfo.value.add_note(f"case {call.id}")
    return excinfo.value
