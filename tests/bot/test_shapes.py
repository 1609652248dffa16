"""Each field in which Telegram can hold words becomes words of the message, and `//` in it is seen.

`FIELDS` was derived from the schema of the Bot API 10.3: all strings that people write, by the type that has them.
"""

import json
from dataclasses import replace
from typing import Any

import pytest
from aiogram.types import Message

from bot.content import extract_files, read_message
from bot.shapes import read_shapes
from desk.conversation.new_entry import IncomingMessage
from desk.i18n.catalog import say
from desk.text import make_plain
from desk.text.note_prefix import is_note
from tests.bot.content.test_message import NOW, message, taken

FILE = {"file_id": "id", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}
PLACE = {"latitude": 5.75, "longitude": 3.61}
POLL = {
    "id": "1", "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular", "question": "Which",
    "allows_multiple_answers": False, "allows_revoting": True, "members_only": False, "options": [],
}  # fmt: skip
_TEXTS = (
    "bold", "italic", "underline", "strikethrough", "spoiler", "date_time", "text_mention", "subscript", "superscript",
    "marked", "code", "url", "email_address", "phone_number", "bank_card_number", "mention", "hashtag", "cashtag",
    "bot_command", "anchor_link", "reference", "reference_link", "of_next_year",
)  # fmt: skip
_FILES = ("animation", "audio", "document", "photo", "video", "voice_note")
HERE = "HERE"


def _paragraph(text: Any) -> dict[str, Any]:
    return {"type": "paragraph", "text": text}


def _caption(**caption: Any) -> dict[str, Any]:
    return {"type": "photo", "photo": [FILE], "caption": {"text": "Below", **caption}}


BLOCKS: dict[str, Any] = {
    **{kind: {"type": kind, "text": HERE, "size": 1} for kind in ("paragraph", "heading", "footer", "pre", "thinking")},
    **{f"text {kind}": _paragraph([{"type": kind, "text": [HERE]}, "."]) for kind in _TEXTS},
    **{f"caption of {kind}": {"type": kind, kind: FILE, "caption": {"text": HERE}} for kind in _FILES},
    "expression in words": _paragraph([{"type": "mathematical_expression", "expression": HERE}]),
    "button in words": _paragraph([{"type": "button", "button": {"text": HERE}}]),
    "custom emoji": _paragraph({"type": "custom_emoji", "custom_emoji_id": "1", "alternative_text": HERE}),
    "expression": {"type": "mathematical_expression", "expression": HERE},
    "label": {"type": "list", "items": [{"label": HERE, "blocks": [_paragraph("x")]}]},
    "item": {"type": "list", "items": [{"label": "•", "blocks": [_paragraph(HERE)], "type": "a"}]},
    "nested": {"type": "list", "items": [{"label": "1.", "blocks": [{"type": "list", "items": [
        {"label": "", "has_checkbox": True, "blocks": [_paragraph(HERE)]}]}]}]},
    "quotation": {"type": "blockquote", "blocks": [_paragraph(HERE)]},
    "its credit": {"type": "blockquote", "blocks": [_paragraph("x")], "credit": HERE},
    "expandable": {"type": "expandable_blockquote", "text": HERE},
    "pull quotation": {"type": "pullquote", "text": HERE},
    "of whom": {"type": "pullquote", "text": "x", "credit": HERE},
    "collage": {"type": "collage", "blocks": [_caption(text=HERE)]},
    "below it": {"type": "slideshow", "blocks": [], "caption": {"text": HERE}},
    "credit": _caption(credit={"type": "bold", "text": HERE}),
    "header": {"type": "table", "cells": [[{"text": HERE, "is_header": True}, {"text": "b"}]]},
    "cell": {"type": "table", "cells": [[{"text": "a"}, {"text": HERE}], [{}]]},
    "table": {"type": "table", "cells": [], "caption": HERE},
    "summary": {"type": "details", "summary": HERE, "blocks": []},
    "details": {"type": "details", "summary": "x", "blocks": [_paragraph(HERE)]},
    "map": {"type": "map", "location": PLACE, "caption": {"text": HERE}},
    "buttons": {"type": "buttons", "buttons": [{"text": HERE, "callback_data": "x"}]},
    "of no kind yet": {"type": "hologram", "text": HERE},
}  # fmt: skip
CONTENTS: dict[str, dict[str, Any]] = {
    "question": {"poll": {**POLL, "question": HERE}},
    "description": {"poll": {**POLL, "description": HERE}},
    "explanation": {"poll": {**POLL, "explanation": HERE}},
    "option": {"poll": {**POLL, "options": [{"text": "Mon"}, {"text": HERE}]}},
    "venue in a poll": {"poll": {**POLL, "media": {"venue": {"title": HERE, "address": "x", "location": PLACE}}}},
    "link in a poll": {"poll": {**POLL, "explanation_media": {"link": {"url": HERE}}}},
    "list": {"checklist": {"title": HERE, "tasks": []}},
    "task": {"checklist": {"title": "x", "tasks": [{"id": 1, "text": HERE, "completion_date": 1}]}},
    "title": {"venue": {"title": HERE, "address": "x", "location": PLACE}, "location": PLACE},
    "address": {"venue": {"title": "x", "address": HERE, "location": PLACE}, "location": PLACE},
    "first name": {"contact": {"phone_number": "1", "first_name": HERE}},
    "card": {"contact": {"phone_number": "1", "first_name": "x", "vcard": f"BEGIN:VCARD\nNOTE;CHARSET=UTF-8:{HERE}"}},
    "game": {"game": {"title": HERE, "description": "x", "photo": []}},
    "about a game": {"game": {"title": "x", "description": HERE, "photo": []}},
    "in a game": {"game": {"title": "x", "description": "x", "text": HERE, "photo": []}},
    "invoice": {"invoice": {"title": HERE, "description": "x", "start_parameter": "", "currency": "XTR"}},
    "about an invoice": {"invoice": {"title": "x", "description": HERE, "start_parameter": "", "currency": "XTR"}},
    "prize": {"giveaway": {"chats": [], "winners_selection_date": 1, "winner_count": 1, "prize_description": HERE}},
    "winners": {"giveaway_winners": {"prize_description": HERE}},
    "gift": {"gift": {"gift": {}, "text": HERE}},
    "words": {"text": HERE},
    "caption": {"caption": HERE, "document": FILE},
    "quote of another chat": {
        "text": "see",
        "external_reply": {"origin": {"type": "hidden_user", "sender_user_name": "O", "date": 1}},
        "quote": {"text": HERE, "position": 0},
    },
}
FIELDS = {**CONTENTS, **{name: {"rich_message": {"blocks": [block]}} for name, block in BLOCKS.items()}}


def filled(name: str, words: str) -> dict[str, Any]:
    """The message of that name with these words in the field."""
    held: dict[str, Any] = json.loads(json.dumps(FIELDS[name]).replace(HERE, words))
    return held


def read(name: str, words: str) -> IncomingMessage:
    """The message as it is read; of a place and a contact, whose words not all may see, with their line."""
    said = {"total_amount": 1} | {"chat": {"id": 5, "type": "private"}, "message_id": 7, "date": 1}
    held = {**said, **filled(name, words)}
    read_shapes({"message": held})
    said = read_message(_lenient(held), now=NOW)
    line = say("en", f"content-{said.content}", **said.content_args) if said.content in ("venue", "contact") else ""
    return replace(said, words=said.words + line)


def _lenient(held: dict[str, Any]) -> Message:
    kept = {name: one for name, one in held.items() if name not in ("giveaway", "giveaway_winners", "gift", "invoice")}
    return Message.model_validate(kept)


@pytest.mark.parametrize("name", FIELDS)
def test_words_in_each_field_are_words_of_the_message(name: str) -> None:
    assert "Lamp 5 is dark" in read(name, "Lamp 5 is dark").words.text


@pytest.mark.parametrize("name", FIELDS)
def test_a_note_in_each_field_is_one_or_is_asked_about(name: str) -> None:
    for mark in ("// ", "\u200b/\u00ad/ "):
        said = read(name, f"{mark}she has not paid")
        assert is_note(said.words.text) or said.is_doubtful
        assert "she has not paid" in said.words.text
    plain = read(name, "Lamp 5 // is dark")
    assert not is_note(plain.words.text)
    assert not plain.is_doubtful or "year" in name or "kind" in name


def test_where_a_note_begins_with_its_mark_it_is_one() -> None:
    at_first = ("paragraph", "heading", "pre", "item", "nested", "header", "quotation", "summary", "question", "list",
                "game", "prize")  # fmt: skip
    assert [name for name in at_first if not is_note(read(name, "// she has not paid").words.text)] == []


def test_a_rich_message_reads_as_one_would_write_it() -> None:
    """Bold is bold, a link opens, items and rows are lines, files come with it."""
    link = {"type": "url", "url": "https://x.test/", "text": {"type": "italic", "text": "here"}}
    items = [{"label": "•", "blocks": [_paragraph("one")]}, {"has_checkbox": True, "is_checked": True, "label": "",
             "blocks": [_paragraph("two")]}]  # fmt: skip
    blocks = [
        {"type": "heading", "size": 1, "text": "Submission 4711 was refused"},
        _paragraph(["The archive is larger than ", {"type": "bold", "text": "50 MB"}, ", see ", link]),
        {"type": "list", "items": items},
        {"type": "divider"},
        {"type": "table", "cells": [[{"text": "a"}, {"text": "b"}], [{"text": "1"}, {}]]},
        {"type": "map", "location": PLACE},
        {"type": "voice_note", "voice_note": FILE},
        {"type": "photo", "photo": [{**FILE, "file_id": "small"}, FILE]},
    ]
    said = taken(rich_message={"blocks": blocks})
    assert make_plain(said.words) == (
        "Submission 4711 was refused\nThe archive is larger than 50 MB, see here (https://x.test/)\n• one\n☑ two\n"
        "———\na | b\n1 | \n📍 5.75000, 3.61000"
    )
    assert [(e.type, e.offset, e.length) for e in said.words.entities] == [
        ("bold", 0, 27), ("bold", 55, 5), ("italic", 66, 4), ("text_link", 66, 4),
    ]  # fmt: skip
    assert [(file.kind.value, file.file_id) for file in said.files] == [("voice", "id"), ("photo", "id")]
    assert (said.content, said.is_doubtful) == (None, False)


def test_a_part_that_cannot_be_read_is_named() -> None:
    said = taken(rich_message={"blocks": [_paragraph("See"), {"type": "hologram", "depth": 3}]})
    assert (said.words.text, said.is_doubtful) == ("See\n❔ hologram", True)
    assert taken(hologram={"depth": 3}).is_doubtful
    assert taken(rich_message={"blocks": []}).content == "unknown"


def test_shapes_are_read_once_and_wherever_a_message_stands() -> None:
    """An update is read before it is stored, and again when it is taken from there."""
    above = {"message_id": 3, "date": 1, "chat": {"id": 5}, **filled("cell", "Lamp")}
    update = {"update_id": 1, "message": {**above, **filled("item", "Door"), "reply_to_message": above}}
    read_shapes(update)
    first = json.dumps(update)
    read_shapes(update)
    assert json.dumps(update) == first
    assert (update["message"]["text"], above["text"]) == ("• Door", "a | Lamp")


@pytest.mark.parametrize("depth", [300, 50_000])
def test_words_at_any_depth_are_read_in_bounded_time(depth: int) -> None:
    inner: Any = "Lamp"
    for _ in range(depth):
        inner = {"type": "bold", "text": [inner]}
    said = {"message_id": 1, "rich_message": {"blocks": [inner, _paragraph("x" * 1_000_000)]}}
    read_shapes({"message": said})
    assert len(said["text"]) < 50_000
    assert len(said["entities"]) < 500
    assert said["desk_shape"]["doubt"]


def test_files_keep_their_ids_only() -> None:
    bad = {"type": "photo", "photo": [{"file_id": 5}]}
    said = message(rich_message={"blocks": [_caption(), bad]})
    assert [file.unique_id for file in extract_files(said)] == ["u"]
    assert read_message(said, now=NOW).is_doubtful


def test_an_ephemeral_message_and_a_reply_to_one_are_known_by_an_id_of_their_own() -> None:
    hint = {"message_id": 0, "ephemeral_message_id": 7, "text": "Which one?"}
    update = {"message": {"message_id": 0, "ephemeral_message_id": 8, "text": "#2", "reply_to_message": hint}}
    for _ in range(2):
        read_shapes(update)
        assert (update["message"]["message_id"], hint["message_id"]) == (-8, -7)
    plain = {"message": {"message_id": 9, "ephemeral_message_id": 8, "text": "#2"}}
    read_shapes(plain)
    assert plain["message"]["message_id"] == 9
