"""Which routers are asked for an update, and in which order."""

from datetime import UTC, datetime

import pytest
from aiogram import Router
from aiogram.types import Chat, Message, Update

from bot.feature import Command
from bot.features.registry import COMMANDS
from bot.handlers import CommandFilter, CommandTable
from bot.handlers.dispatch import Dispatch, make_router
from db.database import Database
from db.models import Role
from desk import Desk, DeskSettings
from tests.desk.cast import lines
from tests.desk.stage import Stage


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


async def test_commands_that_take_no_words_are_refused_with_any(database: Database) -> None:
    stage = Stage(database)
    vera = await stage.person("Vera", Role.ADMIN)

    async def types(desk: Desk, words: str) -> None:
        refusals, me = make_router(COMMANDS), desk.require_actor()
        for name in COMMANDS.alone:
            chat = Chat(id=vera.chat, type="private")
            message = Message(message_id=1, date=stage.now, chat=chat, text=f"/{name}{words}")
            await refusals.message.trigger(message, desk=desk, me=me, commands=COMMANDS)

    told = []
    for words in ("", " now"):
        await stage.does(vera, lambda desk, words=words: types(desk, words))
        told.append((await lines(stage, vera)).count("usage-alone"))
    assert told == [0, len([name for name in COMMANDS.alone if not COMMANDS.by_name[name].setting])]
