"""A letter in words for one reader. Uses no Telegram library: `bot/delivery/methods.py` maps it to calls."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO

from db.models import FileKind
from desk.text import RichText


class Style(StrEnum):
    """The style of a button (Bot API 9.4, InlineKeyboardButton.style); a message has one main button."""

    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class RenderedButton:
    """A button as it is shown: callback data of at most 64 bytes, an address, or a text of at most 256 characters that
    it copies."""

    text: str
    data: str | None = None
    url: str | None = None
    style: Style | None = None
    copy: str | None = None


Row = tuple[RenderedButton, ...]


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file to send: by Telegram's id if this bot has one, else from the desk's storage (`blob_id`) or from its
    address on the board.

    `upload`: its bytes on disk while it is sent. `result_id`: a report's result; its `id` is that below zero, so that
    it is no file of an entry.
    """

    id: int
    kind: FileKind
    name: str
    mime: str | None
    size: int | None
    seconds: int | None
    telegram_file_id: str | None
    board_url: str | None = None
    upload: BinaryIO | None = None
    result_id: int | None = None
    blob_id: int | None = None


@dataclass(frozen=True, slots=True)
class RenderedInvoice:
    """An invoice of Telegram's. `payload` comes back with the payment; `amount` in the smallest unit of `currency`."""

    title: str
    description: str
    payload: str
    provider_token: str = field(repr=False)
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready to be sent or edited.

    `reply_to`: a message id in the reader's own chat; `quote`: the part of it that is answered; `unquoted`: the words
    with the quote in them, used if Telegram refuses the quote. `words` may be longer than a message: delivery splits
    them. `preview`: how links look (Bot API, LinkPreviewOptions), None: no preview. `copy_of`: chat and message id of a
    content that only a copy can show. `keys`: labels of a keyboard in place of the person's own, the first of which
    sends their contact; `drop_keys`: that keyboard is removed. Neither goes with `buttons`. `invoice`: it is
    sent instead of the words. `thread_id`: the forum topic of a group. `vanishes`: an edit deletes the message; one
    that is too old for that is edited to these words.
    """

    words: RichText
    buttons: tuple[Row, ...] = ()
    files: tuple[RenderedFile, ...] = ()
    reply_to: int | None = None
    quote: RichText | None = None
    unquoted: RichText | None = None
    preview: dict[str, Any] | None = None
    copy_of: tuple[int, int] | None = None
    invoice: RenderedInvoice | None = None
    thread_id: int | None = None
    ticket_id: int | None = None
    question_id: int | None = None
    entry_id: int | None = None
    keys: tuple[str, ...] = ()
    drop_keys: bool = False
    vanishes: bool = False
