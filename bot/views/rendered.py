"""What a letter looks like once it is put into words for one reader. Knows no Telegram library: delivery maps it."""

from dataclasses import dataclass
from enum import StrEnum

from db.words import FileKind
from desk.text import Words


class Style(StrEnum):
    """How a button looks (Bot API 9.4, InlineKeyboardButton.style); one main button a message."""

    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class RenderedButton:
    """A button as it is shown: callback data of at most 64 bytes, or an address."""

    text: str
    data: str | None = None
    url: str | None = None
    style: Style | None = None


Row = tuple[RenderedButton, ...]


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file to send: by Telegram's id where this bot has one, else from the board's attachment."""

    id: int
    kind: FileKind
    name: str
    mime: str | None
    size: int | None
    seconds: int | None
    telegram_file_id: str | None
    attachment: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to be sent or edited. `reply_to` is a message id in the reader's own chat. `words` may be longer
    than Telegram's 4,096 (1,024 under files) UTF-16 units: delivery splits."""

    words: Words
    buttons: tuple[Row, ...] = ()
    files: tuple[RenderedFile, ...] = ()
    reply_to: int | None = None
    ticket_id: int | None = None
    question_id: int | None = None
    entry_id: int | None = None
