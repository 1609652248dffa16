"""The messages that one call sends.

A call sends one piece, an album's several; a piece is one message in the chat.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from aiogram.methods import TelegramMethod

from bot.views import RenderedFile, Row
from desk.text import RichText


@dataclass(frozen=True, slots=True)
class Piece:
    """One message in the chat: a text, a file with its caption, or (neither) a copy of a person's message."""

    words: RichText = RichText()  # noqa: RUF009  (frozen itself)
    file: RenderedFile | None = None
    buttons: tuple[Row, ...] = ()
    copied: bool = False

    @property
    def fingerprint(self) -> str:
        """A hash that is equal for pieces that look equal."""
        buttons = [[(b.text, b.data, b.url, b.style) for b in row] for row in self.buttons]
        file = (self.file.telegram_file_id or self.file.result_id) if self.file else None
        shown = [self.words.text, self.words.dump(), buttons, file]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode("ascii")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class MessagePart:
    """One call, and the messages it sends."""

    method: TelegramMethod[Any]
    pieces: tuple[Piece, ...] = ()

    @property
    def copies(self) -> bool:
        """True if the call only copies a person's message."""
        return any(piece.copied for piece in self.pieces)

    @property
    def uploads(self) -> bool:
        """True if the call carries bytes of a file."""
        return any(piece.file is not None and piece.file.upload is not None for piece in self.pieces)

    @property
    def files(self) -> tuple[int, ...]:
        """The ids of the entry's files in the call."""
        return tuple(piece.file.id for piece in self.pieces if piece.file is not None)
