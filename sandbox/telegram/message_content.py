"""The content of a bot's message, read from a call and checked; must not know the chat it goes to.

Each `read_…` returns the fields of the API's Message object. Limits: text 4096, caption 1024 UTF-16 units after
parsing (Bot API, sendMessage, read 2026-11).
"""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable
from typing import Any, Final

from sandbox.telegram.api_call import Call
from sandbox.telegram.api_schema import MEDIA, PREVIEW, check_fields
from sandbox.telegram.errors import make_bad_request
from sandbox.telegram.files import File, FileStore, check_upload, make_file_value
from sandbox.telegram.html import parse_html
from sandbox.telegram.text_entities import (
    Entity,
    add_found_entities,
    check_bounds,
    clean_text,
    count_utf16_units,
    read_entities,
    require_utf8,
)

Content = dict[str, Any]

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
CAPTIONED: Final = frozenset({"photo", "document", "video", "animation", "audio", "voice"})
TOO_LONG: Final = "message is too long"
CAPTION_TOO_LONG: Final = "message caption is too long"
EXTRAS: Final = ("width", "height", "duration", "length", "performer", "title", "emoji")
_DICE: Final = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}

ENVELOPE: Final = frozenset(
    ("message_id", "from", "chat", "date", "edit_date", "media_group_id", "forward_origin", "quote")
) | {
    "has_protected_content", "external_reply", "is_from_offline", "message_thread_id", "is_topic_message",
    "business_connection_id", "sender_business_bot", "guest_bot_caller_user",
}  # fmt: skip
"""Fields of a Message that are not its content."""


def format_text(text: str, mode: str, entities: list[Any] | None) -> tuple[str, list[Entity]]:
    """Return text and entities as the server keeps them. Raises 400 for markup or entities it refuses."""
    require_utf8(text)
    if len(text.encode()) > 1 << 15:
        raise make_bad_request("text is too long")
    mode = mode.lower()
    if text and mode and mode != "none":
        if mode != "html":
            known = mode in ("markdown", "markdownv2")
            raise make_bad_request(f"parse_mode {mode} is not simulated" if known else "unsupported parse_mode")
        text, read = parse_html(text)
    else:
        read = read_entities(entities)
        check_bounds(text, read)
    text, read = clean_text(text, read)
    return text, add_found_entities(text, read)


def read_text(call: Call, too_long: str = TOO_LONG) -> Content:
    """Return the content of a text message."""
    given = call.get_text("text")
    if not given:
        raise make_bad_request("message text is empty")
    text, entities = format_text(given, call.get_text("parse_mode"), call.get_array("entities"))
    if not text:
        raise make_bad_request("text must be non-empty")
    if count_utf16_units(text) > MAX_TEXT:
        raise make_bad_request(too_long)
    content: Content = {"text": text}
    if entities:
        content["entities"] = entities
    preview = call.get_json("link_preview_options")
    if preview is not None:
        content["link_preview_options"] = check_fields(preview, PREVIEW, "link preview options")
    return content


def read_caption(given: str, mode: str, entities: list[Any] | None, too_long: str = CAPTION_TOO_LONG) -> Content:
    """Return the caption fields, none for an empty caption."""
    text, found = format_text(given, mode, entities)
    if count_utf16_units(text) > MAX_CAPTION:
        raise make_bad_request(too_long)
    if not text:
        return {}
    return {"caption": text, "caption_entities": found} if found else {"caption": text}


def read_call_caption(call: Call, too_long: str = CAPTION_TOO_LONG) -> Content:
    """Return the caption fields of a call."""
    caption = read_caption(
        call.get_text("caption"), call.get_text("parse_mode"), call.get_array("caption_entities"), too_long
    )
    if caption and call.get_flag("show_caption_above_media"):
        caption["show_caption_above_media"] = True
    return caption


def resolve_file(files: FileStore, call: Call, kind: str, given: str) -> File:
    """Return the file a parameter means: an upload or a known file id; addresses are never fetched here."""
    if not given:
        raise make_bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if given.startswith("attach://"):
        upload = call.uploads.get(given.removeprefix("attach://"))
        if upload is None:
            raise make_bad_request(f"there is no {kind.replace('_', ' ')} in the request")
        check_upload(kind, upload.held)
        return files.add_file(kind, upload.name, upload.mime, upload.held)
    if given.startswith(("http://", "https://")):
        raise make_bad_request("failed to get HTTP URL content")
    file = files.find_file(given)
    if file is None:
        raise make_bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise make_bad_request(f"can't use file of type {_title(file.kind)} as {_title(kind)}")
    return file


def _title(kind: str) -> str:
    return "".join(word.capitalize() for word in kind.split("_"))


def make_file_content(kind: str, file: File, extra: dict[str, Any] | None = None) -> Content:
    """Return the fields for a file; an animation is a document too, as in the API."""
    value = make_file_value(file, extra)
    if kind == "animation":
        plain = {name: value[name] for name in ("file_id", "file_unique_id", "file_size", "mime_type")}
        return {"animation": value, "document": plain}
    return {kind: value}


def make_media_reader(kind: str) -> Callable[[FileStore, Call], Content]:
    """Return a function that reads the content for the method that sends this kind of file."""

    def read(files: FileStore, call: Call) -> Content:
        file = resolve_file(files, call, kind, call.get_text(kind))
        extra = {
            name: call.get_json(name) if name in EXTRAS[:4] else call.get_text(name)
            for name in EXTRAS
            if call.has_value(name)
        }
        content = make_file_content(kind, file, extra)
        return content | read_call_caption(call) if kind in CAPTIONED else content

    return read


def read_input_media(files: FileStore, call: Call, given: Any, too_long: str = CAPTION_TOO_LONG) -> tuple[str, Content]:
    """Return the kind of one InputMedia object and the content of its message."""
    kind = given.get("type") if isinstance(given, dict) else None
    if kind not in MEDIA:
        raise make_bad_request("can't parse InputMedia: unsupported type specified")
    media = check_fields(given, MEDIA[kind], "InputMedia")
    file = resolve_file(files, call, kind, str(media.get("media", "")))
    caption = read_caption(
        media.get("caption") or "", media.get("parse_mode") or "", media.get("caption_entities"), too_long
    )
    return kind, make_file_content(kind, file, media) | caption


def read_album(files: FileStore, call: Call) -> list[Content]:
    """Return the items of sendMediaGroup: 2-10, documents and audio only among themselves."""
    items = call.get_array("media")
    if items is None:
        raise make_bad_request("can't parse media JSON object")
    if not 2 <= len(items) <= 10:
        raise make_bad_request(f"too {'few' if len(items) < 2 else 'many'} messages to send as an album")
    read = [read_input_media(files, call, item) for item in items]
    kinds = {kind for kind, _ in read}
    if "animation" in kinds:
        raise make_bad_request("Can't use the media of the specified type in the album")
    for alone in ("document", "audio"):
        if alone in kinds and len(kinds) > 1:
            raise make_bad_request(f"{alone} can't be mixed with other media types")
    return [content for _, content in read]


def read_location(call: Call) -> Content:
    """Return the content of sendLocation."""
    latitude, longitude = call.get_number("latitude"), call.get_number("longitude")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise make_bad_request("wrong location specified")
    return {"location": {"latitude": latitude, "longitude": longitude}}


def read_venue(call: Call) -> Content:
    """Return the content of sendVenue."""
    place = read_location(call)
    venue = {"location": place["location"], "title": call.get_text("title"), "address": call.get_text("address")}
    if not venue["title"] or not venue["address"]:
        raise make_bad_request("title or address of the venue is empty")
    return {"venue": venue, **place}


def read_contact(call: Call) -> Content:
    """Return the content of sendContact."""
    if not call.has_value("phone_number"):
        raise make_bad_request("phone number is empty")
    if not call.has_value("first_name"):
        raise make_bad_request("first name is empty")
    names = ("phone_number", "first_name", "last_name", "vcard")
    return {"contact": {name: call.get_text(name) for name in names if call.has_value(name)}}


def read_dice(call: Call) -> Content:
    """Return the content of sendDice; the value is drawn here."""
    emoji = call.get_text("emoji") or "🎲"
    if emoji not in _DICE:
        raise make_bad_request("wrong dice emoji specified")
    return {"dice": {"emoji": emoji, "value": secrets.randbelow(_DICE[emoji]) + 1}}


def read_poll(call: Call) -> Content:
    """Return the content of sendPoll, regular and without media."""
    question, options = call.get_text("question"), call.get_array("options") or []
    if not 1 <= count_utf16_units(question) <= 300:
        raise make_bad_request(
            "poll question length must not exceed 300" if question else "poll question can't be empty"
        )
    if not 2 <= len(options) <= 12:
        raise make_bad_request(
            f"poll {'must have at least 2' if len(options) < 2 else 'can not have more than 12'} option"
        )
    texts = [option if isinstance(option, str) else option.get("text", "") for option in options]
    if not all(1 <= count_utf16_units(text) <= 100 for text in texts):
        raise make_bad_request("poll options length must not exceed 100")
    return {
        "poll": {
            "id": str(next(_POLLS)),
            "question": question,
            "options": [
                {"text": text, "voter_count": 0, "persistent_id": str(place)} for place, text in enumerate(texts)
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": not call.has_value("is_anonymous") or call.get_flag("is_anonymous"),
            "type": call.get_text("type") or "regular",
            "allows_multiple_answers": call.get_flag("allows_multiple_answers"),
            "allows_revoting": call.get_flag("allows_revoting"),
            "members_only": False,
        }
    }


_POLLS: Final = itertools.count(5_000_000_000_000_000_001)


def get_content(body: dict[str, Any]) -> Content:
    """Return a message's content without the fields of `ENVELOPE`."""
    return {name: value for name, value in body.items() if name not in ENVELOPE}
