"""The Telegram kind of a file from the board: a picture as photo, a recording as voice message, other sound as audio, a
film as video, all else as a file. Telegram shows as photo only pictures it can scale, as video only MPEG-4, as voice
message only Opus in Ogg, MP3 and M4A (Bot API, "Sending files" and sendVoice, read 2026-11). Only its bytes tell if an
Ogg file holds Opus."""

import mimetypes
from typing import Any

from db.models import FileKind
from desk.conversation.new_entry import IncomingFile
from desk.text import clean_text, make_file_name

_EXACTLY = {
    "image/jpeg": FileKind.PHOTO,
    "image/jpg": FileKind.PHOTO,
    "image/png": FileKind.PHOTO,
    "image/webp": FileKind.PHOTO,
    "image/gif": FileKind.ANIMATION,
    "video/mp4": FileKind.VIDEO,
}
_OGG = frozenset({"audio/ogg", "application/ogg", "audio/opus"})
_OGG_NAMES = (".ogg", ".oga", ".opus")
_RECORDED = frozenset({"audio/mpeg", "audio/mp3", "audio/mp4", "audio/m4a", "audio/x-m4a", "audio/mp4a-latm"})


def read_attachment(attachment: dict[str, Any]) -> IncomingFile:
    """Return a comment's file as the desk takes it in."""
    name = make_file_name(str(attachment.get("file_name") or ""), "file")
    mime = _mime(attachment, name)
    return IncomingFile(
        kind=_kind(mime, name, attachment),
        name=name,
        mime=mime,
        size=_number(attachment.get("file_size")),
        attachment=_make_storable(attachment),
    )


def _make_storable(attachment: dict[str, Any]) -> dict[str, Any]:
    """Keep texts and numbers, cleaned for PostgreSQL: a program that uses Todoist's API may send anything."""
    texts = {name: clean_text(value) for name, value in attachment.items() if isinstance(value, str)}
    numbers = {name: value for name, value in attachment.items() if isinstance(value, int | float)}
    address = {"file_url": clean_text(str(attachment["file_url"] or ""))} if "file_url" in attachment else {}
    return {**texts, **numbers, **address}


def _mime(attachment: dict[str, Any], name: str) -> str | None:
    """Return the type that Todoist states, else the one that the name suggests."""
    said = str(attachment.get("file_type") or "").partition(";")[0].strip().lower()
    return mimetypes.guess_type(name)[0] or said or None if said in {"", "application/octet-stream"} else said[:100]


def _kind(mime: str | None, name: str, attachment: dict[str, Any]) -> FileKind:
    if mime in _OGG or (mime is None and name.lower().endswith(_OGG_NAMES)):
        return FileKind.VOICE
    if mime is None:
        return FileKind.PHOTO if attachment.get("resource_type") == "image" else FileKind.DOCUMENT
    if mime.startswith("audio/"):
        return FileKind.VOICE if mime in _RECORDED and _is_recording(attachment) else FileKind.AUDIO
    return _EXACTLY.get(mime, FileKind.DOCUMENT)


def _is_recording(attachment: dict[str, Any]) -> bool:
    """Return True for a recording made on the board: of an uploaded file Todoist knows no duration. The unit is not
    documented, so the duration itself is taken from Telegram."""
    return bool(_number(attachment.get("file_duration")))


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else None
