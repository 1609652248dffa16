"""The start and the stop of a test run; the fixtures of its tests are in `tests/fixtures.py`."""

import gc
import signal
import threading

import pytest

from tests import budgets, cases, groups, reach, records, tiers, time_limit
from tests.progress import Progress

reach.install()  # before the product is imported
gc.disable()  # while everything is imported and collected there is no garbage, and looking takes a sixth of the time


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of the plugins, which are registered later."""
    cases.add_option(parser)
    tiers.add_options(parser)
    records.add_option(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugins, and make SIGTERM and SIGHUP end a run as Ctrl-C does, with its PostgreSQL.

    Workers get these signals too, but are stopped by the process that started them.
    """
    if _only_hands_out(config):
        config.pluginmanager.register(Progress(config))
    else:
        config.pluginmanager.import_plugin("tests.fixtures")
    for plugin in (time_limit, tiers, cases, budgets, reach, groups, records):
        config.pluginmanager.register(plugin)
    if threading.current_thread() is not threading.main_thread():
        return
    if hasattr(config, "workerinput"):
        for number in (signal.SIGTERM, signal.SIGHUP):  # sent to the whole group: by `timeout`, by a terminal
            signal.signal(number, lambda *_: None)  # not SIG_IGN, which the processes under test would inherit
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)


def _only_hands_out(config: pytest.Config) -> bool:
    """Return True if this process runs no test itself, but its workers do (pytest-xdist)."""
    handed_out = config.getoption("dist", "no") != "no" and not config.getoption("collectonly")
    return handed_out and not hasattr(config, "workerinput")


def pytest_collection_finish() -> None:
    """Keep imported objects out of garbage collection, which took a fifth of the suite's time."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    gc.enable()
