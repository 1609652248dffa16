"""What a feature of the bot declares: its handlers, views, commands and the answers it takes. The core learns of a
feature from this alone; `bot/features/registry.py` lists them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiogram import Router

from bot.views import Reader, Rendered
from db.models import Role
from desk.inbound.prompts import Prompt
from desk.outbox import Show

AGENT, ADMIN = Role.AGENT, Role.ADMIN


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """How a view is made, and who may see it: anybody, or from `role` on. `is_list`: over as many rows as there are,
    which may take long; `asks`: a question that a press of staff's brings; `folds`: it shows a few of its buttons at a
    time, and an edit keeps those."""

    make: Callable[[Reader, Show], Awaitable[Rendered | None]]
    role: Role = Role.REQUESTER
    is_list: bool = False
    asks: bool = False
    folds: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A command by its name, with `aliases` as people guess them, and who may use it: everybody, or staff from `role`
    on; with `for_requesters` requesters too. `of_ticket`: it names a ticket first, which as a reply to a message of
    that ticket it need not; `then_number`: what follows the ticket is a number as well. `alone`: it takes nothing, and
    says so where something is typed behind it."""

    name: str
    role: Role = Role.REQUESTER
    for_requesters: bool = False
    of_ticket: bool = False
    then_number: bool = False
    alone: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature. `gates`: makers of routers that are asked before those of all features; `prompts`: by the kind of
    the slot of a question to staff, what takes the reply; `letters`: what makes a message of a letter that is no view,
    by the letter's class."""

    name: str
    gates: tuple[Callable[[], Router], ...] = ()
    routers: tuple[Callable[[], Router], ...] = ()
    views: Mapping[str, ViewSpec] = field(default_factory=dict)
    commands: tuple[Command, ...] = ()
    prompts: Mapping[str, Prompt] = field(default_factory=dict)
    letters: Mapping[type, Callable[[Reader, Any], Awaitable[Rendered | None]]] = field(default_factory=dict)
