"""The matrix of permissions: who may do what, and each command of the bot. Buttons: `matrix_presses.py`."""

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


COMMANDS = [
    Try("/start", EVERYBODY),
    Try("/start AAAAAAAAAAAAAAAAAAAAAA", NOBODY),
    Try("/help", EVERYBODY),
    Try("/new My door does not open", EVERYBODY),
    Try("/new", EVERYBODY),
    Try("/tickets", EVERYBODY),
    Try("/tickets open", EVERYBODY),
    Try("/status", EVERYBODY),
    Try("/status {held}", TEAM),
    Try("/history {held}", STAFF),
    Try("/tickets {held}", TEAM),
    Try("/delete", EVERYBODY),
    Try("/language", EVERYBODY),
    Try("/unlink", EVERYBODY),
    Try("/notifications", EVERYBODY),
    Try("/language ru", EVERYBODY),
    Try("/ticket {held}", TEAM),
    Try("/ticket {draft}", OWN),
    Try("/cancel {held}", OWN),
    Try("/cancel {draft}", OWN),
    Try("/queue", TEAM),
    Try("/mine", TEAM),
    Try("/find alabaster", TEAM),
    Try("/next", TEAM),
    Try("/attention", TEAM),
    Try("/open", TEAM),
    Try("/open {held}", TEAM),
    Try("/claim {free}", STAFF),
    Try("/release {held}", STAFF),
    Try("/hand {held}", STAFF),
    Try("/progress {held}", STAFF),
    Try("/pending {held}", STAFF),
    Try("/hold {held} the key", STAFF),
    Try("/hold {held}", STAFF),
    Try("/resolve {held}", STAFF),
    Try("/reopen {closed}", TEAM),
    Try("/reopen {cancelled}", TEAM),
    Try("/priority {held} 1", STAFF),
    Try("/promise {held} 2h", STAFF),
    Try("/hold {held} until tomorrow the key", STAFF),
    Try("/category {held} Access", STAFF),
    Try("/note {held} granite", STAFF),
    Try("/ask {held} granite", STAFF),
    Try("/merge {free} into {held}", STAFF),
    Try("/split", STAFF),
    Try("/unmerge {free}", STAFF, "/merge {free} into {held}"),
    Try("/ask {held} @Vera granite", frozenset({"agent"})),
    Try("/away", TEAM),
    Try("/away 2h", TEAM),
    Try("/back", TEAM),
    Try("/quiet", TEAM),
    Try("/escalate {held} the hall opens", STAFF),
    Try("/escalate {held}", STAFF),
    Try("/deescalate {escalated}", STAFF),
    Try("/topics", TEAM),
    Try("/shifts", TEAM),
    Try("/shifts mon-fri 9-18", TEAM),
    Try("/block {held}", STAFF),
    Try("/blocked", TEAM),
    Try("/failed", ADMIN),
    Try("/stats", TEAM),
    Try("/stats people", ADMIN),
    Try("/me", TEAM),
    Try("/audit", ADMIN),
    Try("/export", ADMIN),
    Try("/audit invite", ADMIN),
    Try("/settings", ADMIN),
    Try("/settings reminder", ADMIN),
    Try("/settings max_open 30", ADMIN),
    Try("/text", ADMIN),
    Try("/menu", ADMIN),
    Try("/text looking after", ADMIN),
    Try("/categories", TEAM),
    Try("/categories add Doors", ADMIN),
    Try("/categories rename 1 Doors", ADMIN),
    Try("/categories remove 1", ADMIN),
    Try("/kb", EVERYBODY),
    Try("/kb plugs", EVERYBODY),
    Try("/kb new", TEAM),
    Try("/kb from {closed}", STAFF),
    Try("/kb import", ADMIN),
    Try("/kb export", ADMIN),
    Try("/link", TEAM),
    Try("/replies", TEAM),
    Try("/preset", ADMIN),
    Try("/preset new", ADMIN),
    Try("/panel", ADMIN),
    Try("/systems", ADMIN),
    Try("/systems new Market", ADMIN),
    Try("/webhooks", ADMIN),
    Try("/webhooks Shop https://hooks.example/other", ADMIN),
    Try("/announce", ADMIN),
    Try("/problems", TEAM),
    Try("/announce The hall opens at 10", ADMIN),
    Try("/replies hello", TEAM),
    Try("/event", TEAM),
    Try("/event {held} olympiad", STAFF),
    Try('/event new "Later" 2026-12-01..03', ADMIN),
    Try("/event attendance olympiad 250", ADMIN),
    Try("/event id olympiad 4711", ADMIN),
    Try("/event remove olympiad", ADMIN),
    Try("/invite", ADMIN),
    Try("/invite admin", ADMIN),
    Try("/staff", ADMIN),
]
