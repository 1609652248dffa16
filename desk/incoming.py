"""What a person sent, as both doors hand it to the desk. Knows no door: Telegram's ids are numbers here."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.enums import FileKind
from desk.text import Words


@dataclass(frozen=True, slots=True)
class FileIn:
    """A file as it came: `size` in bytes, `seconds` of playing time; `attachment` is Todoist's own object."""

    kind: FileKind
    name: str
    mime: str | None = None
    size: int | None = None
    seconds: int | None = None
    file_id: str | None = None
    unique_id: str | None = None
    attachment: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of a person to the bot.

    `content`: a kind that is neither text nor file ("location", "contact", "poll", "dice", or one unknown to us);
    `album`: Telegram's media group id; `sent_at`: when Telegram says it was written, aware UTC; `reply_to_sent_at`:
    when the bot sent the message replied to, None where it is not the bot's; `preview`: how its links look
    (Bot API, LinkPreviewOptions).
    """

    words: Words
    chat_id: int
    message_id: int
    sent_at: datetime
    files: tuple[FileIn, ...] = ()
    content: str | None = None
    content_args: dict[str, str | int] = field(default_factory=dict)
    reply_to_message_id: int | None = None
    reply_to_sent_at: datetime | None = None
    quote: str | None = None
    album: str | None = None
    forwarded_from: str | None = None
    preview: dict[str, Any] | None = None
