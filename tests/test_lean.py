"""aiogram's models are compiled, and its methods imported, when they are used, in a process that imports ours first."""

import ast
import subprocess
import sys
from pathlib import Path

import aiogram.client.bot
import pytest

from ops import methods
from tests.kill.door import ROOT

_USES = """
import bot
from aiogram.methods import SetMyCommands
from aiogram.types import BotCommand, BotCommandScopeChat, Update
assert not Update.__pydantic_complete__
said = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}
update = Update.model_validate({"update_id": 1, "message": {**said, "reply_to_message": said}})
assert update.message.reply_to_message.text == "x" and Update.__pydantic_complete__
SetMyCommands(commands=[BotCommand(command="a", description="b")], scope=BotCommandScopeChat(chat_id=1)).model_dump()
"""


@pytest.mark.broad
def test_a_model_is_compiled_at_its_first_use() -> None:
    done = subprocess.run([sys.executable, "-c", _USES], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr


_CALLS = """
import asyncio, sys
import bot
from aiogram import Bot, methods
from aiogram.client import bot as client
from aiogram.client.session.base import BaseSession
import aiogram
assert aiogram.methods is methods is sys.modules["aiogram.methods"]
assert "aiogram.methods.send_dice" not in sys.modules

class Session(BaseSession):
    async def make_request(self, bot, method, timeout=None):
        return method

    async def close(self):
        pass

    async def stream_content(self, *_, **__):
        yield b""

said = asyncio.run(Bot("1:x", session=Session()).send_dice(7, emoji="x"))
assert type(said) is methods.SendDice and (said.chat_id, said.emoji) == (7, "x")
assert not methods.SendVideo.__pydantic_complete__
assert methods.SendVideo(chat_id=1, video="x").model_dump()["video"] == "x" and methods.SendVideo.__pydantic_complete__
assert all(getattr(methods, name).__module__.startswith("aiogram.methods.") for name in methods.__all__)
assert all(getattr(methods, name).__pydantic_fields_complete__ for name in methods.__all__)
assert not hasattr(methods, "SendNothing") and type(client.SendVideo(chat_id=1, video="x")) is methods.SendVideo
"""


@pytest.mark.broad
def test_a_method_is_imported_when_it_is_called() -> None:
    done = subprocess.run([sys.executable, "-c", _CALLS], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr


@pytest.mark.broad
def test_the_librarys_client_does_nothing_with_methods_but_call_them() -> None:
    tree = ast.parse(Path(aiogram.client.bot.__file__).read_bytes())
    folder = methods._folder()
    assert folder is not None
    names = {name for name, module in methods._modules(folder).items() if module != "base"}
    called = {id(one.func) for one in ast.walk(tree) if isinstance(one, ast.Call)}
    uses = [one for one in ast.walk(tree) if isinstance(one, ast.Name) and one.id in names]
    assert len(names) > 100 and len(uses) >= len(names) - 2 and all(id(one) in called for one in uses)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (
            "from .base import TelegramMethod\nfrom .a import A, B\n__all__ = ()",
            {"TelegramMethod": "base", "A": "a", "B": "a"},
        ),
        ("from .base import TelegramMethod\nA = 1\nB = 2", {}),
        ("from .base import TelegramMethod\nfrom elsewhere import A", {}),
        ("from", {}),
    ],
)
def test_a_package_that_does_more_than_import_from_its_own_is_imported_as_ever(
    written: str, found: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "__init__.py").write_text(written)
    assert methods._modules(tmp_path) == found
    assert methods._modules(tmp_path / "nowhere") == {}
