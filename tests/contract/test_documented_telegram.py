"""What pulldesk relies on in the Bot API (10.4; facts of Telegram, read 2026-11), held against the simulated service
and, with the token of a test bot, against the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.contract.documented import Answer, TelegramBot, is_real, open_telegram


@pytest_asyncio.fixture(params=["simulated", "real"])
async def bot(request: pytest.FixtureRequest) -> AsyncIterator[TelegramBot]:
    """A bot of the simulated service, then of the real one."""
    if request.param == "real" and not is_real("telegram"):
        pytest.skip("CONTRACT_BOT_TOKEN and CONTRACT_CHAT_ID are not set")
    async with open_telegram(real=request.param == "real") as made:
        yield made


def _refused(answer: Answer, words: str) -> bool:
    body: Any = answer.body
    return answer.status == 400 and not body["ok"] and words in body["description"].lower()


def _keys(data: str, **more: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Take", "callback_data": data, **more}]]}


async def test_the_token_is_of_a_bot_and_a_wrong_one_is_401(bot: TelegramBot) -> None:
    assert (await bot.call("getMe")).body["result"]["is_bot"] is True
    assert (await bot.call("getMe", token=f"{bot.token.partition(':')[0]}:{'A' * 35}")).status == 401


async def test_an_unknown_method_is_404(bot: TelegramBot) -> None:
    assert (await bot.call("sendNothingAtAll")).status == 404


async def test_a_message_has_at_most_4096_characters(bot: TelegramBot) -> None:
    assert len((await bot.say("x" * 4096))["text"]) == 4096
    assert _refused(await bot.call("sendMessage", chat_id=bot.chat, text="x" * 4097), "message is too long")
    assert _refused(await bot.call("sendMessage", chat_id=bot.chat, text=""), "message text is empty")


async def test_offsets_of_entities_count_utf16_units(bot: TelegramBot) -> None:
    sent = await bot.say("😀 bold", entities=[{"type": "bold", "offset": 3, "length": 4}])
    assert [(one["type"], one["offset"], one["length"]) for one in sent["entities"]] == [("bold", 3, 4)]


async def test_callback_data_has_at_most_64_bytes(bot: TelegramBot) -> None:
    await bot.say("64", reply_markup=_keys("x" * 64))
    too_long = await bot.call("sendMessage", chat_id=bot.chat, text="65", reply_markup=_keys("x" * 65))
    assert _refused(too_long, "button_data_invalid")


async def test_a_button_has_one_of_three_styles(bot: TelegramBot) -> None:
    for style in ("danger", "success", "primary"):
        await bot.say(style, reply_markup=_keys("x", style=style))
    other = await bot.call("sendMessage", chat_id=bot.chat, text="link", reply_markup=_keys("x", style="link"))
    assert other.status == 400


async def test_an_edit_that_changes_nothing_is_refused(bot: TelegramBot) -> None:
    sent = await bot.say("same")
    edit = {"chat_id": bot.chat, "message_id": sent["message_id"]}
    assert _refused(await bot.call("editMessageText", **edit, text="same"), "message is not modified")
    assert (await bot.call("editMessageText", **edit, text="other")).status == 200


async def test_a_message_is_deleted_once(bot: TelegramBot) -> None:
    gone = {"chat_id": bot.chat, "message_id": (await bot.say("for a moment"))["message_id"]}
    assert (await bot.call("deleteMessage", **gone)).status == 200
    assert _refused(await bot.call("deleteMessage", **gone), "message to delete not found")
    assert _refused(await bot.call("editMessageText", **gone, text="x"), "message to edit not found")


async def test_a_reply_to_a_message_that_is_gone_is_refused_unless_allowed(bot: TelegramBot) -> None:
    gone = (await bot.say("for a moment"))["message_id"]
    await bot.call("deleteMessage", chat_id=bot.chat, message_id=gone)
    reply = {"chat_id": bot.chat, "text": "to what?", "reply_parameters": {"message_id": gone}}
    assert _refused(await bot.call("sendMessage", **reply), "message to be replied not found")
    reply["reply_parameters"] = {"message_id": gone, "allow_sending_without_reply": True}
    assert (await bot.call("sendMessage", **reply)).status == 200


async def test_an_unknown_chat_is_refused(bot: TelegramBot) -> None:
    assert _refused(await bot.call("sendMessage", chat_id=1, text="anyone?"), "chat not found")
