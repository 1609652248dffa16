"""The files of a Telegram message, by their ids; nothing is downloaded. File names are cleaned and never a path."""

from typing import Protocol

from aiogram.types import Message

from db.models import FileKind
from desk.conversation.new_entry import IncomingFile
from desk.text import clean_name, clean_text, make_file_name


class _Sized(Protocol):
    @property
    def file_id(self) -> str: ...
    @property
    def file_unique_id(self) -> str: ...
    @property
    def file_size(self) -> int | None: ...


def _file(
    kind: FileKind, held: _Sized, name: str, *, mime: str | None = None, seconds: int | None = None
) -> tuple[IncomingFile, ...]:
    kept = clean_name(mime, 100) if mime else None
    return (
        IncomingFile(
            kind, name, kept, held.file_size, seconds, clean_text(held.file_id), clean_text(held.file_unique_id)
        ),
    )


def extract_files(message: Message) -> tuple[IncomingFile, ...]:
    """Return the attached files; an animation and a live photo repeat their file in older fields, which are ignored."""
    stamp = message.message_id
    if message.animation:
        held = message.animation
        name = make_file_name(held.file_name, f"animation-{stamp}.mp4")
        return _file(FileKind.ANIMATION, held, name, mime=held.mime_type, seconds=held.duration)
    if message.photo:
        return _file(FileKind.PHOTO, message.photo[-1], f"photo-{stamp}.jpg", mime="image/jpeg")
    if message.document:
        document = message.document
        name = make_file_name(document.file_name, f"file-{stamp}")
        return _file(FileKind.DOCUMENT, document, name, mime=document.mime_type)
    return _moving(message, stamp) or _sounding(message, stamp) or _sticker(message, stamp)


def _moving(message: Message, stamp: int) -> tuple[IncomingFile, ...]:
    if message.video:
        video = message.video
        name = make_file_name(video.file_name, f"video-{stamp}.mp4")
        return _file(FileKind.VIDEO, video, name, mime=video.mime_type, seconds=video.duration)
    if message.video_note:
        note = message.video_note
        return _file(FileKind.VIDEO_NOTE, note, f"video-{stamp}.mp4", mime="video/mp4", seconds=note.duration)
    return ()


def _sounding(message: Message, stamp: int) -> tuple[IncomingFile, ...]:
    if message.voice:
        voice = message.voice
        mime = voice.mime_type or "audio/ogg"
        return _file(FileKind.VOICE, voice, f"voice-{stamp}.ogg", mime=mime, seconds=voice.duration)
    if message.audio:
        audio = message.audio
        name = make_file_name(audio.file_name or audio.title, f"audio-{stamp}.mp3")
        return _file(FileKind.AUDIO, audio, name, mime=audio.mime_type, seconds=audio.duration)
    return ()


def _sticker(message: Message, stamp: int) -> tuple[IncomingFile, ...]:
    if not message.sticker:
        return ()
    sticker = message.sticker
    suffix, mime = "webp", "image/webp"
    if sticker.is_animated:
        suffix, mime = "tgs", "application/x-tgsticker"
    elif sticker.is_video:
        suffix, mime = "webm", "video/webm"
    return _file(FileKind.STICKER, sticker, f"sticker-{stamp}.{suffix}", mime=mime)
