"""Whatever Telegram brings becomes words, files or a named content: cleaned, and never silence."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.types import Message

from bot.content import is_service, read_message
from bot.handlers import parse_command
from bot.shapes import read_shapes
from db.models import FileKind
from desk.conversation.new_entry import IncomingMessage
from desk.i18n import catalog
from desk.text import Entity, RichText, make_file_name

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FILE = {"file_id": "id-1", "file_unique_id": "u-1", "file_size": 1000}


def message(**fields: Any) -> Message:
    chat = {"id": 5, "type": "private"}
    sender = {"id": 5, "is_bot": False, "first_name": "Anna"}
    held = {"message_id": 7, "date": 1_800_000_000, "chat": chat, "from": sender, **fields}
    read_shapes({"message": held})
    return Message.model_validate(held)


def taken(**fields: Any) -> IncomingMessage:
    return read_message(message(**fields), now=NOW)


def test_text_keeps_its_format() -> None:
    said = taken(text="see <b>this</b>", entities=[{"type": "bold", "offset": 4, "length": 3}])
    assert said.words == RichText("see <b>this</b>", (Entity("bold", 4, 3),))
    assert (said.chat_id, said.message_id, said.content, said.files) == (5, 7, None, ())


def test_what_postgresql_cannot_store_is_replaced_and_offsets_stay() -> None:
    said = taken(text="a\x00b\ud800c", entities=[{"type": "bold", "offset": 4, "length": 1}])
    assert said.words.text == "a\ufffdb\ufffdc"
    assert said.words.entities == (Entity("bold", 4, 1),)


@pytest.mark.parametrize(
    ("fields", "kind", "name", "seconds"),
    [
        (
            {"photo": [{**FILE, "file_id": "small", "width": 1, "height": 1}, {**FILE, "width": 9, "height": 9}]},
            FileKind.PHOTO,
            "photo-7.jpg",
            None,
        ),
        ({"document": {**FILE, "file_name": "a/../b\\c.pdf"}}, FileKind.DOCUMENT, "a_.._b_c.pdf", None),
        ({"document": FILE}, FileKind.DOCUMENT, "file-7", None),
        (
            {"animation": {**FILE, "width": 1, "height": 1, "duration": 3}, "document": FILE},
            FileKind.ANIMATION,
            "animation-7.mp4",
            3,
        ),
        ({"video": {**FILE, "width": 1, "height": 1, "duration": 61}}, FileKind.VIDEO, "video-7.mp4", 61),
        ({"video_note": {**FILE, "length": 1, "duration": 4}}, FileKind.VIDEO_NOTE, "video-7.mp4", 4),
        ({"voice": {**FILE, "duration": 34}}, FileKind.VOICE, "voice-7.ogg", 34),
        ({"audio": {**FILE, "duration": 9, "file_name": "song.mp3", "title": "A song"}}, FileKind.AUDIO, "song.mp3", 9),
        ({"audio": {**FILE, "duration": 9, "title": "A song"}}, FileKind.AUDIO, "A song", 9),
    ],
)
def test_files_of_every_kind(fields: dict[str, Any], kind: FileKind, name: str, seconds: int | None) -> None:
    (file,) = taken(**fields).files
    assert (file.kind, file.name, file.seconds, file.file_id) == (kind, name, seconds, "id-1")
    assert (file.unique_id, file.size) == ("u-1", 1000)


@pytest.mark.parametrize(
    ("moves", "name", "mime"),
    [
        ({}, "sticker-7.webp", "image/webp"),
        ({"is_animated": True}, "sticker-7.tgs", "application/x-tgsticker"),
        ({"is_video": True}, "sticker-7.webm", "video/webm"),
    ],
)
def test_a_sticker_is_called_by_what_it_is(moves: dict[str, bool], name: str, mime: str) -> None:
    given = {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False, **moves}
    (file,) = taken(sticker={**FILE, **given}).files
    assert (file.kind, file.name, file.mime) == (FileKind.STICKER, name, mime)


def test_a_caption_keeps_its_own_format() -> None:
    said = taken(document=FILE, caption="look here", caption_entities=[{"type": "bold", "offset": 5, "length": 4}])
    assert said.words == RichText("look here", (Entity("bold", 5, 4),))


PAID = {"star_count": 5, "paid_media": [{"type": "preview", "width": 1, "height": 1, "duration": 1}]}
CHAT = {"id": -5, "type": "channel", "username": "news"}


@pytest.mark.parametrize("caption", [{}, {"caption": "Have a look"}])
def test_what_is_paid_for_is_named_beside_its_words(caption: dict[str, str]) -> None:
    said = taken(paid_media=PAID, **caption)
    assert (said.content, said.words.text) == ("paid_media", caption.get("caption", ""))


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({"is_disabled": True}, {"is_disabled": True}),
        ({"url": "https://x.test/", "show_above_text": True}, {"url": "https://x.test/", "show_above_text": True}),
        ({}, None),
    ],
)
def test_links_look_as_their_sender_wanted_where_they_said_so(options: dict[str, Any], kept: Any) -> None:
    assert taken(text="x", link_preview_options=options).preview == kept
    assert taken(text="x").preview is None


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ({"type": "user", "sender_user": {"id": 9, "is_bot": False, "first_name": "Oleg", "last_name": "P"}}, "Oleg P"),
        ({"type": "hidden_user", "sender_user_name": "\u202e"}, "?"),
        ({"type": "channel", "chat": {**CHAT, "title": "City news"}, "message_id": 3}, "City news"),
        ({"type": "channel", "chat": CHAT, "message_id": 3}, "news"),
        ({"type": "chat", "sender_chat": {**CHAT, "type": "supergroup", "title": "House"}}, "House"),
    ],
)
def test_a_forward_says_who_said_it_as_far_as_that_is_known(origin: dict[str, Any], name: str) -> None:
    assert taken(text="x", forward_origin={"date": 1, **origin}).forwarded_from == name


def test_a_quote_is_cleaned_as_what_it_is_of() -> None:
    assert taken(text="y", quote={"text": "a\x00b", "position": 0}).quote == "a\ufffdb"


def test_a_caption_is_the_text_and_an_album_is_known() -> None:
    said = taken(document=FILE, caption="// inside", media_group_id="g1")
    assert said.words.text == "// inside"
    assert said.album == "g1"
    assert said.content is None


@pytest.mark.parametrize(
    ("fields", "content", "line", "words"),
    [
        (
            {"location": {"latitude": 5.75, "longitude": 3.61}},
            "location",
            "Location: 5.75000, 3.61000 https://www.openstreetmap.org/?mlat=5.75000&mlon=3.61000#map=17/5.75000/3.61000",
            "",
        ),
        (
            {"contact": {"phone_number": "+7 900", "first_name": "Oleg\n#1"}},
            "contact",
            "Contact: Oleg #1, +7 900",
            "",
        ),
        (
            {"contact": {"phone_number": "79001234512", "first_name": "Oleg", "user_id": 5, "vcard": "ORG:Ink;Ltd"}},
            "contact",
            "Contact: Oleg, +79001234512",
            "👤 Ink Ltd",
        ),
        (
            {"contact": {"phone_number": "1", "first_name": "Oleg", "last_name": "P"}},
            "contact",
            "Contact: Oleg P, 1",
            "",
        ),
        ({"dice": {"emoji": "🎲", "value": 4}}, "dice", "🎲 4", ""),
        ({"story": {"chat": {"id": 5, "type": "private"}, "id": 1}}, "story", "A story (open it in Telegram)", ""),
    ],
)
def test_other_contents_are_named(fields: dict[str, Any], content: str, line: str, words: str) -> None:
    said = taken(**fields)
    assert (said.content, said.words.text) == (content, words)
    assert catalog.say("en", f"content-{content}", **said.content_args) == line


def test_a_kind_nobody_has_heard_of_is_named_too() -> None:
    said = taken(hologram={"depth": 3})
    assert (said.content, said.content_args) == ("unknown", {"kind": "hologram"})
    assert catalog.say("ru", "content-unknown", **said.content_args).startswith("То, что мы пока не умеем")


def test_a_message_with_nothing_left_is_not_silence() -> None:
    assert taken().content == "unknown"
    assert read_message(message(text="@desk"), words=RichText(), now=NOW).content is None, "its words are elsewhere"


@pytest.mark.parametrize(
    "field", [{"delete_chat_photo": True}, {"message_auto_delete_timer_changed": {"message_auto_delete_time": 9}}]
)
def test_service_messages_are_passed_over(field: dict[str, Any]) -> None:
    assert is_service(message(**field))


def test_what_people_say_is_no_service_message() -> None:
    assert not is_service(message(text="hello"))
    assert not is_service(message(hologram={}))


def test_a_reply_a_quote_and_a_forward_are_known() -> None:
    before = {"message_id": 3, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "x"}
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Oleg\u202e"}
    said = taken(text="y", reply_to_message=before, quote={"text": "x", "position": 0}, forward_origin=origin)
    assert (said.reply_to_message_id, said.quote, said.forwarded_from) == (3, "x", "Oleg")


@pytest.mark.parametrize("is_bot", [True, False])
def test_only_of_what_the_bot_has_said_it_is_known_when(is_bot: bool) -> None:
    """What it answers is looked for by that moment, where its message is not recorded yet."""
    said = {"id": 77 if is_bot else 5, "is_bot": is_bot, "first_name": "x"}
    before = {"message_id": 3, "date": 60, "chat": {"id": 5, "type": "private"}, "from": said, "text": "x"}
    moment = datetime.fromtimestamp(60, UTC) if is_bot else None
    assert taken(text="y", reply_to_message=before).reply_to_sent_at == moment


def test_a_date_that_was_lost_is_now() -> None:
    assert taken(date=0, text="x").sent_at == NOW


@pytest.mark.parametrize(
    ("text", "name", "number", "rest"),
    [
        ("/claim 42", "claim", 42, ""),
        ("/CLAIM@pulldesk_bot #42", "claim", 42, ""),
        ("/note 42 call\nthem", "note", 42, "call\nthem"),
        ("/claim", "claim", None, ""),
        ("/claim abc", "claim", None, "abc"),
        ("/claim -1", "claim", None, "-1"),
        ("/claim 99999999999999999999", "claim", None, "99999999999999999999"),
        ("/claim 0", "claim", None, ""),
        (" /claim 42", "claim", 42, ""),
    ],
)
def test_commands_are_read(text: str, name: str, number: int | None, rest: str) -> None:
    command = parse_command(message(text=text))
    assert command is not None
    assert (command.name, command.number, command.after_number.text) == (name, number, rest)


@pytest.mark.parametrize("text", ["hello", "//claim 42", "/", "/кто", "/claim42x-y z"])
def test_what_is_no_command(text: str) -> None:
    assert parse_command(message(text=text)) is None


def test_words_after_a_command_keep_their_format() -> None:
    command = parse_command(message(text="/new 😀 bold", entities=[{"type": "bold", "offset": 8, "length": 4}]))
    assert command is not None
    assert command.words == RichText("😀 bold", (Entity("bold", 3, 4),))


def test_a_long_file_name_keeps_its_suffix() -> None:
    name = make_file_name("x" * 300 + ".pdf", "file")
    assert (len(name), name[-4:]) == (100, ".pdf")
    assert make_file_name("..", "file") == "file"
    assert make_file_name("\u202egpj.exe", "file") == "gpj.exe"


_CHANNEL = {"type": "channel", "chat": {"id": -9, "type": "channel", "title": "News"}, "message_id": 3, "date": 1}
_PERSON = {"type": "hidden_user", "sender_user_name": "Oleg", "date": 1}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"external_reply": {"origin": _CHANNEL}, "quote": {"text": "Doors at 9", "position": 0}},
            "↩ News\nDoors at 9",
        ),
        ({"external_reply": {"origin": _PERSON, "photo": [{**FILE, "width": 1, "height": 1}]}}, "↩ Oleg · 🖼"),
        ({"reply_to_story": {"id": 2, "chat": {"id": 8, "type": "private", "first_name": "Kim"}}}, "↩ Kim · 📖"),
    ],
)
def test_what_it_replies_to_in_another_chat_stays_with_the_words(fields: dict[str, Any], words: str) -> None:
    below = Entity("blockquote", 16, len(words.encode("utf-16-le")) // 2)
    said = taken(text="Is that so now", **fields)
    assert (said.words, said.quote) == (RichText(f"Is that so now\n\n{words}", (below,)), None)
    file = taken(document=FILE, **fields)
    assert (file.words.text, len(file.files)) == (words, 1)
    assert taken(location={"latitude": 1, "longitude": 1}, **fields).words == RichText()
    typed = message(text="/resolve", **fields)
    assert read_message(typed, words=RichText(), now=NOW).words == RichText(), "a command has no words of its own"
