"""The declaration of a feature: its handlers, views, commands and prompts. The core learns about a feature from this
alone; `bot/features/registry.py` lists all of them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.runtime import Runtime
from bot.updates.batch import ChatFilter
from bot.views import Reader, Rendered
from db.models import Role
from desk import Desk, DeskSettings
from desk.inbound.prompt_replies import Prompt, Prompts
from desk.outbox import Letter, Show
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


QUESTION = "question"
"""The view of all questions to staff: the kind of the slot says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPrompt(Prompt):
    """A prompt that is asked in a message of its own, and how that is shown."""

    asks: ViewSpec


@dataclass(frozen=True, slots=True)
class Turning:
    """The buttons that turn the pages of a view, with a `page` in their data. `slot`, `find`, `order`: what else the
    view's letter has, with `{one}` for the data and `{at}` for the pressed message; the usual slot is the view's name.

    `here`: further kinds of messages that show the view in place. `under`: those below which it comes as a new message,
    None for all. `check` raises for what the rights of the view leave open, and may return the id of the ticket.
    """

    data: type[CallbackData]
    view: str
    slot: str = ""
    find: str | None = None
    order: str | None = None
    here: tuple[str, ...] = ()
    under: tuple[str, ...] | None = ()
    check: Callable[[Desk, Any, Any], Awaitable[object] | None] | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A command with its name, the `aliases` that people guess, and who may use it: everyone, or staff (`role`), or
    staff who have the `grant` or one of several; with `for_requesters` requesters too. `former`: commands of earlier
    versions, each with the words that say it now.

    `of_ticket`: the command names a ticket first, except in a reply to a message of that ticket and in focus, unless it
    `means_alone` something else. `then_number`: the ticket is followed by another number. `sends`: its words go to
    the requester. `grave`: it ends something, or reaches many, so it is suggested for one wrong letter at most.
    `alone`: the command takes no arguments and is refused with any. `of_organizations`, `of_payments`, `setting`
    (its path in `DeskSettings`): the command is unknown while the desk has these switched off. `shows`: the view that
    it shows and does nothing else.
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
    former: tuple[str, ...] = ()
    grant: Grant | frozenset[Grant] | None = None
    setting: str = ""
    shows: str = ""

    @property
    def is_for_staff(self) -> bool:
        """Return True if requesters cannot use it."""
        return (self.role is not Role.REQUESTER or self.grant is not None) and not self.for_requesters


Ask = Callable[[TelegramMethod[Any]], Awaitable[Any]]
"""Makes a call, and returns Telegram's answer."""


class OtherCalls(Protocol):
    """The calls of one bot to such chats."""

    async def call(self, method: TelegramMethod[Any], ask: Ask) -> Any:
        """Make the call as it has to be made there, and return its answer."""


class TakeUpdate(Protocol):
    """Takes an update; returns who wrote, and whether its words are to be kept."""

    async def __call__(
        self,
        session: AsyncSession,
        update: Update,
        *,
        now: datetime,
        rules: DeskSettings,
        prompts: Prompts,
        attempt: int,
    ) -> tuple[int | None, bool]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherChats:
    """Chats in which the bot is no member, and that Telegram lets it read or write in another way: what comes from
    there, what goes there.

    `updates`: the kinds that Telegram is asked for, all of them from there. `chats`: the ids that such chats have in
    the desk. By these two they are looked up; nothing here is called for any other update, letter or call.

    `fit_letter`: returns a letter, about that ticket or none, as such a chat can show it; None if it is not for there.
    `make_calls`: makes what makes the calls to such a chat, and those that copy from one.
    """

    updates: tuple[str, ...]
    chats: range
    make_filter: Callable[[Runtime], ChatFilter]
    take_update: TakeUpdate
    make_calls: Callable[[Runtime], OtherCalls]
    fit_letter: Callable[[Letter, int | None], Letter | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature of the bot.

    `gates`: makers of routers that run before those of all features. `prompts`: the functions that take the reply to a
    question to staff, by the kind of the question's slot. `letters`: the functions that render a letter that is no
    view, by the letter's class. `other_chats`: those of a kind of their own that the feature is about.
    """

    name: str
    gates: tuple[Callable[[], Router], ...] = ()
    routers: tuple[Callable[[], Router], ...] = ()
    views: Mapping[str, ViewSpec] = field(default_factory=dict)
    turns: tuple[Turning, ...] = ()
    commands: tuple[Command, ...] = ()
    prompts: Mapping[str, Prompt] = field(default_factory=dict)
    letters: Mapping[type, Callable[[Reader, Any], Awaitable[Rendered | None]]] = field(default_factory=dict)
    other_chats: OtherChats | None = None
