"""Which routers are asked for an update, and in which order."""

from datetime import UTC, datetime

import pytest
from aiogram import Router
from aiogram.types import Chat, Message, Update

from bot.feature import Command
from bot.handlers import CommandFilter, CommandTable
from bot.handlers.dispatch import Dispatch
from desk import DeskSettings


class _Desk:
    rules = DeskSettings()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("hello", ["gate", "words"]),
        ("/take 4", ["gate", "take", "words"]),
        ("/get 4", ["gate", "take", "words"]),
        ("/drop", ["gate", "drop", "words"]),
        ("/unknown", ["gate", "words"]),
    ],
)
async def test_only_routers_that_may_take_a_message_are_asked_in_their_order(text: str, asked: list[str]) -> None:
    seen: list[str] = []

    def make(name: str, *filters: CommandFilter, takes: bool = False) -> Router:
        async def ask(_message: Message) -> bool:
            seen.append(name)
            return True

        async def handle(_message: Message) -> None:
            pass

        async def refuse(_message: Message) -> bool:
            return takes

        made = Router(name=name)
        made.message.filter(ask)
        made.message.register(handle, *filters, refuse)
        return made

    table = CommandTable([Command("take", aliases=("get",)), Command("drop")])
    routers = [make("gate"), make("take", CommandFilter("take")), make("drop", CommandFilter("drop"))]
    dispatch = Dispatch([*routers, make("words", takes=True), make("never")], table)
    message = Message(message_id=1, date=datetime.now(UTC), chat=Chat(id=5, type="private"), text=text)
    await dispatch.handle_update(Update(update_id=1, message=message), desk=_Desk())
    assert seen == asked
