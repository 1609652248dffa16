"""The content of Telegram messages, as the desk takes it in.

Reads a Telegram message for the desk and cleans everything in it.

Every kind of content becomes text, files or a named content, even a kind that is new to us: no message is ignored. The
words of each shape are its text or caption already (`bot.shapes`).

The files of a Telegram message, by their ids; nothing is downloaded. File names are cleaned and never a path.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiogram.enums import ChatType, ContentType
from aiogram.types import (
    Contact,
    ExternalReplyInfo,
    LinkPreviewOptions,
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from bot.shapes import SHAPE
from db.models import FileKind
from desk.conversation.new_entry import NAMELESS, IncomingFile, IncomingMessage
from desk.text import RichText, clean_name, clean_text, make_file_name
from desk.text.own_words import read_own_words

_NAMES: dict[str, tuple[str, str, str | None]] = {
    "animation": ("animation", ".mp4", None),
    "photo": ("photo", ".jpg", "image/jpeg"),
    "document": ("file", "", None),
    "video": ("video", ".mp4", None),
    "video_note": ("video", ".mp4", "video/mp4"),
    "voice": ("voice", ".ogg", "audio/ogg"),
    "audio": ("audio", ".mp3", None),
    "sticker": ("sticker", ".webp", "image/webp"),
}
"""By the fields of files, of which the first counts (an animation and a live photo repeat their file in older fields):
what a file without a name is called, and its kind of data if Telegram does not say it."""


def _read_shape(message: Message | ExternalReplyInfo) -> dict[str, Any]:
    found: dict[str, Any] = (message.model_extra or {}).get(SHAPE, {})
    return found


def is_poll(message: Message) -> bool:
    """Return True for a poll: its words are the message's, and it is never passed on itself."""
    return _read_shape(message).get("kind") == "poll"


def extract_files(message: Message) -> tuple[IncomingFile, ...]:
    """Return the attached file, and those inside a shape of words."""
    stamp = str(message.message_id)
    attached = next(((kind, held) for kind in _NAMES if (held := getattr(message, kind))), None)
    files = [_describe_file(*attached, stamp)] if attached is not None else []
    inside = enumerate(_read_shape(message).get("files", ()), 1)
    return (*files, *(_describe_file(one["kind"], one, f"{stamp}-{at}") for at, one in inside))


def _describe_file(kind: str, held: Any, stamp: str) -> IncomingFile:
    held = held[-1] if isinstance(held, list) else held

    def get(name: str) -> Any:
        return held.get(name) if isinstance(held, dict) else getattr(held, name, None)

    stem, suffix, mime = _NAMES[kind]
    if kind == "sticker" and get("is_animated"):
        suffix, mime = ".tgs", "application/x-tgsticker"
    elif kind == "sticker" and get("is_video"):
        suffix, mime = ".webm", "video/webm"
    mime = get("mime_type") or mime
    return IncomingFile(
        FileKind(kind),
        make_file_name(get("file_name") or get("title"), f"{stem}-{stamp}{suffix}"),
        clean_name(mime, 100) if mime else None,
        get("file_size"),
        get("duration"),
        clean_text(get("file_id")),
        clean_text(get("file_unique_id")),
    )


class FileWantedError(Exception):
    """The handler did nothing yet: it needs the file with this id, at most `limit_bytes` of it."""

    def __init__(self, file_id: str, limit_bytes: int) -> None:
        super().__init__("a file is needed")
        self.file_id = file_id
        self.limit_bytes = limit_bytes


_CONTENTS = frozenset(
    {
        ContentType.LOCATION,
        ContentType.VENUE,
        ContentType.CONTACT,
        ContentType.DICE,
        ContentType.STORY,
        ContentType.PAID_MEDIA,
        ContentType.GIVEAWAY,
    }
)
_BESIDE_WORDS = frozenset({ContentType.VENUE, ContentType.CONTACT, ContentType.PAID_MEDIA, ContentType.GIVEAWAY})
_SPOKEN = frozenset(
    {
        ContentType.TEXT,
        ContentType.PHOTO,
        ContentType.LIVE_PHOTO,
        ContentType.DOCUMENT,
        ContentType.VIDEO,
        ContentType.ANIMATION,
        ContentType.AUDIO,
        ContentType.VOICE,
        ContentType.VIDEO_NOTE,
        ContentType.STICKER,
    }
)
_NAMELESS = frozenset(
    {ContentType.UNKNOWN, ContentType.RICH_MESSAGE, ContentType.POLL, ContentType.CHECKLIST, ContentType.GAME}
    | {ContentType.INVOICE, ContentType.GIVEAWAY_WINNERS}
)
"""They have no words that could be read, or are new to us."""
_UNKNOWN = "unknown"
_UNREAD = (_UNKNOWN, ContentType.STORY.value)


def is_service(message: Message) -> bool:
    """Return True if the message is about the chat itself (pinned, topic, timer, …) and not said by a person."""
    kind = message.content_type
    return kind not in _SPOKEN and kind not in _CONTENTS and kind not in _NAMELESS


def read_message(message: Message, *, words: RichText | None = None, now: datetime) -> IncomingMessage:
    """Return a message as the desk takes it in; `words` replace its own where a command was cut off."""
    files = extract_files(message)
    said = extract_words(message) if words is None else words
    replied = message.reply_to_message
    replied = None if replied is not None and is_head_of_topic(message) else replied
    is_named = message.content_type in _BESIDE_WORDS or not (files or said.text or message.text)
    content, args = _content(message) if is_named else (None, {})
    is_bare = content is not None or (words is not None and not said)
    is_to_other = message.external_reply is not None or message.reply_to_story is not None
    elsewhere = _describe_elsewhere(message) if is_to_other and not is_bare else RichText()
    return IncomingMessage(
        words=said + "\n\n" + elsewhere if said and elsewhere else said or elsewhere,
        files=files,
        content=content,
        content_args=args,
        sticker=clean_text(message.sticker.emoji) if message.sticker and message.sticker.emoji else None,
        chat_id=message.chat.id,
        message_id=message.message_id,
        reply_to_message_id=replied.message_id if replied else None,
        reply_to_sent_at=_time_of_own_message(replied) if replied is not None else None,
        quote=clean_text(message.quote.text) if message.quote and not elsewhere else None,
        album=clean_text(message.media_group_id) if message.media_group_id is not None else None,
        forwarded_from=_original_author(message) if message.forward_origin is not None else None,
        preview=_preview(message.link_preview_options) if message.link_preview_options is not None else None,
        sent_at=message.date if message.date.timestamp() > 0 else now,
        own_phone=_own_phone(message, message.contact) if message.contact is not None else None,
        is_doubtful=content in _UNREAD or bool(_read_shape(message).get("doubt")),
    )


_KINDS = {
    "photo": "🖼", "video": "🎬", "video_note": "🎬", "animation": "🎞", "audio": "🎵", "voice": "🎤", "document": "📎",
    "sticker": "🏷", "story": "📖", "poll": "📊", "checklist": "☑", "location": "📍", "venue": "📍", "contact": "👤",
}  # fmt: skip
"""What a message of another chat has beside words, for people of every language."""


def _describe_elsewhere(message: Message) -> RichText:
    """Return a quote of what the message replies to in another chat: whose it is, which kind, and the words that were
    chosen. Telegram sends no more of it (Bot API, ExternalReplyInfo, read 2026-11), and nobody else can look it up."""
    replied, story = message.external_reply, message.reply_to_story
    if story is not None:
        head = [clean_name(story.chat.title or story.chat.full_name or "", 60), _KINDS["story"]]
    else:
        assert replied is not None
        head = [_origin(replied), next((sign for kind, sign in _KINDS.items() if getattr(replied, kind, None)), "")]
    said = message.quote
    entities = [e.model_dump(mode="json", exclude_none=True) for e in said.entities or ()] if said else []
    told = (replied.model_extra or {}).get("text", "") if replied is not None else ""
    words = RichText.load(said.text, entities) if said else RichText.load(told)
    whose = RichText("↩ " + (" · ".join(part for part in head if part) or "?"))
    return (whose + "\n" + words if words else whose).with_style("blockquote")


def is_head_of_topic(message: Message) -> bool:
    """Return True if what the message replies to is only what made its topic, in a private chat."""
    replied, thread = message.reply_to_message, message.message_thread_id
    return replied is not None and message.chat.type == ChatType.PRIVATE and replied.message_id == thread


def _own_phone(message: Message, contact: Contact) -> str | None:
    """Return the number in the sender's own contact. A forwarded one may be old: numbers move to other people."""
    sender = message.from_user
    if sender is None or contact.user_id != sender.id or message.forward_origin is not None:
        return None
    return _international(contact)


def _time_of_own_message(message: Message) -> datetime | None:
    """Return when the bot sent the message; None if someone else sent it."""
    return message.date if message.from_user is not None and message.from_user.is_bot else None


def extract_words(message: Message) -> RichText:
    """Return text or caption with its entities."""
    entities = message.entities if message.text is not None else message.caption_entities
    dumped = [e.model_dump(mode="json", exclude_none=True) for e in entities or ()]
    return RichText.load(message.text or message.caption or "", dumped)


def extract_own_words(message: Message) -> str:
    """Return the words that the sender says: they alone answer and act."""
    return read_own_words(extract_words(message), _original_author(message))


def _preview(options: LinkPreviewOptions) -> dict[str, Any] | None:
    """Return how the sender wants links to look, if they changed that."""
    return options.model_dump(mode="json", exclude_none=True, exclude_defaults=True) or None


def _original_author(message: Message) -> str | None:
    """Return the original author, as far as Telegram tells; NAMELESS if nothing of the name can be shown."""
    return None if message.forward_origin is None else _origin(message) or NAMELESS


def _origin(message: Message | ExternalReplyInfo) -> str:
    match message.forward_origin if isinstance(message, Message) else message.origin:
        case MessageOriginUser(sender_user=user):
            return clean_name(user.full_name, 60)
        case MessageOriginHiddenUser(sender_user_name=name):
            return clean_name(name, 60)
        case MessageOriginChat(sender_chat=chat) | MessageOriginChannel(chat=chat):
            return clean_name(chat.title or chat.username or "", 60)
        case _:
            return ""


def _content(message: Message) -> tuple[str, dict[str, str | int]]:
    """Return the name of a content that is neither text nor file, and the arguments of its line."""
    kind = message.content_type
    make = _LINES.get(kind)
    if make is not None:
        return ContentType(kind).value, {
            k: clean_name(v, 500) if isinstance(v, str) else v for k, v in make(message).items()
        }
    return _UNKNOWN, {"kind": _kind_name(message)}


def _kind_name(message: Message) -> str:
    """Return Telegram's name of an unknown content: the field that aiogram knows, else the first that it does not."""
    if message.content_type != ContentType.UNKNOWN:
        return ContentType(message.content_type).value
    extra = next(iter(message.model_extra or {}), "message")
    return re.sub(r"[^a-z0-9_]", "", extra.lower())[:40] or "message"


def _location(message: Message) -> dict[str, str | int]:
    at = message.location
    return {"latitude": f"{at.latitude:.5f}", "longitude": f"{at.longitude:.5f}"} if at else {}


def _contact(message: Message) -> dict[str, str | int]:
    contact = message.contact
    if contact is None:
        return {}
    return {"name": f"{contact.first_name} {contact.last_name or ''}", "phone": _international(contact)}


def _international(contact: Contact) -> str:
    """Return the number as it can be tapped: Telegram's own numbers lack the "+"."""
    number = contact.phone_number
    return f"+{number}" if contact.user_id is not None and number.isdecimal() else number


def _of(field: str, *names: str) -> Callable[[Message], dict[str, str | int]]:
    """Return a function that reads attributes of one of the message's objects."""

    def read(message: Message) -> dict[str, str | int]:
        held: Any = getattr(message, field, None)
        return {name: getattr(held, name, None) or "" for name in names}

    return read


_LINES: dict[str, Callable[[Message], dict[str, str | int]]] = {
    ContentType.LOCATION: _location,
    ContentType.VENUE: _of("venue", "title", "address"),
    ContentType.CONTACT: _contact,
    ContentType.DICE: _of("dice", "emoji", "value"),
    ContentType.STORY: _of("story"),
    ContentType.PAID_MEDIA: _of("paid_media"),
    ContentType.GIVEAWAY: _of("giveaway"),
}
