"""What an attachment of the board is in Telegram: a picture as photo, sound as audio, a film as video, else a file.

Telegram shows as photo only pictures it can scale, as video only MPEG-4 (Bot API, "Sending files", read 2026-11).
"""

import mimetypes
from typing import Any

from db.words import FileKind
from desk.filenames import file_name
from desk.incoming import FileIn

_EXACTLY = {
    "image/jpeg": FileKind.PHOTO,
    "image/jpg": FileKind.PHOTO,
    "image/png": FileKind.PHOTO,
    "image/webp": FileKind.PHOTO,
    "image/gif": FileKind.ANIMATION,
    "video/mp4": FileKind.VIDEO,
}


def file_of(attachment: dict[str, Any]) -> FileIn:
    """A comment's file as the desk takes it in."""
    name = file_name(str(attachment.get("file_name") or ""), "file")
    mime = _mime(attachment, name)
    return FileIn(
        kind=_kind(mime, str(attachment.get("resource_type"))),
        name=name,
        mime=mime,
        size=_number(attachment.get("file_size")),
        seconds=_number(attachment.get("file_duration")),
        attachment=attachment,
    )


def _mime(attachment: dict[str, Any], name: str) -> str | None:
    """What Todoist says it is; where it says nothing, what its name says."""
    said = str(attachment.get("file_type") or "").partition(";")[0].strip().lower()
    return mimetypes.guess_type(name)[0] or said or None if said in {"", "application/octet-stream"} else said[:100]


def _kind(mime: str | None, resource: str) -> FileKind:
    if mime is None:
        return FileKind.PHOTO if resource == "image" else FileKind.DOCUMENT
    if mime.startswith("audio/"):
        return FileKind.AUDIO
    return _EXACTLY.get(mime, FileKind.DOCUMENT)


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else None
