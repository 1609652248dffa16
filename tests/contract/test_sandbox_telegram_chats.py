"""What stands in the simulated chats: edited, deleted, files, albums, quotes, menus."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
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

from tests.contract.telegram_service import HEADERS, Telegram, keyboard

pytestmark = pytest.mark.broad

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


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
