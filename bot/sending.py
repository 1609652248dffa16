"""A rendered message as calls of the Bot API: which method, split where, in which order. Never a parse mode.

Limits: text 4,096 and caption 1,024 UTF-16 units after parsing, albums of 2 to 10 (Bot API, read 2026-11).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aiogram.methods import (
    EditMessageCaption,
    EditMessageText,
    SendAnimation,
    SendAudio,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendSticker,
    SendVideo,
    SendVideoNote,
    SendVoice,
    TelegramMethod,
)
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)

from bot.views.rendered import Rendered, RenderedFile, Row
from db.words import FileKind
from desk.text import Words, cut, units

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_ALBUM = 10
_VISUAL = (FileKind.PHOTO, FileKind.VIDEO)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Part:
    """One call of a message; `files` says which files of the entry it carries."""

    method: TelegramMethod[Any]
    files: tuple[int, ...] = ()


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


def split(words: Words, limit: int) -> list[Words]:
    """Parts of at most `limit` UTF-16 units, cut at the last line end or blank of each where there is one."""
    parts, start, total = [], 0, units(words.text)
    while total - start > limit:
        piece = cut(words, start, start + limit).text
        end = start + _cut_at(piece, limit)
        parts.append(cut(words, start, end))
        start = end
    return [*parts, cut(words, start, total)] if start else [words]


def _cut_at(piece: str, limit: int) -> int:
    """Where to end a full piece, in UTF-16 units: behind the last line end or blank of its second half."""
    for mark in ("\n", " "):
        at = piece.rfind(mark)
        if at >= len(piece) // 2:
            return units(piece[: at + 1])
    whole = piece[:-1] if piece and 0xD800 <= ord(piece[-1]) <= 0xDBFF else piece
    return units(whole) or limit


def parts(chat_id: int, rendered: Rendered, *, silent: bool) -> list[Part]:
    """The calls that send it: files first with the words as caption where they fit, else the words after them."""
    return list(_parts(chat_id, rendered, silent))


def _parts(chat_id: int, rendered: Rendered, silent: bool) -> Iterator[Part]:
    words, files = rendered.words, [f for f in rendered.files if f.telegram_file_id]
    groups = _albums(files)
    alone = len(groups) == 1 and len(groups[0]) == 1 and _captions(groups[0], words)
    captioned = alone or (bool(groups) and not rendered.buttons and _captions(groups[0], words))
    for index, group in enumerate(groups):
        caption = words if captioned and index == 0 else Words()
        buttons = rendered.buttons if alone else ()
        yield _media(chat_id, group, caption, buttons, reply_to=rendered.reply_to, silent=silent)
    if words and not captioned:
        yield from _texts(chat_id, rendered, silent)


def _texts(chat_id: int, rendered: Rendered, silent: bool) -> Iterator[Part]:
    pieces = split(rendered.words, TEXT_LIMIT)
    for index, piece in enumerate(pieces):
        last = index == len(pieces) - 1
        yield Part(
            SendMessage(
                chat_id=chat_id,
                text=piece.text,
                entities=entities(piece),
                reply_markup=keyboard(rendered.buttons) if last else None,
                reply_parameters=_reply(rendered.reply_to),
                disable_notification=silent or None,
                link_preview_options=_NO_PREVIEW,
            )
        )


def _reply(message_id: int | None) -> ReplyParameters | None:
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=True) if message_id else None


def _captions(group: list[RenderedFile], words: Words) -> bool:
    return units(words.text) <= CAPTION_LIMIT and _takes_caption(group)


def _takes_caption(group: list[RenderedFile]) -> bool:
    return group[0].kind not in (FileKind.STICKER, FileKind.VIDEO_NOTE)


def _albums(files: list[RenderedFile]) -> list[list[RenderedFile]]:
    """Files in the groups Telegram accepts: pictures and videos together, documents and audio among themselves."""
    groups: list[list[RenderedFile]] = []
    for file in files:
        family = "visual" if file.kind in _VISUAL else file.kind.value
        last = groups[-1] if groups else None
        same = last is not None and ("visual" if last[0].kind in _VISUAL else last[0].kind.value) == family
        joins = family in ("visual", FileKind.DOCUMENT.value, FileKind.AUDIO.value)
        if last is not None and same and joins and len(last) < _ALBUM:
            last.append(file)
        else:
            groups.append([file])
    return groups


_SINGLE: dict[FileKind, tuple[type[TelegramMethod[Any]], str]] = {
    FileKind.PHOTO: (SendPhoto, "photo"),
    FileKind.DOCUMENT: (SendDocument, "document"),
    FileKind.VIDEO: (SendVideo, "video"),
    FileKind.ANIMATION: (SendAnimation, "animation"),
    FileKind.AUDIO: (SendAudio, "audio"),
    FileKind.VOICE: (SendVoice, "voice"),
    FileKind.VIDEO_NOTE: (SendVideoNote, "video_note"),
    FileKind.STICKER: (SendSticker, "sticker"),
}
_GROUPED = {
    FileKind.PHOTO: InputMediaPhoto,
    FileKind.VIDEO: InputMediaVideo,
    FileKind.DOCUMENT: InputMediaDocument,
    FileKind.AUDIO: InputMediaAudio,
}


def _media(
    chat_id: int,
    group: list[RenderedFile],
    caption: Words,
    buttons: tuple[Row, ...],
    *,
    reply_to: int | None,
    silent: bool,
) -> Part:
    shared: dict[str, Any] = {
        "chat_id": chat_id,
        "reply_parameters": _reply(reply_to),
        "disable_notification": silent or None,
    }
    said = {"caption": caption.text, "caption_entities": entities(caption)} if caption else {}
    ids = tuple(f.id for f in group)
    if len(group) > 1:
        media = [
            _GROUPED[f.kind](media=f.telegram_file_id, **(said if index == 0 else {})) for index, f in enumerate(group)
        ]
        return Part(SendMediaGroup(media=media, **shared), ids)
    file = group[0]
    method, name = _SINGLE[FileKind(file.kind)]
    if not _takes_caption(group):
        said = {}
    return Part(method(**{name: file.telegram_file_id}, reply_markup=keyboard(buttons), **said, **shared), ids)


def edit(chat_id: int, message_id: int, rendered: Rendered, *, has_media: bool) -> TelegramMethod[Any]:
    """The call that brings a sent message up to date; what does not fit any more is cut at the limit."""
    limit = CAPTION_LIMIT if has_media else TEXT_LIMIT
    words = cut(rendered.words, 0, limit)
    if has_media:
        return EditMessageCaption(
            chat_id=chat_id,
            message_id=message_id,
            caption=words.text,
            caption_entities=entities(words),
            reply_markup=keyboard(rendered.buttons),
        )
    return EditMessageText(
        chat_id=chat_id,
        message_id=message_id,
        text=words.text,
        entities=entities(words),
        reply_markup=keyboard(rendered.buttons),
        link_preview_options=_NO_PREVIEW,
    )
