"""aiogram's models are compiled when they are used, in a process that imports ours first."""

import subprocess
import sys

from tests.kill.door import ROOT

_USES = """
import bot
from aiogram.methods import SendVideo, SetMyCommands
from aiogram.types import BotCommand, BotCommandScopeChat, Update
assert not Update.__pydantic_complete__ and not SendVideo.__pydantic_complete__
said = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}
update = Update.model_validate({"update_id": 1, "message": {**said, "reply_to_message": said}})
assert update.message.reply_to_message.text == "x" and Update.__pydantic_complete__
SetMyCommands(commands=[BotCommand(command="a", description="b")], scope=BotCommandScopeChat(chat_id=1)).model_dump()
assert SendVideo(chat_id=1, video="x").model_dump()["video"] == "x" and SendVideo.__pydantic_complete__
"""


def test_a_model_is_compiled_at_its_first_use() -> None:
    done = subprocess.run([sys.executable, "-c", _USES], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
