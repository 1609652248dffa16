"""Messages and files on their way onto a ticket, and stored lines of the desk's own (`content_line`)."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.models import FileKind
from desk.errors import Refused
from desk.text import RichText
from desk.text.own_words import read_own_words

NAMELESS = "?"
"""The original author of forwarded words if nothing of the name can be shown, as it is stored."""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file as it came: `size` in bytes, `seconds` of playing time. `attachment` is Todoist's own object, `blob_id`
    its bytes if the desk stores them."""

    kind: FileKind
    name: str
    mime: str | None = None
    size: int | None = None
    seconds: int | None = None
    file_id: str | None = None
    unique_id: str | None = None
    attachment: dict[str, Any] | None = None
    blob_id: int | None = None


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """One message of a person to the bot.

    `content`: a kind that is more than text and files ("location", "contact", "dice", or one unknown to us);
    `album`: Telegram's media group id; `sent_at`: when it was written by Telegram's clock, in UTC; `reply_to_sent_at`:
    when the bot sent the message replied to, None if it is not the bot's; `preview`: how its links look (Bot API,
    LinkPreviewOptions). `own_phone`: the number in a contact that is the sender's own, as Telegram says; `sticker`: the
    emoji that a sticker stands for; `is_doubtful`: some of it cannot be read, or may be an internal note.
    """

    words: RichText
    chat_id: int
    message_id: int
    sent_at: datetime
    files: tuple[IncomingFile, ...] = ()
    content: str | None = None
    content_args: dict[str, str | int] = field(default_factory=dict)
    reply_to_message_id: int | None = None
    reply_to_sent_at: datetime | None = None
    quote: str | None = None
    album: str | None = None
    forwarded_from: str | None = None
    preview: dict[str, Any] | None = None
    own_phone: str | None = field(default=None, repr=False)
    sticker: str | None = None
    is_doubtful: bool = False

    @property
    def own_words(self) -> str:
        """Return the words that its writer says: they alone answer and act."""
        return read_own_words(self.words, self.forwarded_from)

    def require_read(self) -> None:
        """Raise Refused if the desk does not wholly read what it would send or follow unasked."""
        if self.is_doubtful:
            raise Refused("message-unread")


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A whole mail that is stored: its text, and its bytes as they came, if they are kept."""

    text_id: int
    raw_id: int | None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """Words and files of one person, to become an entry.

    `chat_id`, `message_id`: the Telegram message they came in; `answers_id`: the entry they reply to; `content_line`:
    see `dump_line`; `album`: Telegram's media group id; `sent_at`: when Telegram says that message was written;
    `forwarded_from`: the name of the original author; `preview`: how its links look; `also_of_id`: the answer on
    another ticket that this one repeats; `held_until`: when the words leave, if not at once; `mail`: that it came in.
    """

    words: RichText = RichText()  # noqa: RUF009  (frozen itself)
    files: tuple[IncomingFile, ...] = ()
    content_line: str | None = None
    chat_id: int | None = None
    message_id: int | None = None
    answers_id: int | None = None
    quote: str | None = None
    album: str | None = None
    forwarded_from: str | None = None
    preview: dict[str, Any] | None = None
    sent_at: datetime | None = None
    also_of_id: int | None = None
    held_until: datetime | None = None
    mail: KeptMail | None = None

    @property
    def may_be_followed(self) -> bool:
        """Return True if more messages of the same entry are likely to come."""
        return self.album is not None or self.forwarded_from is not None or bool(self.files)

    @classmethod
    def from_message(
        cls, incoming: IncomingMessage, *, answers_id: int | None = None, words: RichText | None = None
    ) -> "NewEntry":
        """Make an entry of a message; `words` replace its own if a mark was cut off them."""
        content = dump_line(f"content-{incoming.content}", **incoming.content_args) if incoming.content else None
        return cls(
            words=incoming.words if words is None else words,
            files=incoming.files,
            content_line=content,
            chat_id=incoming.chat_id,
            message_id=incoming.message_id,
            answers_id=answers_id,
            quote=incoming.quote,
            album=incoming.album,
            forwarded_from=incoming.forwarded_from,
            preview=incoming.preview,
            sent_at=incoming.sent_at,
        )


def dump_line(key: str, **args: str | int) -> str:
    """Return a text of ours for `content_line`: key and arguments, to be worded in the reader's language."""
    return json.dumps({"key": key, "args": args}, ensure_ascii=False, separators=(",", ":"))


def load_line(stored: str) -> tuple[str, dict[str, str | int]]:
    """Return key and arguments of a stored `content_line`."""
    value = json.loads(stored)
    return value["key"], value["args"]
