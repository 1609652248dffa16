"""Which routers are asked for an update, and in which order."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiogram import Router
from aiogram.types import Chat, Contact, Message, Update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.feature import Command
from bot.handlers import CommandFilter, CommandTable, HasField, StaffRouter
from bot.handlers.arrival import read_arrival
from bot.handlers.commands import BlockedRouter, TeamGroupRouter
from bot.handlers.dispatch import Dispatch
from db.models import Person, Role
from desk import Desk, DeskSettings
from desk.place import OwnChat, TeamPlace

_CONTACT = Contact(phone_number="1", first_name="Rita")
_IN_GROUP = TeamPlace(group_id=1, chat_id=-5, message_id=1, is_patient=False)


def _make_desk(who: str, now: datetime) -> Desk:
    actor = Person(role=Role.REQUESTER if who in ("requester", "blocked") else Role.AGENT)
    actor.blocked_at = now if who == "blocked" else None
    place = _IN_GROUP if who == "in group" else OwnChat()
    return Desk(AsyncSession(), place, actor, now=now, rules=DeskSettings())


@pytest.mark.parametrize(
    ("who", "text", "asked"),
    [
        ("requester", "hello", ["gate", "words"]),
        ("requester", "/take 4", ["gate", "take", "words"]),
        ("requester", "/get 4", ["gate", "take", "words"]),
        ("requester", "/drop", ["gate", "drop", "words"]),
        ("requester", "/unknown", ["gate", "words"]),
        ("requester", None, ["gate", "shared", "words"]),
        ("blocked", "hello", ["blocked", "gate", "words"]),
        ("agent", "hello", ["gate", "team", "words"]),
        ("in group", "/drop", ["gate", "group", "drop", "team", "words"]),
    ],
)
async def test_only_routers_that_may_take_a_message_are_asked_in_their_order(
    who: str, text: str | None, asked: list[str]
) -> None:
    seen: list[str] = []

    def make(name: str, *filters: CommandFilter | HasField, takes: bool = False, of: type[Router] = Router) -> Router:
        async def ask(_message: Message) -> bool:
            seen.append(name)
            return True

        async def handle(_message: Message) -> None:
            pass

        async def refuse(_message: Message) -> bool:
            return takes

        made = of(name=name)
        made.message.filter(ask)
        made.message.register(handle, *filters, refuse)
        return made

    table = CommandTable([Command("take", aliases=("get",)), Command("drop")])
    gates = [make("blocked", of=BlockedRouter), make("gate")]
    gates += [make("group", of=TeamGroupRouter), make("shared", HasField("contact"))]
    routers = [make("take", CommandFilter("take")), make("drop", CommandFilter("drop")), make("team", of=StaffRouter)]
    dispatch = Dispatch([*gates, *routers, make("words", takes=True), make("never")], table)
    message = Message(message_id=1, date=datetime.now(UTC), chat=Chat(id=5, type="private"), text=text)
    message = message if text is not None else message.model_copy(update={"contact": _CONTACT})
    arrival = read_arrival(Update(update_id=1, message=message))
    await dispatch.handle_update(
        replace(arrival, typed=table.read_command(message)), desk=_make_desk(who, message.date)
    )
    assert seen == asked
