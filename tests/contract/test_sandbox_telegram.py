"""The simulated Telegram behaves as the Bot API does, over HTTP and through aiogram's own client."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
import pytest_asyncio
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BufferedInputFile,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    MessageEntity,
    ReactionTypeEmoji,
    ReplyParameters,
)

from tests.contract.telegram_service import HEADERS, Telegram, keyboard, telegram_service

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest_asyncio.fixture(loop_scope="session")
async def tg() -> AsyncIterator[Telegram]:
    async with telegram_service() as service:
        yield service


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


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


# --- polling ---------------------------------------------------------------------------------------------


async def test_updates_stay_until_a_higher_offset_confirms_them(tg: Telegram) -> None:
    rita = await tg.rita()
    ids = [(await tg.act("message", person=rita, text=text))["update_ids"][0] for text in "abc"]
    assert [update.update_id for update in await tg.bot.get_updates(offset=ids[0], timeout=1)] == ids
    assert [update.update_id for update in await tg.bot.get_updates(offset=ids[1], timeout=1)] == ids[1:]
    assert len(tg.world.updates) == 2
    assert [update.update_id for update in await tg.bot.get_updates(offset=-1, timeout=1)] == ids[2:]


async def test_at_most_a_hundred_at_once(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("batch", calls=[{"verb": "message", "person": rita, "text": str(n)} for n in range(130)])
    assert [len(await tg.batch()), len(await tg.batch())] == [100, 30]


async def test_a_waiting_poll_wakes_up_and_a_burst_is_one_batch(tg: Telegram) -> None:
    rita = await tg.rita()
    poll = asyncio.create_task(tg.bot.get_updates(offset=tg.offset, timeout=30))
    version = tg.world.feed.version
    await tg.act("batch", calls=[{"verb": "message", "person": rita, "text": text} for text in "ab"])
    assert len(await asyncio.wait_for(poll, 5)) == 2
    assert (await tg.see("changes", since=version, timeout=5))["version"] > version


async def test_a_second_poller_ends_the_first_with_409(tg: Telegram) -> None:
    rita = await tg.rita()
    first = asyncio.create_task(tg.bot.get_updates(offset=tg.offset, timeout=30))
    while not tg.world.updates.polled:
        await asyncio.sleep(0)
    second = asyncio.create_task(tg.bot.get_updates(offset=tg.offset, timeout=30))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates"):
        await asyncio.wait_for(first, 5)
    await tg.act("message", person=rita, text="x")
    assert len(await asyncio.wait_for(second, 5)) == 1


async def test_a_webhook_on_the_token_refuses_polling(tg: Telegram) -> None:
    await tg.act("foreign_webhook")
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await tg.bot.get_updates()
    assert (await tg.bot.get_webhook_info()).url.startswith("https://elsewhere")
    await tg.bot.delete_webhook()
    assert (await tg.bot.get_webhook_info()).url == ""
    assert await tg.bot.get_updates(limit=1) == []


async def test_kinds_not_asked_for_are_never_created(tg: Telegram) -> None:
    rita = await tg.rita()
    card = await tg.bot.send_message(rita, "hi")
    assert (await tg.act("react", person=rita, message_id=card.message_id, emoji="👍"))["update_ids"] == [None]
    await tg.act("message", person=rita, text="x")
    await tg.bot.get_updates(offset=tg.offset, timeout=1, allowed_updates=["message_reaction"])
    await tg.act("message", person=rita, text="unwanted now")
    await tg.act("react", person=rita, message_id=card.message_id, emoji="🔥")
    updates = await tg.updates()
    assert [update.event_type for update in updates] == ["message", "message_reaction"]
    assert updates[1].message_reaction is not None
    assert updates[1].message_reaction.old_reaction[0].model_dump() == {"type": "emoji", "emoji": "👍"}
    assert tg.world.updates.allowed == ["message_reaction"]


async def test_presses_expire_after_150_seconds_and_messages_after_a_day(tg: Telegram) -> None:
    rita = await tg.rita()
    card = await tg.bot.send_message(rita, "Card", reply_markup=keyboard(Take="take:1"))
    await tg.act("press", person=rita, message_id=card.message_id, data="take:1")
    await tg.act("message", person=rita, text="still there")
    tg.clock.move(timedelta(seconds=151))
    assert [update.event_type for update in await tg.bot.get_updates(offset=tg.offset, timeout=1)] == ["message"]
    tg.clock.move(timedelta(days=1))
    assert await tg.bot.get_updates(offset=-100) == []
    assert (await tg.see("state"))["expired_updates"] == 2


async def test_any_update_can_be_put_in_the_queue(tg: Telegram) -> None:
    await tg.act("update", raw_text='"message":{"text":"nul \\u0000 and half \\ud83d"}')
    await tg.act("update", raw={"poll_of_the_future": {"x": 1}, "update_id": 5})
    assert not (await tg.try_act("update", raw_text='"message":{'))["ok"]
    _, answer = await tg.raw("getUpdates")
    first, second = answer["result"]
    assert first["message"]["text"] == "nul \x00 and half \ud83d"
    assert second["update_id"] == first["update_id"] + 1
    with pytest.raises(ClientDecodeError):
        await tg.bot.get_updates(limit=1)


# --- presses ---------------------------------------------------------------------------------------------


async def test_a_press_is_answered_once_and_in_time(tg: Telegram) -> None:
    rita = await tg.rita()
    card = await tg.bot.send_message(rita, "Card", reply_markup=keyboard(Take="take:1"))
    await tg.act("press", person=rita, message_id=card.message_id, data="take:1")
    (update,) = await tg.updates()
    query = update.callback_query
    assert query is not None and query.message is not None and query.data == "take:1"
    assert (await tg.see("answers", person=rita))[0]["at"] is None
    await query.as_(tg.bot).answer("Olga has it", show_alert=True)
    (answer,) = await tg.see("answers", person=rita)
    assert (answer["text"], answer["show_alert"], answer["data"]) == ("Olga has it", True, "take:1")
    assert (await tg.see("chat", person=rita))["answers"] == [answer]
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await query.as_(tg.bot).answer("again")
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await tg.bot.answer_callback_query("12345")


async def test_a_button_must_be_there_unless_forced(tg: Telegram) -> None:
    rita = await tg.rita()
    card = await tg.bot.send_message(rita, "Card", reply_markup=keyboard(Take="take:1"))
    await tg.bot.edit_message_text("Taken", chat_id=rita, message_id=card.message_id)
    assert not (await tg.try_act("press", person=rita, message_id=card.message_id, data="take:1"))["ok"]
    await tg.act("press", person=rita, message_id=card.message_id, data="take:1", force=True)
    await tg.bot.delete_message(rita, card.message_id)
    await tg.act("press", person=rita, message_id=card.message_id, data="forged", force=True)
    alive, gone = await tg.updates()
    assert alive.callback_query is not None and gone.callback_query is not None
    assert alive.callback_query.message is not None and alive.callback_query.message.date != 0
    assert type(gone.callback_query.message).__name__ == "InaccessibleMessage"


# --- editing and deleting --------------------------------------------------------------------------------


async def test_editing_changes_the_chat_and_drops_the_keyboard(tg: Telegram) -> None:
    rita = await tg.rita()
    card = await tg.bot.send_message(rita, "Card", reply_markup=keyboard(Take="take:1"))
    edited = await tg.bot.edit_message_text("Card taken", chat_id=rita, message_id=card.message_id)
    assert not isinstance(edited, bool) and edited.edit_date is not None
    seen = (await tg.chat(rita))[-1]
    assert (seen["text"], seen["buttons"], seen["edits"]) == ("Card taken", [], 1)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await tg.bot.edit_message_text("Card taken", chat_id=rita, message_id=card.message_id)
    await tg.bot.edit_message_reply_markup(chat_id=rita, message_id=card.message_id, reply_markup=keyboard(A="b"))
    seen = (await tg.chat(rita))[-1]
    assert (seen["buttons"][0][0]["data"], seen["edits"]) == ("b", 1)
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await tg.bot.edit_message_text("x" * 4097, chat_id=rita, message_id=card.message_id)
    with pytest.raises(TelegramBadRequest, match="no caption in the message to edit"):
        await tg.bot.edit_message_caption(chat_id=rita, message_id=card.message_id, caption="x")


async def test_forwards_and_reply_keyboards_cannot_be_edited(tg: Telegram) -> None:
    rita = await tg.rita()
    forwarded = await tg.bot.forward_message(rita, rita, 1)
    assert forwarded.forward_origin is not None
    asking = await tg.bot.send_message(rita, "say", reply_markup=ForceReply())
    for message in (forwarded, asking):
        with pytest.raises(TelegramBadRequest, match="message can't be edited"):
            await tg.bot.edit_message_text("x", chat_id=rita, message_id=message.message_id)


async def test_deleting_works_for_both_sides_within_two_days(tg: Telegram) -> None:
    rita = await tg.rita()
    sent = await tg.bot.send_message(rita, "a")
    kept = await tg.bot.send_message(rita, "b")
    assert await tg.bot.delete_messages(rita, [1, sent.message_id, 99])
    assert [message["deleted"] for message in await tg.chat(rita)] == [True, True, False]
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await tg.bot.delete_message(rita, sent.message_id)
    tg.clock.move(timedelta(hours=48))
    with pytest.raises(TelegramBadRequest, match="message can't be deleted"):
        await tg.bot.delete_message(rita, kept.message_id)
    await tg.bot.edit_message_text("old, but editable", chat_id=rita, message_id=kept.message_id)


async def test_people_edit_and_delete_their_own(tg: Telegram) -> None:
    rita = await tg.rita()
    (message_id,) = (await tg.act("message", person=rita, text="prnter"))["message_ids"]
    await tg.act("edit", person=rita, message_id=message_id, text="printer")
    await tg.act("delete", person=rita, message_id=message_id)
    _, edited = await tg.updates()
    assert edited.edited_message is not None
    assert (edited.edited_message.message_id, edited.edited_message.text) == (message_id, "printer")
    assert edited.edited_message.edit_date is not None
    assert (await tg.chat(rita))[-1]["deleted"]


async def test_a_history_cleared_by_its_owner_cannot_be_edited(tg: Telegram) -> None:
    rita = await tg.rita()
    card = await tg.bot.send_message(rita, "Card")
    await tg.act("delete", person=rita)
    assert await tg.updates() == []
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await tg.bot.edit_message_text("x", chat_id=rita, message_id=card.message_id)


async def test_an_offline_phone_counts_what_came(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("offline", person=rita, offline=True)
    await tg.bot.send_message(rita, "one")
    await tg.bot.send_message(rita, "two")
    assert (await tg.see("chat", person=rita))["unread"] == 2
    await tg.act("offline", person=rita, offline=False)
    assert (await tg.see("chat", person=rita))["unread"] == 0


async def test_reactions_go_both_ways(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.bot.set_message_reaction(rita, 1, [ReactionTypeEmoji(emoji="👀")])
    await tg.bot.set_message_reaction(rita, 1, [ReactionTypeEmoji(emoji="❤️")])
    await tg.act("react", person=rita, message_id=1, emoji="🙏")
    seen = (await tg.chat(rita))[0]["reactions"]
    assert seen == [{"from": "bot", "emoji": "❤"}, {"from": "person", "emoji": "🙏"}]
    with pytest.raises(TelegramBadRequest, match="REACTIONS_TOO_MANY"):
        await tg.bot.set_message_reaction(rita, 1, [ReactionTypeEmoji(emoji="👍"), ReactionTypeEmoji(emoji="🔥")])
    await tg.bot.set_message_reaction(rita, 1, [])
    assert [reaction["from"] for reaction in (await tg.chat(rita))[0]["reactions"]] == ["person"]


# --- files -----------------------------------------------------------------------------------------------


async def test_a_persons_file_can_be_downloaded_and_sent_on_by_id(tg: Telegram) -> None:
    rita, olga = await tg.rita(), await tg.rita()
    data = b"%PDF-1.7 \x00 contents"
    await tg.act(
        "message",
        person=rita,
        caption="The report",
        files=[{"kind": "document", "name": "отчёт 1.pdf", "data_base64": _base64(data)}],
    )
    (update,) = await tg.updates()
    document = update.message.document if update.message else None
    assert document is not None and document.file_name == "отчёт 1.pdf" and document.mime_type == "application/pdf"
    downloaded = await tg.bot.download(document)
    assert downloaded is not None and downloaded.read() == data
    sent = await tg.bot.send_document(olga, document.file_id, caption="From Rita")
    assert sent.document is not None and sent.document.file_unique_id == document.file_unique_id
    with pytest.raises(TelegramBadRequest, match="can't use file of type Document as Photo"):
        await tg.bot.send_photo(olga, document.file_id)
    async with tg.http.get(f"{tg.url}/control/file/{document.file_id}", headers=HEADERS) as response:
        assert await response.read() == data


async def test_files_over_20_megabytes_cannot_be_downloaded_but_copied(tg: Telegram) -> None:
    rita = await tg.rita()
    sent = await tg.act("message", person=rita, files=[{"kind": "video", "name": "big.mp4", "size": 21 << 20}])
    (update,) = await tg.updates()
    assert update.message is not None and update.message.video is not None
    with pytest.raises(TelegramBadRequest, match="file is too big"):
        await tg.bot.get_file(update.message.video.file_id)
    copied = await tg.bot.copy_message(rita, rita, sent["message_ids"][0], caption="Copy")
    seen = (await tg.chat(rita))[-1]
    assert (seen["message_id"], seen["caption"]) == (copied.message_id, "Copy")
    assert seen["files"][0] | {"file_id": ""} == {"kind": "video", "name": "big.mp4", "size": 21 << 20, "file_id": ""}


async def test_uploads_through_aiograms_client(tg: Telegram) -> None:
    rita = await tg.rita()
    photo = await tg.bot.send_photo(rita, BufferedInputFile(PNG, "x.png"), caption="look")
    assert photo.photo is not None and photo.caption == "look"
    document = await tg.bot.send_document(rita, BufferedInputFile(b"text", "заметка.txt"))
    assert document.document is not None and document.document.file_name == "заметка.txt"
    for send, name in (
        (tg.bot.send_video, "video"),
        (tg.bot.send_animation, "animation"),
        (tg.bot.send_audio, "audio"),
        (tg.bot.send_voice, "voice"),
        (tg.bot.send_video_note, "video_note"),
        (tg.bot.send_sticker, "sticker"),
    ):
        message = await send(rita, BufferedInputFile(b"\x00\x01", "f"))
        assert message.content_type == name
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await tg.bot.send_photo(rita, BufferedInputFile(b"no image", "x.png"))
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await tg.bot.send_document(rita, BufferedInputFile(b"x", "x.txt"), caption="x" * 1025)
    edited = await tg.bot.edit_message_media(
        InputMediaPhoto(media=BufferedInputFile(PNG, "y.png"), caption="new"),
        chat_id=rita,
        message_id=photo.message_id,
    )
    assert not isinstance(edited, bool) and edited.caption == "new"


async def test_things_without_files(tg: Telegram) -> None:
    rita = await tg.rita()
    assert (await tg.bot.send_location(rita, 55.75, 37.62)).content_type == "location"
    assert (await tg.bot.send_venue(rita, 55.75, 37.62, "Field", "North 1")).content_type == "venue"
    assert (await tg.bot.send_contact(rita, "+7", "Olga")).content_type == "contact"
    assert (await tg.bot.send_dice(rita)).content_type == "dice"
    assert (await tg.bot.send_poll(rita, "Tea?", ["yes", "no"])).content_type == "poll"
    assert await tg.bot.send_chat_action(rita, "typing")


async def test_albums_keep_together_in_both_directions(tg: Telegram) -> None:
    rita, olga = await tg.rita(), await tg.rita()
    sent = await tg.act(
        "message",
        person=rita,
        caption="two",
        files=[{"kind": "photo", "data_base64": _base64(PNG)}, {"kind": "photo", "data_base64": _base64(PNG)}],
    )
    updates = await tg.updates()
    messages = [update.message for update in updates if update.message]
    assert len(messages) == 2 and len({message.media_group_id for message in messages}) == 1
    assert [message.caption for message in messages] == ["two", None]
    media = [InputMediaPhoto(media=message.photo[-1].file_id) for message in messages if message.photo]
    album = await tg.bot.send_media_group(olga, list(media))
    assert len({message.media_group_id for message in album}) == 1
    copied = await tg.bot.copy_messages(olga, rita, [*sent["message_ids"], 99])
    assert len(copied) == 2
    assert len({message["album"] for message in (await tg.chat(olga))[-2:]}) == 1
    document = InputMediaDocument(media=BufferedInputFile(b"x", "x.txt"))
    with pytest.raises(TelegramBadRequest, match="document can't be mixed"):
        await tg.bot.send_media_group(olga, [media[0], document])


async def test_a_split_album_comes_in_separate_batches(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("message", person=rita, split=True, files=[{"kind": "photo", "size": 9}, {"kind": "photo", "size": 9}])
    assert [len(await tg.batch()), len(await tg.batch())] == [1, 1]


async def test_other_content_arrives_as_it_was_given(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("message", person=rita, content={"location": {"latitude": 1.0, "longitude": 2.0}})
    (update,) = await tg.updates()
    assert update.message is not None and update.message.content_type == "location"
    assert (await tg.chat(rita))[-1]["content"] == "location"


# --- replies, quotes, profile ----------------------------------------------------------------------------


async def test_replies_of_the_bot(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("message", person=rita, text="🙂 burning printer")
    with pytest.raises(TelegramBadRequest, match="QUOTE_TEXT_INVALID"):
        await tg.bot.send_message(rita, "x", reply_parameters=ReplyParameters(message_id=2, quote="fridge"))
    await tg.bot.send_message(rita, "x", reply_parameters=ReplyParameters(message_id=2, quote="printer"))
    seen = (await tg.chat(rita))[-1]
    assert (seen["reply_to"], seen["quote"]) == (2, "printer")
    await _refuses_quotes_formatted_otherwise(tg, rita)
    anyway = ReplyParameters(message_id=99, allow_sending_without_reply=True)
    await tg.bot.send_message(rita, "y", reply_parameters=anyway)
    assert (await tg.chat(rita))[-1]["reply_to"] is None


async def _refuses_quotes_formatted_otherwise(tg: Telegram, rita: int) -> None:
    """ "including bold, italic, underline, strikethrough, spoiler, custom_emoji and date_time entities"."""
    bold, code = MessageEntity(type="bold", offset=10, length=7), MessageEntity(type="code", offset=0, length=4)
    entities = [entity.model_dump(exclude_none=True) for entity in (bold, code)]
    await tg.act("message", person=rita, text="oven, the printer, the printer", entities=entities)
    asked = (await tg.chat(rita))[-1]["message_id"]
    in_bold = [MessageEntity(type="bold", offset=0, length=7)]
    half = [MessageEntity(type="bold", offset=0, length=3)]
    for quote, given in (("the printer", in_bold), ("printer", half), ("oven", half)):
        wrong = ReplyParameters(message_id=asked, quote=quote, quote_entities=given)
        with pytest.raises(TelegramBadRequest, match="QUOTE_TEXT_INVALID"):
            await tg.bot.send_message(rita, "x", reply_parameters=wrong)
    plain = ReplyParameters(message_id=asked, quote="printer, the printer")
    with pytest.raises(TelegramBadRequest, match="QUOTE_TEXT_INVALID"):
        await tg.bot.send_message(rita, "x", reply_parameters=plain)
    for quote, given, place in (("printer", in_bold, 10), ("printer", None, 23), ("oven", None, 0)):
        right = ReplyParameters(message_id=asked, quote=quote, quote_entities=given)
        sent = await tg.bot.send_message(rita, "x", reply_parameters=right)
        assert sent.quote is not None
        assert (sent.quote.position, len(sent.quote.entities or [])) == (place, len(given or []))
    marked = ReplyParameters(message_id=asked, quote="<b>printer</b>", quote_parse_mode="HTML")
    await tg.bot.send_message(rita, "x", reply_parameters=marked)


async def test_the_command_menu_is_the_most_specific_one(tg: Telegram) -> None:
    rita = await tg.rita()

    async def menu() -> list[str]:
        return [command["command"] for command in (await tg.see("chat", person=rita))["menu"]]

    await tg.bot.set_my_commands([BotCommand(command="start", description="Start")])
    assert await menu() == ["start"]
    everywhere = BotCommandScopeAllPrivateChats()
    await tg.bot.set_my_commands([BotCommand(command="help", description="Help")], everywhere)
    await tg.bot.set_my_commands([BotCommand(command="new", description="Новая")], everywhere, "ru")
    assert await menu() == ["new"]
    own = BotCommandScopeChat(chat_id=rita)
    await tg.bot.set_my_commands([BotCommand(command="queue", description="Queue")], own)
    assert await menu() == ["queue"]
    assert (await tg.bot.get_my_commands(own))[0].command == "queue"
    await tg.bot.delete_my_commands(own)
    assert await menu() == ["new"]
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await tg.bot.set_my_commands([BotCommand(command="Help", description="x")])
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await tg.bot.set_my_commands([], BotCommandScopeChat(chat_id=424242))


async def test_texts_about_the_bot(tg: Telegram) -> None:
    assert (await tg.bot.get_me()).username == "pulldesk_demo_bot"
    await tg.bot.set_my_short_description("Help desk")
    await tg.bot.set_my_short_description("Помощь", language_code="ru")
    assert (await tg.bot.get_my_short_description("ru")).short_description == "Помощь"
    assert (await tg.bot.get_my_short_description("de")).short_description == "Help desk"
    rita = await tg.rita()
    sent = await tg.bot.send_message(rita, "pinned")
    await tg.bot.pin_chat_message(rita, sent.message_id)
    about = await tg.bot.get_chat(rita)
    assert about.first_name == "Rita"
    assert about.pinned_message is not None and about.pinned_message.message_id == sent.message_id


async def test_buttons_of_every_kind_pass(tg: Telegram) -> None:
    rita = await tg.rita()
    rows = [
        [
            InlineKeyboardButton(text="site", url="https://example.org/x"),
            InlineKeyboardButton(text="data", callback_data="d"),
        ],
        [InlineKeyboardButton(text="go", callback_data="g", style="primary")],
    ]
    await tg.bot.send_message(rita, "x", reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))
    assert (await tg.chat(rita))[-1]["buttons"][1][0]["style"] == "primary"


# --- trouble ---------------------------------------------------------------------------------------------


async def test_a_group_that_became_a_supergroup_is_told_by_order(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("fault", method="sendMessage", migrate_to_chat_id=-100123)
    with pytest.raises(TelegramMigrateToChat) as moved:
        await tg.bot.send_message(rita, "x")
    assert moved.value.migrate_to_chat_id == -100123


async def test_ordered_errors_are_what_aiogram_expects(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("fault", method="sendMessage", retry_after=7)
    with pytest.raises(TelegramRetryAfter) as waited:
        await tg.bot.send_message(rita, "a")
    assert waited.value.retry_after == 7
    await tg.act("fault", method="send*", status=500)
    with pytest.raises(TelegramServerError):
        await tg.bot.send_message(rita, "b")
    await tg.act("fault", method="*", html=True)
    with pytest.raises(ClientDecodeError):
        await tg.bot.send_message(rita, "c")
    await tg.act("fault", method="sendMessage", reset=True)
    with pytest.raises(TelegramNetworkError):
        await tg.bot.send_message(rita, "d")
    await tg.bot.send_message(rita, "e")
    assert [message["text"] for message in await tg.chat(rita)] == ["/start", "e"]


async def test_an_answer_can_be_lost_after_the_call_was_carried_out(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("fault", method="sendMessage", after=True)
    with pytest.raises(TelegramNetworkError):
        await tg.bot.send_message(rita, "once")
    await tg.act("fault", method="sendMessage", after=True, delay=30)
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await tg.bot.send_message(rita, "twice", request_timeout=1)
    assert [message["text"] for message in await tg.chat(rita)] == ["/start", "once", "twice"]


async def test_slowness_and_errors_add_up(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("fault", method="*", delay=0.01, times=None)
    await tg.act("fault", method="sendMessage", status=500, after=True)
    with pytest.raises(TelegramServerError):
        await tg.bot.send_message(rita, "sent, told otherwise")
    assert (await tg.chat(rita))[-1]["text"] == "sent, told otherwise"
    await tg.bot.send_message(rita, "slow")
    await tg.act("fault", method="file", html=True)
    file = await tg.bot.send_document(rita, BufferedInputFile(b"x", "x.txt"))
    assert file.document is not None
    with pytest.raises(aiohttp.ClientResponseError):
        await tg.bot.download(file.document)


async def test_faults_choose_by_chat_count_and_dice(tg: Telegram) -> None:
    rita, olga = await tg.rita(), await tg.rita()
    order = await tg.act("fault", method="sendMessage", status=400, chat_id=rita, times=None)
    await tg.bot.send_message(olga, "fine")
    for _ in range(3):
        with pytest.raises(TelegramBadRequest):
            await tg.bot.send_message(rita, "x")
    await tg.act("fault/clear", id=order["id"])
    await tg.bot.send_message(rita, "x")
    await tg.act("fault", method="sendMessage", status=500, probability=0.5, seed=7, times=None)
    outcomes = [(await tg.raw("sendMessage", chat_id=rita, text="x"))[0] for _ in range(30)]
    assert 5 < outcomes.count(500) < 25
    assert not (await tg.try_act("fault", method="sendMessage"))["ok"]
    assert not (await tg.try_act("fault", methd="sendMessage", status=500))["ok"]


async def test_rates_are_refused_once_switched_on(tg: Telegram) -> None:
    rita = await tg.rita()
    sent = [await tg.bot.send_message(rita, f"free {n}") for n in range(8)]
    await tg.act("limits", on=True)
    for n in range(5):
        await tg.bot.send_message(rita, f"burst {n}")
    with pytest.raises(TelegramRetryAfter) as refused:
        await tg.bot.send_message(rita, "too fast")
    assert refused.value.retry_after == 1
    with pytest.raises(TelegramRetryAfter):
        await tg.bot.edit_message_text("edits count too", chat_id=rita, message_id=sent[0].message_id)
    await tg.bot.send_message(await tg.rita(), "others do not wait")
    assert (await tg.see("calls"))["refused_for_speed"] == 2
    await tg.act("limits", on=False)
    await tg.bot.send_message(rita, "free again")


async def test_calls_are_counted_and_readable(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.bot.send_message(rita, "a")
    with pytest.raises(TelegramBadRequest):
        await tg.bot.delete_message(rita, 77)
    calls = await tg.see("calls", method="deleteMessage")
    assert calls["count"] == 1
    assert calls["by_method"]["sendMessage"] == 1
    (call,) = calls["recent"]
    assert (call["ok"], call["description"]) == (False, "Bad Request: message to delete not found")


# --- the guard -------------------------------------------------------------------------------------------


async def test_strangers_are_refused(tg: Telegram) -> None:
    state = f"{tg.url}/control/state"
    port = tg.url.rsplit(":", 1)[1]
    for headers, status in (
        ({}, 403),
        ({"X-Sandbox-Key": "wrong"}, 403),
        (HEADERS, 200),
        ({**HEADERS, "Host": "evil.example"}, 403),
        ({**HEADERS, "Host": f"evil.example:{port}"}, 403),
        ({**HEADERS, "Host": "127.0.0.1:1"}, 403),
        ({**HEADERS, "Host": f"localhost:{port}"}, 200),
        ({**HEADERS, "Origin": "https://evil.example"}, 403),
        ({**HEADERS, "Origin": "null"}, 403),
        ({**HEADERS, "Origin": f"http://localhost:{port}"}, 200),
    ):
        async with tg.http.get(state, headers=headers) as response:
            assert response.status == status, headers
    async with tg.http.post(f"{tg.url}/control/person", data="{}", headers=HEADERS) as response:
        assert response.status == 415
    async with tg.http.get(f"{state}?key=key-of-the-test") as response:
        assert response.status == 403
    async with tg.http.get(f"{tg.url}/control/file/none?key=key-of-the-test") as response:
        assert response.status == 400


async def test_the_token_is_in_nothing_that_can_be_read(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.bot.send_message(rita, "x")
    for name in ("state", "calls"):
        assert tg.world.token not in str(await tg.see(name))


# --- groups ----------------------------------------------------------------------------------------------


async def _team(tg: Telegram) -> tuple[int, int]:
    """Somebody, and a group they have let the bot into."""
    rita = await tg.rita()
    about = await tg.act("group", person=rita, title="The team")
    return rita, about["id"]


async def test_being_let_into_a_group_and_put_out_of_it_is_told(tg: Telegram) -> None:
    rita, team = await _team(tg)
    (joined,) = await tg.updates()
    assert joined.my_chat_member is not None
    assert (joined.my_chat_member.chat.id, joined.my_chat_member.chat.type) == (team, "group")
    assert joined.my_chat_member.new_chat_member.status == "member"
    await tg.act("group/kick", person=rita, chat=team)
    (out,) = await tg.updates()
    assert out.my_chat_member is not None and out.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the group chat"):
        await tg.bot.send_message(team, "hello")
    await tg.act("group/kick", person=rita, chat=team, undo=True)
    assert (await tg.bot.send_message(team, "hello")).chat.title == "The team"


async def test_a_press_in_a_group_says_who_and_where(tg: Telegram) -> None:
    rita, team = await _team(tg)
    await tg.updates()
    card = await tg.bot.send_message(team, "New", reply_markup=keyboard(Take="claim:1"))
    await tg.act("press", person=rita, chat=team, message_id=card.message_id, data="claim:1")
    (pressed,) = await tg.updates()
    assert pressed.callback_query is not None and pressed.callback_query.message is not None
    assert (pressed.callback_query.from_user.id, pressed.callback_query.message.chat.id) == (rita, team)
    await pressed.callback_query.answer("Only the team", show_alert=True)
    (answer,) = await tg.see("answers", person=rita)
    assert answer["text"] == "Only the team"


async def test_in_a_group_the_bot_hears_only_what_is_for_it(tg: Telegram) -> None:
    rita, team = await _team(tg)
    await tg.updates()
    card = await tg.bot.send_message(team, "New")
    await tg.act("message", person=rita, chat=team, text="who takes this?")
    await tg.act("message", person=rita, chat=team, text="/queue")
    await tg.act("message", person=rita, chat=team, text="me", reply_to=card.message_id)
    heard = [update.message.text for update in await tg.updates() if update.message]
    assert heard == ["/queue", "me"]
    assert [m["text"] for m in await tg.chat(team)] == ["New", "who takes this?", "/queue", "me"]


async def test_a_group_that_becomes_a_supergroup_has_another_id_and_says_so(tg: Telegram) -> None:
    rita, team = await _team(tg)
    await tg.updates()
    await tg.bot.send_message(team, "before")
    about = await tg.act("group/migrate", person=rita, chat=team)
    old, new = [update.message for update in await tg.updates()]
    assert old is not None and new is not None
    assert (old.chat.id, old.migrate_to_chat_id) == (team, about["id"])
    assert (new.chat.id, new.migrate_from_chat_id, new.chat.type) == (about["id"], team, "supergroup")
    with pytest.raises(TelegramMigrateToChat) as refused:
        await tg.bot.send_message(team, "after")
    assert refused.value.migrate_to_chat_id == about["id"]
    assert (await tg.bot.send_message(about["id"], "after")).message_id == 2


async def test_a_reaction_that_is_none_leaves_the_one_before(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.bot.set_message_reaction(rita, 1, [ReactionTypeEmoji(emoji="👀")])
    with pytest.raises(TelegramBadRequest, match="REACTION_INVALID"):
        await tg.bot.set_message_reaction(rita, 1, [ReactionTypeEmoji(emoji="🪚")])
    assert (await tg.chat(rita))[0]["reactions"] == [{"from": "bot", "emoji": "👀"}]
