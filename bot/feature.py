"""The declaration of a feature: its handlers, views, commands and prompts. The core learns about a feature from this
alone; `bot/features/registry.py` lists all of them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiogram import Router

from bot.views import Reader, Rendered
from db.models import Role
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Show
from desk.policy.permissions import Grant

AGENT = Role.AGENT


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """How a view is made, and who may see it: everyone, or staff (`role`), or staff who have the
    `grant` or one of several.

    `is_list`: the view reads any number of rows and may take long. `is_counted`: it shows figures, for which what
    happened since is counted first. `asks`: the view is a question that a staff button
    brings. `folds`: the view shows a few of its buttons at a time, and an edit keeps the current ones.
    """

    make: Callable[[Reader, Show], Awaitable[Rendered | None]]
    role: Role = Role.REQUESTER
    is_list: bool = False
    is_counted: bool = False
    asks: bool = False
    folds: bool = False
    grant: Grant | frozenset[Grant] | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A command with its name, the `aliases` that people guess, and who may use it: everyone, or staff (`role`), or
    staff who have the `grant` or one of several; with `for_requesters` requesters too.

    `of_ticket`: the command names a ticket first, except in a reply to a message of that ticket and in focus, unless it
    `means_alone` something else. `then_number`: the ticket is followed by another number. `sends`: its words go to
    the requester. `grave`: it ends something, or reaches many, so it is suggested for one wrong letter at most.
    `alone`: the command takes no arguments and is refused with any. `of_organizations`, `of_payments`, `setting`
    (its path in `DeskSettings`): the command is unknown while the desk has these switched off.
    """

    name: str
    role: Role = Role.REQUESTER
    for_requesters: bool = False
    of_ticket: bool = False
    means_alone: bool = False
    then_number: bool = False
    sends: bool = False
    grave: bool = False
    alone: bool = False
    of_organizations: bool = False
    of_payments: bool = False
    aliases: tuple[str, ...] = ()
    grant: Grant | frozenset[Grant] | None = None
    setting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature of the bot.

    `gates`: makers of routers that run before those of all features. `prompts`: the functions that take the reply to a
    question to staff, by the kind of the question's slot. `letters`: the functions that render a letter that is no
    view, by the letter's class.
    """

    name: str
    gates: tuple[Callable[[], Router], ...] = ()
    routers: tuple[Callable[[], Router], ...] = ()
    views: Mapping[str, ViewSpec] = field(default_factory=dict)
    commands: tuple[Command, ...] = ()
    prompts: Mapping[str, Prompt] = field(default_factory=dict)
    letters: Mapping[type, Callable[[Reader, Any], Awaitable[Rendered | None]]] = field(default_factory=dict)
