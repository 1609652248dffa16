"""The messages one call brings to a chat. Knows no chat and no limit of speed; what a call says is made elsewhere.

A call brings one piece, an album's several; a piece is one message in the chat. Limits: text 4,096 and caption 1,024
UTF-16 units after parsing (Bot API, read 2026-11).
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from aiogram.methods import TelegramMethod

from bot.views import RenderedFile, Row
from desk.text import RichText

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """One message in the chat: a text, a file with its caption, or (neither) a copy of what somebody sent."""

    words: RichText = RichText()  # noqa: RUF009  (frozen itself)
    file: RenderedFile | None = None
    buttons: tuple[Row, ...] = ()
    copied: bool = False

    @property
    def fingerprint(self) -> str:
        """The same for what looks the same."""
        buttons = [[(b.text, b.data, b.url, b.style) for b in row] for row in self.buttons]
        file = (self.file.telegram_file_id or self.file.result_id) if self.file else None
        shown = [self.words.text, self.words.dump(), buttons, file]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode("ascii")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class MessagePart:
    """One call of a message, and the messages it brings."""

    method: TelegramMethod[Any]
    pieces: tuple[Piece, ...] = ()

    @property
    def copies(self) -> bool:
        """Whether it only copies what somebody sent."""
        return any(piece.copied for piece in self.pieces)

    @property
    def uploads(self) -> bool:
        """Whether it carries bytes of a file."""
        return any(piece.file is not None and piece.file.upload is not None for piece in self.pieces)

    @property
    def files(self) -> tuple[int, ...]:
        """Which files of the entry it carries."""
        return tuple(piece.file.id for piece in self.pieces if piece.file is not None)
