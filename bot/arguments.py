"""Words, buttons, files and previews as the Bot API takes them in a call. Never a parse mode; knows no method."""

from collections.abc import AsyncGenerator
from typing import Any, BinaryIO

from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, MessageEntity

from bot.views.rendered import Rendered, RenderedFile, Row
from desk.text.rich_text import Words

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def entities(words: Words) -> list[MessageEntity] | None:
    """The entities as aiogram's; None where there are none."""
    return [MessageEntity(**e.dump()) for e in words.entities] or None


def keyboard(rows: tuple[Row, ...]) -> InlineKeyboardMarkup | None:
    """The buttons as aiogram's; None where there are none."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(
                    text=b.text, callback_data=b.data, url=b.url, style=b.style.value if b.style else None
                )
                for b in row
            ]
            for row in rows
        ]
    )


def caption(words: Words) -> dict[str, Any]:
    """The words under a file; nothing where there are none."""
    return {"caption": words.text, "caption_entities": entities(words)} if words else {}


def preview(rendered: Rendered) -> LinkPreviewOptions | None:
    """People's links look as they sent them, the desk's own lines show none."""
    if rendered.preview is None:
        return _NO_PREVIEW
    return LinkPreviewOptions(**rendered.preview) if rendered.preview else None


class _Streamed(InputFile):
    """An open file, read a piece at a time from its beginning."""

    def __init__(self, held: BinaryIO, filename: str) -> None:
        super().__init__(filename=filename)
        self._file = held

    async def read(self, bot: Bot) -> AsyncGenerator[bytes, None]:
        """See aiogram's `InputFile`."""
        self._file.seek(0)
        while piece := self._file.read(self.chunk_size):
            yield piece


def held(file: RenderedFile) -> str | InputFile:
    """The file by its id, else its bytes, streamed from disk."""
    if file.upload is not None:
        return _Streamed(file.upload, filename=file.name)
    return file.telegram_file_id or ""
