"""What a row of the matrix of permissions is, and the kinds of buttons that it must name. The rows: `matrix.py`,
`matrix_presses.py`."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData

from bot import features
from tests.flows.town import COLUMNS

EVERYBODY = frozenset(COLUMNS)
ADMIN = frozenset({"admin"})
STAFF = frozenset({"agent", "admin"})
OWN = frozenset({"agent on their own ticket"})
TEAM = STAFF | OWN
NOBODY: frozenset[str] = frozenset()
DIRECTOR = frozenset({"director"})
LEADERS = DIRECTOR | {"administrator"}


@dataclass(frozen=True, slots=True)
class Try:
    """Something somebody does; `may`: who may; `first`: what those do before; `on`: a button of the message that they
    press it on, where that does not show it."""

    does: str
    may: frozenset[str]
    first: str = ""
    on: str = ""

    def __str__(self) -> str:
        return self.does

    @property
    def edge(self) -> frozenset[str]:
        """Who tells most: the mightiest who may not and the least who may."""
        refused = [column for column in COLUMNS if column not in self.may][-1:]
        allowed = [column for column in COLUMNS if column in self.may][:1]
        return frozenset({*refused, *allowed})


def kinds_of_buttons() -> list[type[CallbackData]]:
    """Return all kinds of data that buttons of the bot hold."""
    for module in pkgutil.walk_packages(features.__path__, f"{features.__name__}."):
        importlib.import_module(module.name)
    return [one for one in _kinds(CallbackData) if "-" not in one.__prefix__]


def button_prefixes() -> set[str]:
    """Return the prefixes of all data that buttons of the bot hold."""
    return {one.__prefix__ for one in kinds_of_buttons()}


def _kinds(of: type[CallbackData]) -> Iterator[type[CallbackData]]:
    for one in of.__subclasses__():
        if one.__module__.startswith("bot."):
            yield one
            yield from _kinds(one)
