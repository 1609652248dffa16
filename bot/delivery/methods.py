"""Turns a rendered message into calls of the Bot API: which method, split where, in which order. Makes no call.

Groups files into albums: pictures and videos together, documents and audio each on their own, 2 to 10 (Bot API,
sendMediaGroup, read 2026-11).
"""

from collections.abc import AsyncGenerator, Iterator
from typing import Any, BinaryIO

from aiogram import Bot
from aiogram.methods import (
    CopyMessage,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageText,
    SendAnimation,
    SendAudio,
    SendDocument,
    SendInvoice,
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
    CopyTextButton,
    EphemeralMessageParameters,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    KeyboardButton,
    LabeledPrice,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from bot.api.limits import ALBUM_FILES, CAPTION_LIMIT, TEXT_LIMIT
from bot.delivery.message_parts import MessagePart, Piece
from bot.features.ticket.screens_entries import NO_CAPTION
from bot.views import Rendered, RenderedFile, RenderedInvoice, Row
from db.models import FileKind
from desk.text import RichText, count_units, cut_text, is_blank
from desk.text.splitting import split_text

_VISUAL = (FileKind.PHOTO, FileKind.VIDEO)


def _group_album(files: list[RenderedFile]) -> list[list[RenderedFile]]:
    """Return the files in the groups that Telegram accepts, in their order; a single file is a group of one."""
    groups: list[list[RenderedFile]] = []
    for file in files:
        family = _family(file.kind)
        last = groups[-1] if groups else None
        same = last is not None and _family(last[0].kind) == family
        joins = family in ("visual", FileKind.DOCUMENT.value, FileKind.AUDIO.value)
        if last is not None and same and joins and len(last) < ALBUM_FILES:
            last.append(file)
        else:
            groups.append([file])
    return groups


def _family(kind: FileKind) -> str:
    """Return the family of kinds that share an album."""
    return "visual" if kind in _VISUAL else kind.value


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


def split_parts(chat_id: int, rendered: Rendered, *, silent: bool) -> list[MessagePart]:
    """Return the calls that send the message: files first, with the words as caption if they fit, else the words after
    them."""
    return list(_parts(chat_id, rendered, silent))


def _parts(chat_id: int, rendered: Rendered, silent: bool) -> Iterator[MessagePart]:
    if rendered.invoice is not None:
        yield _invoice(chat_id, rendered.invoice, rendered.thread_id, silent=silent)
        return
    words, files = rendered.words, [f for f in rendered.files if f.telegram_file_id or f.upload]
    groups = _group_album(files)
    alone = len(groups) == 1 and len(groups[0]) == 1 and _captions(groups[0], words)
    captioned = alone or (bool(groups) and not rendered.buttons and _captions(groups[0], words))
    for index, group in enumerate(groups):
        below = words if captioned and index == 0 else RichText()
        buttons = rendered.buttons if alone else ()
        yield _media(chat_id, group, below, buttons, rendered, silent=silent)
    if words and not captioned:
        yield from _texts(chat_id, rendered, silent)
    if rendered.copy_of is not None:
        yield _copy(chat_id, rendered, *rendered.copy_of, silent=silent)


def _texts(chat_id: int, rendered: Rendered, silent: bool) -> Iterator[MessagePart]:
    whole = split_text(rendered.words, TEXT_LIMIT)
    pieces = [words for words in whole if not all(map(is_blank, words.text))] or whole[:1]  # 400 for blank ones
    for index, words in enumerate(pieces):
        piece = Piece(words, buttons=rendered.buttons if index == len(pieces) - 1 else ())
        method = SendMessage(
            chat_id=chat_id,
            text=words.text,
            entities=_make_entities(words),
            reply_markup=_make_keys(rendered) or _make_keyboard(piece.buttons),
            reply_parameters=_reply(rendered),
            disable_notification=silent or None,
            message_thread_id=rendered.thread_id,
            link_preview_options=_link_preview(rendered),
            ephemeral_message_parameters=None
            if rendered.only_to is None
            else EphemeralMessageParameters(receiver_user_id=rendered.only_to),
        )
        yield MessagePart(method, (piece,))


def _invoice(chat_id: int, invoice: RenderedInvoice, thread_id: int | None, *, silent: bool) -> MessagePart:
    method = SendInvoice(
        chat_id=chat_id,
        title=invoice.title,
        description=invoice.description,
        payload=invoice.payload,
        provider_token=invoice.provider_token,
        currency=invoice.currency,
        prices=[LabeledPrice(label=invoice.title, amount=invoice.amount)],
        disable_notification=silent or None,
        message_thread_id=thread_id,
    )
    return MessagePart(method, (Piece(RichText(invoice.title)),))


def _copy(chat_id: int, rendered: Rendered, from_chat: int, message_id: int, *, silent: bool) -> MessagePart:
    """Return a copy of what is neither text nor file, without its author; its line describes it too."""
    method = CopyMessage(
        chat_id=chat_id,
        from_chat_id=from_chat,
        message_id=message_id,
        reply_parameters=_reply(rendered),
        disable_notification=silent or None,
        message_thread_id=rendered.thread_id,
    )
    return MessagePart(method, (Piece(copied=True),))


def _reply(rendered: Rendered) -> ReplyParameters | None:
    if rendered.reply_to is None:
        return None
    quote = rendered.quote or RichText()
    return ReplyParameters(
        message_id=rendered.reply_to,
        allow_sending_without_reply=True,
        quote=quote.text or None,
        quote_entities=_make_entities(quote),
    )


def _captions(group: list[RenderedFile], words: RichText) -> bool:
    return count_units(words.text) <= CAPTION_LIMIT and _takes_caption(group)


def _takes_caption(group: list[RenderedFile]) -> bool:
    return group[0].kind not in NO_CAPTION


def _media(
    chat_id: int,
    group: list[RenderedFile],
    below: RichText,
    buttons: tuple[Row, ...],
    rendered: Rendered,
    *,
    silent: bool,
) -> MessagePart:
    shared: dict[str, Any] = {
        "chat_id": chat_id,
        "reply_parameters": _reply(rendered),
        "disable_notification": silent or None,
        "message_thread_id": rendered.thread_id,
    }
    if len(group) > 1:
        pieces = tuple(Piece(below if index == 0 else RichText(), file) for index, file in enumerate(group))
        media = [
            _GROUPED[piece.file.kind](media=_hold_file(piece.file), **make_caption(piece.words))
            for piece in pieces
            if piece.file is not None
        ]
        return MessagePart(SendMediaGroup(media=media, **shared), pieces)
    file = group[0]
    method, name = _SINGLE[FileKind(file.kind)]
    piece = Piece(below if _takes_caption(group) else RichText(), file, buttons)
    given = {name: _hold_file(file), **make_caption(piece.words)}
    return MessagePart(method(**given, reply_markup=_make_keyboard(buttons), **shared), (piece,))


_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


def _make_entities(words: RichText) -> list[MessageEntity] | None:
    """Return the entities as aiogram's; None if there are none."""
    return [MessageEntity(**e.dump()) for e in words.entities] or None


def _make_keyboard(rows: tuple[Row, ...]) -> InlineKeyboardMarkup | None:
    """Return the buttons as aiogram's; None if there are none."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(
                    text=b.text,
                    callback_data=b.data,
                    url=b.url,
                    style=b.style.value if b.style else None,
                    copy_text=CopyTextButton(text=b.copy) if b.copy else None,
                )
                for b in row
            ]
            for row in rows
        ]
    )


def _make_keys(rendered: Rendered) -> ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    """Return the keyboard in place of the person's own, or its removal; None if it stays as it is."""
    if rendered.keys:
        keys = [[KeyboardButton(text=key, request_contact=not n or None)] for n, key in enumerate(rendered.keys)]
        return ReplyKeyboardMarkup(keyboard=keys, resize_keyboard=True, one_time_keyboard=True)
    return ReplyKeyboardRemove() if rendered.drop_keys else None


def make_caption(words: RichText) -> dict[str, Any]:
    """Return the caption's arguments; empty without words."""
    return {"caption": words.text, "caption_entities": _make_entities(words)} if words else {}


def _link_preview(rendered: Rendered) -> LinkPreviewOptions | None:
    """Return the preview options: people's links look as they sent them, the desk's own lines show none."""
    if rendered.preview is None:
        return _NO_PREVIEW
    return LinkPreviewOptions(**rendered.preview) if rendered.preview else None


class _Streamed(InputFile):
    """An open file, streamed from its beginning."""

    def __init__(self, held: BinaryIO, filename: str) -> None:
        super().__init__(filename=filename)
        self._file = held

    async def read(self, bot: Bot) -> AsyncGenerator[bytes, None]:
        """See aiogram's `InputFile`."""
        self._file.seek(0)
        while piece := self._file.read(self.chunk_size):
            yield piece


def _hold_file(file: RenderedFile) -> str | InputFile:
    """Return the file's id, else its bytes, streamed from disk."""
    if file.upload is not None:
        return _Streamed(file.upload, filename=file.name)
    return file.telegram_file_id or ""


_EDITED = {**_GROUPED, FileKind.ANIMATION: InputMediaAnimation}


def make_edit(
    chat_id: int, message_id: int, piece: Piece, rendered: Rendered, *, has_media: bool, other_file: bool = False
) -> TelegramMethod[Any]:
    """Return the call that turns a sent message into this piece; `other_file`: the file itself changes. Words beyond
    the limit are cut."""
    shared: dict[str, Any] = {
        "chat_id": chat_id,
        "message_id": message_id,
        "reply_markup": _make_keyboard(piece.buttons),
    }
    words = cut_text(piece.words, 0, CAPTION_LIMIT if has_media else TEXT_LIMIT)
    if has_media and other_file and piece.file is not None:
        media = _EDITED[FileKind(piece.file.kind)](media=_hold_file(piece.file), **make_caption(words))
        return EditMessageMedia(media=media, **shared)
    if has_media:
        return EditMessageCaption(caption=words.text, caption_entities=_make_entities(words), **shared)
    return EditMessageText(
        text=words.text, entities=_make_entities(words), link_preview_options=_link_preview(rendered), **shared
    )


def can_swap_media(kind: FileKind) -> bool:
    """Return True if a file of this kind can replace another by editing (Bot API, editMessageMedia, read 2026-11)."""
    return kind in _EDITED
