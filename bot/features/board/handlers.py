"""`/link`, `/connect`, `/disconnect`, and what admins answer about the board: the safety stop, a link, a former member
in the project."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.board import buttons as data
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from db.models import Person
from desk import Desk, Outdated, Refused
from desk.board import brake, connection
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.policy.grants import Grant
from desk.staff import board_accounts, members


def make_router() -> Router:
    made = Router(name="board people")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(offer_accounts, CommandFilter("link"))
    made.message.register(offer_connection, CommandFilter("connect"))
    made.message.register(ask_to_disconnect, CommandFilter("disconnect"))
    made.callback_query.register(disconnect_account, data.Disconnect.filter())
    made.callback_query.register(link_account, data.Link.filter())
    made.callback_query.register(answer_safety_stop, data.BrakeChoice.filter())
    made.callback_query.register(unlink_account, data.Unlink.filter())
    made.callback_query.register(evict_account, data.Evict.filter())
    return made


async def offer_accounts(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Offer the project's collaborators to link with; `/link off` removes the link."""
    wanted = command.words.text.strip().casefold()
    if wanted == "off":
        if not await board_accounts.unlink_account(desk):  # else the desk has answered
            respond.post_line(desk, "not-linked")
    elif wanted:
        respond.post_line(desk, "usage-link")
    else:
        respond.post_letter(desk, Show("link", slot="link", fresh=True))


async def offer_connection(_message: Message, desk: Desk) -> None:
    """Give the link at which a Todoist account is connected; it is not kept after it was sent."""
    url = await connection.create_link(desk)
    key = "connect-link-again" if await connection.is_connected(desk.session) else "connect-link"
    minutes = int(connection.GOOD_FOR.total_seconds()) // 60
    respond.post_letter(desk, Say(key, {"url": url, "minutes": minutes}, secret=("url",)))


async def ask_to_disconnect(_message: Message, desk: Desk) -> None:
    await desk.require_grant(Grant.SETTINGS_BOARD)
    if not await connection.is_connected(desk.session):
        raise Refused("connect-none")
    buttons = ((respond.press_button("btn-disconnect", data.Disconnect()),),)
    respond.post_letter(desk, Say("disconnect-ask", buttons=buttons, slot="connection"))


async def disconnect_account(_query: CallbackQuery, desk: Desk, spot: PressedMessage) -> None:
    spot.require_face("connection")
    await connection.disconnect(desk)
    respond.post_letter(desk, Say("disconnect-done", slot="connection", replace=True))


async def link_account(_query: CallbackQuery, callback_data: data.Link, desk: Desk, spot: PressedMessage) -> None:
    spot.require_face("link")
    spot.require_open()
    await board_accounts.link_account(desk, callback_data.todoist_id)
    respond.post_letter(desk, Show("link", slot="link"))


async def answer_safety_stop(
    _query: CallbackQuery, callback_data: data.BrakeChoice, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Apply or undo the changes that the safety stop holds back, for the tickets that the message names."""
    permissions.require_grant(me, Grant.OPERATIONS)
    if spot.kind != "brake" or not spot.slot.key.isdigit():
        raise Outdated
    await brake.answer_brake(desk, spot.slot.number, go=callback_data.word is data.BrakeWord.GO)


async def unlink_account(
    _query: CallbackQuery, callback_data: data.Unlink, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Remove the link that the pressed message reports."""
    permissions.require_grant(me, Grant.TEAM)
    person, _, todoist_id = spot.slot.key.partition(":")
    if spot.recorded and (spot.kind, person) != ("linked", str(callback_data.person)):
        raise Outdated
    await members.unlink_colleague(desk, callback_data.person, todoist_id or None)


async def evict_account(
    _query: CallbackQuery, callback_data: data.Evict, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Remove a former member from the Todoist project."""
    permissions.require_grant(me, Grant.OPERATIONS)
    if spot.recorded and (spot.kind, spot.slot.key) != ("evict", str(callback_data.person)):
        raise Outdated
    await brake.evict_person(desk, callback_data.person)
