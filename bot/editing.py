"""The calls that make a sent message another. Knows neither what stands in a chat nor whether Telegram agrees."""

from typing import Any

from aiogram.methods import EditMessageCaption, EditMessageMedia, EditMessageText, TelegramMethod
from aiogram.types import InputMediaAnimation

from bot.arguments import caption, entities, held, keyboard, preview
from bot.pieces import CAPTION_LIMIT, TEXT_LIMIT, Piece
from bot.sending import GROUPED
from bot.views.rendered import Rendered
from db.enums import FileKind
from desk.text.rich_text import cut

_EDITED = {**GROUPED, FileKind.ANIMATION: InputMediaAnimation}


def edit(
    chat_id: int, message_id: int, piece: Piece, rendered: Rendered, *, has_media: bool, other_file: bool = False
) -> TelegramMethod[Any]:
    """The call that makes a sent message this piece; `other_file`: the file itself is another now. What does not fit
    any more is cut at the limit."""
    shared: dict[str, Any] = {
        "chat_id": chat_id,
        "message_id": message_id,
        "reply_markup": keyboard(piece.buttons),
    }
    words = cut(piece.words, 0, CAPTION_LIMIT if has_media else TEXT_LIMIT)
    if has_media and other_file and piece.file is not None:
        media = _EDITED[FileKind(piece.file.kind)](media=held(piece.file), **caption(words))
        return EditMessageMedia(media=media, **shared)
    if has_media:
        return EditMessageCaption(caption=words.text, caption_entities=entities(words), **shared)
    return EditMessageText(text=words.text, entities=entities(words), link_preview_options=preview(rendered), **shared)


def swaps(kind: FileKind) -> bool:
    """Whether a file of this kind can take another's place by editing (Bot API, editMessageMedia, read 2026-11)."""
    return kind in _EDITED
