"""What an attachment of the board is in Telegram: a picture as photo, a recording as voice message, other
sound as audio, a film as video, else a file.

Telegram shows as photo only pictures it can scale, as video only MPEG-4, as voice message only Opus in Ogg, MP3 and M4A
(Bot API, "Sending files" and sendVoice, read 2026-11). Whether an Ogg file holds Opus only its bytes tell.
"""

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


def file_of(attachment: dict[str, Any]) -> IncomingFile:
    """A comment's file as the desk takes it in."""
    name = make_file_name(str(attachment.get("file_name") or ""), "file")
    mime = _mime(attachment, name)
    return IncomingFile(
        kind=_kind(mime, name, attachment),
        name=name,
        mime=mime,
        size=_number(attachment.get("file_size")),
        attachment=_stored(attachment),
    )


def _stored(attachment: dict[str, Any]) -> dict[str, Any]:
    """Texts and numbers, as PostgreSQL takes them: what writes by Todoist's interface may say anything."""
    texts = {name: clean_text(value) for name, value in attachment.items() if isinstance(value, str)}
    numbers = {name: value for name, value in attachment.items() if isinstance(value, int | float)}
    address = {"file_url": clean_text(str(attachment["file_url"] or ""))} if "file_url" in attachment else {}
    return {**texts, **numbers, **address}


def _mime(attachment: dict[str, Any], name: str) -> str | None:
    """What Todoist says it is; where it says nothing, what its name says."""
    said = str(attachment.get("file_type") or "").partition(";")[0].strip().lower()
    return mimetypes.guess_type(name)[0] or said or None if said in {"", "application/octet-stream"} else said[:100]


def _kind(mime: str | None, name: str, attachment: dict[str, Any]) -> FileKind:
    if mime in _OGG or (mime is None and name.lower().endswith(_OGG_NAMES)):
        return FileKind.VOICE
    if mime is None:
        return FileKind.PHOTO if attachment.get("resource_type") == "image" else FileKind.DOCUMENT
    if mime.startswith("audio/"):
        return FileKind.VOICE if mime in _RECORDED and _plays(attachment) else FileKind.AUDIO
    return _EXACTLY.get(mime, FileKind.DOCUMENT)


def _plays(attachment: dict[str, Any]) -> bool:
    """Whether the board tells how long it plays, as of what was recorded there: a file that was put there has only
    name, type and size. The unit is not documented: how long it plays is taken from Telegram."""
    return bool(_number(attachment.get("file_duration")))


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else None
