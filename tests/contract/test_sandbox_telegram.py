"""The simulated Telegram behaves as the Bot API does, over HTTP and through aiogram's own client."""

from __future__ import annotations

import aiohttp
import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    MessageEntity,
)

from tests.contract.telegram_service import Telegram, keyboard

pytestmark = pytest.mark.broad

# --- sending and reading ---------------------------------------------------------------------------------


async def test_a_message_arrives_with_keyboard_and_is_seen_in_the_chat(tg: Telegram) -> None:
    rita = await tg.rita()
    sent = await tg.bot.send_message(rita, "Card #1", reply_markup=keyboard(Take="take:1"))
    assert sent.message_id == 2  # /start was the first of this chat
    assert sent.chat.id == rita
    assert sent.from_user is not None and sent.from_user.is_bot
    seen = (await tg.chat(rita))[-1]
    assert seen["from"] == "bot"
    assert seen["text"] == "Card #1"
    assert seen["buttons"] == [[{"text": "Take", "data": "take:1", "url": None, "style": None}]]


async def test_each_chat_numbers_its_own_messages(tg: Telegram) -> None:
    first, second = await tg.rita(), await tg.rita()
    assert (await tg.bot.send_message(first, "a")).message_id == 2
    assert (await tg.bot.send_message(first, "b")).message_id == 3
    assert (await tg.bot.send_message(second, "c")).message_id == 2


async def test_a_persons_message_becomes_an_update_with_entities(tg: Telegram) -> None:
    rita = await tg.rita()
    told = await tg.act("message", person=rita, text="🙂 see https://example.org and /help")
    (update,) = await tg.updates()
    assert update.update_id == told["update_ids"][0]
    assert update.message is not None and update.message.from_user is not None
    assert update.message.from_user.language_code == "ru"
    found = [(e.type, e.extract_from(update.message.text or "")) for e in update.message.entities or []]
    assert found == [("url", "https://example.org"), ("bot_command", "/help")]


async def test_a_reply_carries_the_whole_message_replied_to_and_the_quote(tg: Telegram) -> None:
    rita = await tg.rita()
    card = await tg.bot.send_message(rita, "🙂 The printer burns", reply_markup=keyboard(Take="take:1"))
    await tg.act("message", person=rita, text="Water!", reply_to=card.message_id, quote="printer")
    (update,) = await tg.updates()
    message = update.message
    assert message is not None and message.reply_to_message is not None and message.quote is not None
    assert message.reply_to_message.text == "🙂 The printer burns"
    assert message.reply_to_message.reply_markup is not None
    assert (message.quote.text, message.quote.position) == ("printer", 7)


async def test_every_body_kind_is_understood(tg: Telegram) -> None:
    rita = await tg.rita()
    address = f"{tg.url}/bot{tg.world.token}/SENDMESSAGE"
    markup = '{"inline_keyboard":[[{"text":"x","callback_data":"y"}]]}'
    fields = {"chat_id": str(rita), "text": "<b>plain</b>", "reply_markup": markup}
    multipart = aiohttp.FormData(fields, default_to_multipart=True)
    for request in (
        tg.http.get(address, params=fields),
        tg.http.post(address, data=fields),
        tg.http.post(address, data=multipart),
        tg.http.post(address, json=fields),
        tg.http.post(address, params={"chat_id": str(rita)}, json={"text": "<b>plain</b>"}),
    ):
        async with request as response:
            assert response.status == 200
            assert (await response.json())["result"]["text"] == "<b>plain</b>"


@pytest.mark.parametrize(
    ("method", "params", "text"),
    [
        ("sendMessage", {"text": ""}, "message text is empty"),
        ("sendMessage", {"text": " \n "}, "text must be non-empty"),
        ("sendMessage", {"text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"text": "🙂" * 2049}, "message is too long"),
        ("sendMessage", {"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ("sendMessage", {"text": "x", "txet": "y"}, 'method sendMessage has no parameter "txet"'),
        ("sendMessage", {"text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ("sendMessage", {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]}, "ends after the end"),
        ("sendMessage", {"text": "🙂", "entities": [{"type": "bold", "offset": 1, "length": 1}]}, "in a middle of"),
        ("sendMessage", {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x"}]]}}, "Text buttons are"),
        (
            "sendMessage",
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "я" * 33}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "y"}]] * 101}},
            "reply markup is too long",
        ),
        ("sendMessage", {"text": "\ud83d"}, "strings must be encoded in UTF-8"),
        (
            "sendMessage",
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "\ud83d"}]]}},
            "strings must be encoded in UTF-8",
        ),
        ("sendPhoto", {"photo": "AgACAgXXXX"}, "wrong file identifier"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendMediaGroup", {"media": []}, "too few messages to send as an album"),
        ("copyMessage", {"from_chat_id": 1, "message_id": 1}, "chat not found"),
        ("editMessageText", {"message_id": 99, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"message_id": 1, "text": "x"}, "message can't be edited"),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
        ("setMessageReaction", {"message_id": 1, "reaction": [{"type": "emoji", "emoji": "🪿"}]}, "REACTION_INVALID"),
        ("sendChatAction", {"action": "sing"}, "wrong parameter action"),
        ("sendInvoice", {}, "method sendInvoice is not simulated"),
    ],
)
async def test_what_telegram_refuses_is_refused(tg: Telegram, method: str, params: dict, text: str) -> None:
    rita = await tg.rita()
    status, answer = await tg.raw(method, chat_id=rita, **params)
    assert (status, answer["ok"], answer["error_code"]) == (400, False, 400)
    assert answer["description"].startswith("Bad Request: ")
    assert text in answer["description"]
    assert len(await tg.chat(rita)) == 1


async def test_a_text_of_exactly_the_limit_and_an_entity_at_its_end_pass(tg: Telegram) -> None:
    rita = await tg.rita()
    text = "🙂" * 2048
    bold = MessageEntity(type="bold", offset=4094, length=2)
    sent = await tg.bot.send_message(rita, text, entities=[bold], parse_mode=None)
    assert sent.text == text
    assert sent.entities is not None and sent.entities[0].extract_from(text) == "🙂"


async def test_blanks_around_a_text_go_and_entities_move(tg: Telegram) -> None:
    rita = await tg.rita()
    bold = MessageEntity(type="bold", offset=3, length=7)
    sent = await tg.bot.send_message(rita, "  \nfire\r\x00  ", entities=[bold], parse_mode=None)
    assert sent.text == "fire"
    assert sent.entities is not None and (sent.entities[0].offset, sent.entities[0].length) == (0, 4)


async def test_html_becomes_entities(tg: Telegram) -> None:
    rita = await tg.rita()
    sent = await tg.bot.send_message(
        rita,
        '<b>bold <i>both</i></b> &lt;x&gt; <a href="https://a.example/?a=1&amp;b">link</a>'
        '<blockquote expandable>long</blockquote><pre><code class="language-py">1</code></pre>',
        parse_mode="HTML",
    )
    assert sent.text == "bold both <x> linklong1"
    kinds = {entity.type: entity for entity in sent.entities or []}
    assert kinds["italic"].extract_from(sent.text) == "both"
    assert kinds["text_link"].url == "https://a.example/?a=1&b"
    assert kinds["expandable_blockquote"].extract_from(sent.text) == "long"
    assert kinds["pre"].language == "py"


async def test_unknown_methods_and_tokens(tg: Telegram) -> None:
    assert (await tg.raw("sendMesage"))[0] == 404
    async with tg.http.get(f"{tg.url}/bot1:short/getMe") as response:
        assert response.status == 404
    await tg.act("token/revoke")
    with pytest.raises(TelegramUnauthorizedError):
        await tg.bot.get_me()
    other = await tg.act("token")
    async with tg.http.get(f"{tg.url}/bot{other['token']}/getMe") as response:
        assert (await response.json())["result"]["id"] == tg.world.me["id"]


# --- who can be reached ----------------------------------------------------------------------------------


async def test_who_never_wrote_cannot_be_written_to(tg: Telegram) -> None:
    stranger = await tg.rita(started=False)
    with pytest.raises(TelegramForbiddenError, match="can't initiate conversation"):
        await tg.bot.send_message(stranger, "hello")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await tg.bot.send_message(424242, "hello")
    await tg.act("message", person=stranger, text="help")
    await tg.bot.send_message(stranger, "hello")


async def test_blocking_is_told_and_refuses_until_unblocked(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("block", person=rita)
    (update,) = await tg.updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await tg.bot.send_message(rita, "hello")
    assert (await tg.see("chat", person=rita))["blocked"]
    assert not (await tg.try_act("message", person=rita, text="x"))["ok"]
    await tg.act("unblock", person=rita)
    (update,) = await tg.updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "member"
    await tg.bot.send_message(rita, "welcome back")


async def test_a_deactivated_account_is_final(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("deactivate", person=rita)
    with pytest.raises(TelegramForbiddenError, match="user is deactivated"):
        await tg.bot.send_message(rita, "hello")
