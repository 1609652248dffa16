"""Declares the feature “merging” to the core of the bot."""

import re

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.content import read_message
from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.merging import screens_similar
from bot.features.ticket import letter_views
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import make_press_router
from db.models import Person
from desk import Desk
from desk.inbound import reply_target
from desk.merging import linking, merging, splitting
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.policy.permissions import Grant


def _make_similar_router() -> Router:
    return make_press_router("joining", show_similar, group_tickets, leave_group, _send_to_others)


async def show_similar(
    _query: CallbackQuery, callback_data: screens_similar.Alike, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show the similar tickets in a message of their own."""
    permissions.require_staff(me)
    pressed.require_ticket(callback_data.number)
    await respond.require_staff_ticket_id(desk, callback_data.number)
    await _show_group(desk, callback_data.number, fresh=pressed.kind != "alike")


async def group_tickets(
    _query: CallbackQuery, callback_data: screens_similar.Join, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Group the similar tickets."""
    permissions.require_staff(me)
    pressed.require_ticket(callback_data.number)
    await linking.link_alike(desk, callback_data.number)
    await _show_group(desk, callback_data.number, fresh=pressed.kind != "alike")


async def leave_group(
    _query: CallbackQuery, callback_data: screens_similar.Leave, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Take this ticket out of its group."""
    permissions.require_staff(me)
    pressed.require_ticket(callback_data.number)
    await merging.unlink_ticket(desk, callback_data.number)
    await _show_group(desk, callback_data.number, fresh=pressed.kind != "alike")


async def _send_to_others(
    _query: CallbackQuery, callback_data: screens_similar.AlsoTo, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Send the answer to the other tickets; the pressed message then lists them."""
    permissions.require_staff(me)
    pressed.require_view("also")
    numbers = await linking.send_to_linked(desk, callback_data.entry)
    args: dict[str, str | int] = {"n": len(numbers), "numbers": ", ".join(f"#{number}" for number in numbers)}
    respond.post_letter(
        desk, Say("also-sent", args, slot=f"also:{callback_data.entry}", replace=True), pressed.ticket_id
    )


async def _show_group(desk: Desk, number: int, *, fresh: bool) -> None:
    ticket_id = await respond.require_ticket_id(desk, number)
    respond.post_letter(desk, Show("alike", slot=f"alike:{number}", fresh=fresh), ticket_id)


_INTO = re.compile(r"\s*(?:into|в)?\s*#?([0-9]{1,18})\s*", re.IGNORECASE)


def make_router() -> Router:
    made = StaffRouter(name="merging")
    made.message.register(_merge_tickets, CommandFilter("merge"))
    made.message.register(_split_ticket, CommandFilter("split"))
    return made


async def _split_ticket(message: Message, desk: Desk) -> None:
    """Handle `/split` as a reply to a requester's message."""
    entry = await reply_target.find_entry(desk, read_message(message, now=desk.now))
    if entry is None:
        respond.post_line(desk, "usage-split")
        return
    done = await splitting.split_entry(desk, entry)
    respond.post_line(desk, "done-split", done.id, number=done.number)


async def _merge_tickets(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/merge N into M`, or `/merge into M` as a reply to a message of N; `/merge N off` separates it again."""
    into = _INTO.fullmatch(command.after_number.text)
    if command.number is not None and command.after_number.text.strip().casefold() == "off":
        done = await merging.unmerge_ticket(desk, command.number)
        respond.post_line(desk, "done-unmerge", done.id, number=done.number)
        return
    if command.number is None or into is None:
        respond.post_line(desk, "usage-merge")
        return
    done = await merging.merge_ticket(desk, command.number, int(into[1]))
    key = "done-merge" if done.changed else "done-merge-before"
    respond.post_line(desk, key, done.id, number=command.number, into=done.number)


FEATURE = Feature(
    name="merging",
    routers=(
        make_router,
        _make_similar_router,
    ),
    views={
        "alike": ViewSpec(letter_views.render_similar, AGENT),
    },
    commands=(
        Command("merge", grave=True, grant=Grant.MERGE, of_ticket=True, then_number=True, former=("unmerge off",)),
        Command("split", grave=True, grant=Grant.MERGE),
    ),
)
