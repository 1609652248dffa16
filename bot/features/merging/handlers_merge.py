"""`/merge` and `/unmerge` join two tickets of one requester; `/split` makes a ticket of one message."""

import re

from aiogram import Router
from aiogram.types import Message

from bot.content.message import read_message
from bot.handlers import CommandFilter, IsPrivate, IsStaff, TypedCommand, respond
from desk import Desk
from desk.inbound import reply_target
from desk.merging import merge, split

_INTO = re.compile(r"\s*(?:into|в)?\s*#?([0-9]{1,18})\s*", re.IGNORECASE)


def make_router() -> Router:
    made = Router(name="merging")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(merge_tickets, CommandFilter("merge"))
    made.message.register(unmerge_ticket, CommandFilter("unmerge"))
    made.message.register(split_ticket, CommandFilter("split"))
    return made


async def split_ticket(message: Message, desk: Desk) -> None:
    """Handle `/split` as a reply to a requester's message."""
    entry = await reply_target.find_entry(desk, read_message(message, now=desk.now))
    if entry is None:
        respond.post_line(desk, "usage-split")
        return
    done = await split.split_entry(desk, entry)
    respond.post_line(desk, "done-split", done.id, number=done.number)


async def merge_tickets(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/merge N into M`, or `/merge into M` as a reply to a message of N."""
    into = _INTO.fullmatch(command.after_number.text)
    if command.number is None or into is None:
        respond.post_line(desk, "usage-merge")
        return
    done = await merge.merge_ticket(desk, command.number, int(into[1]))
    key = "done-merge" if done.changed else "done-merge-before"
    respond.post_line(desk, key, done.id, number=command.number, into=done.number)


async def unmerge_ticket(_message: Message, command: TypedCommand, desk: Desk) -> None:
    number = respond.require_number(desk, command)
    if number is None:
        return
    done = await merge.unmerge_ticket(desk, number)
    respond.post_line(desk, "done-unmerge", done.id, number=done.number)
