"""The Todoist board in the bot: buttons, handlers and screens.

`/link`, `/connect`, `/disconnect`, and what admins answer about the board: the safety stop, a link, a former member
in the project.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from pydantic import Field

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import OfPerson, handle_presses
from bot.views import Reader, Rendered, keyboards
from db.models import Person
from desk import Desk, Outdated, Refused
from desk.board import brake, connection
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.queries.linkable_accounts import LinkableAccount, list_linkable
from desk.staff import board_accounts, members


class BrakeWord(StrEnum):
    """The answers to a safety stop: apply the changes, or undo them."""

    GO = "go"
    UNDO = "undo"


class BrakeChoice(CallbackData, prefix="brake"):
    """Apply an admin's answer to the tickets that the pressed message names."""

    word: BrakeWord


class Evict(OfPerson, prefix="evict"):
    """Remove a former member from the Todoist project, by Telegram id."""


class Unlink(OfPerson, prefix="unlink"):
    """Unlink a member from their Todoist account, by Telegram id."""


class Disconnect(CallbackData, prefix="disconnect"):
    """Disconnect the Todoist account that an admin connected."""


class Link(CallbackData, prefix="link"):
    """Link the presser to this Todoist account, by its id."""

    todoist_id: Annotated[str, Field(min_length=1, max_length=58)]


def make_router() -> Router:
    made = StaffRouter(name="board people")
    made.message.register(_offer_accounts, CommandFilter("link"))
    made.callback_query.register(_disconnect_account, Disconnect.filter())
    handle_presses(made, link_account, _answer_safety_stop, unlink_account, _evict_account)
    return made


async def _offer_accounts(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Offer the project's collaborators to link with; `/link off` removes the link. `/link board` connects the account
    that keeps the board, `/link board off` ends that."""
    wanted = " ".join(command.words.text.casefold().split())
    if wanted in _OF_BOARD:
        await _OF_BOARD[wanted](desk)
    elif wanted == "off":
        if not await board_accounts.unlink_account(desk):  # else the desk has answered
            respond.post_line(desk, "not-linked")
    elif wanted:
        respond.post_line(desk, "usage-link")
    else:
        respond.post_letter(desk, Show("link", slot="link", fresh=True))


async def _offer_connection(desk: Desk) -> None:
    """Give the link at which a Todoist account is connected; it is not kept after it was sent."""
    url = await connection.create_link(desk)
    key = "connect-link-again" if await connection.is_connected(desk.session) else "connect-link"
    minutes = int(connection.GOOD_FOR.total_seconds()) // 60
    respond.post_letter(desk, Say(key, {"url": url, "minutes": minutes}, secret=("url",)))


async def _ask_to_disconnect(desk: Desk) -> None:
    await desk.require_grant(Grant.SETTINGS_BOARD)
    if not await connection.is_connected(desk.session):
        raise Refused("connect-none")
    buttons = ((respond.press_button("btn-disconnect", Disconnect()),),)
    respond.post_letter(desk, Say("disconnect-ask", buttons=buttons, slot="connection"))


_OF_BOARD = {"board": _offer_connection, "board off": _ask_to_disconnect}


async def _disconnect_account(_query: CallbackQuery, desk: Desk, pressed: PressedMessage) -> None:
    pressed.require_view("connection")
    await connection.disconnect(desk)
    respond.post_letter(desk, Say("disconnect-done", slot="connection", replace=True))


async def link_account(_query: CallbackQuery, callback_data: Link, desk: Desk, pressed: PressedMessage) -> None:
    pressed.require_view("link")
    pressed.require_open()
    await board_accounts.link_account(desk, callback_data.todoist_id)
    respond.post_letter(desk, Show("link", slot="link"))


async def _answer_safety_stop(
    _query: CallbackQuery, callback_data: BrakeChoice, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Apply or undo the changes that the safety stop holds back, for the tickets that the message names."""
    permissions.require_grant(me, Grant.OPERATIONS)
    if pressed.kind != "brake" or not pressed.slot.key.isdigit():
        raise Outdated
    await brake.answer_brake(desk, pressed.slot.number, go=callback_data.word is BrakeWord.GO)


async def unlink_account(
    _query: CallbackQuery, callback_data: Unlink, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Remove the link that the pressed message reports."""
    permissions.require_grant(me, Grant.TEAM)
    person, _, todoist_id = pressed.slot.key.partition(":")
    if pressed.recorded and (pressed.kind, person) != ("linked", str(callback_data.person)):
        raise Outdated
    await members.unlink_colleague(desk, callback_data.person, todoist_id or None)


async def _evict_account(
    _query: CallbackQuery, callback_data: Evict, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Remove a former member from the Todoist project."""
    permissions.require_grant(me, Grant.OPERATIONS)
    if pressed.recorded and (pressed.kind, pressed.slot.key) != ("evict", str(callback_data.person)):
        raise Outdated
    await brake.evict_person(desk, callback_data.person)


async def _show_accounts(reader: Reader, _letter: Show) -> Rendered | None:
    return render_accounts(reader, await list_linkable(reader.session, reader.person))


def render_accounts(reader: Reader, people: Sequence[LinkableAccount]) -> Rendered:
    """Render the reader's link, or the accounts to choose from."""
    if reader.person.todoist_id is not None:
        name = reader.person.todoist_name or reader.person.name
        return Rendered(reader.say_rich("link-linked", name=name))
    if not people:
        return Rendered(reader.say_rich("link-nobody" if reader.settings.board.enabled else "link-no-board"))
    buttons = [
        reader.make_button(
            "link-own" if person.is_own else "btn-person",
            Link(todoist_id=person.todoist_id),
            name=person.name,
        )
        for person in people
    ]
    return Rendered(reader.say_rich("link-title"), keyboards.arrange_rows(buttons, 1))


FEATURE = Feature(
    name="board",
    routers=(make_router,),
    views={
        "link": ViewSpec(_show_accounts, AGENT),
    },
    commands=(Command("link", AGENT, grave=True, former=("connect board", "disconnect board off")),),
)
