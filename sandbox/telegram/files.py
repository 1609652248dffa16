"""The files of the simulated Telegram under their ids; must not know messages or chats."""

from __future__ import annotations

import base64
import mimetypes
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from sandbox.stored_file import StoredFile
from sandbox.telegram.errors import FILE_TOO_BIG, WRONG_FILE, ApiError, make_bad_request
from sandbox.telegram.file_limits import DOWNLOAD_LIMIT_BYTES, PHOTO_LIMIT_BYTES, UPLOAD_LIMIT_BYTES

KEPT_BYTES: Final = 256 << 20
"""Beyond these bytes the oldest files are forgotten; Telegram itself promises a link for an hour only."""
KEPT_FILES: Final = 50_000

FOLDERS: Final = {
    "photo": "photos",
    "document": "documents",
    "video": "videos",
    "animation": "animations",
    "audio": "music",
    "voice": "voice",
    "video_note": "video_notes",
    "sticker": "stickers",
}
DEFAULT_MIME: Final = {
    "photo": "image/jpeg",
    "document": "application/octet-stream",
    "video": "video/mp4",
    "animation": "video/mp4",
    "audio": "audio/mpeg",
    "voice": "audio/ogg",
    "video_note": "video/mp4",
    "sticker": "image/webp",
}
_PREFIX: Final = {
    "photo": "AgACAg",
    "document": "BQACAg",
    "video": "BAACAg",
    "animation": "CgACAg",
    "audio": "CQACAg",
    "voice": "AwACAg",
    "video_note": "DQACAg",
    "sticker": "CAACAg",
}
_IMAGES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"RIFF")


@dataclass(frozen=True, slots=True)
class File:
    """A stored file with its ids."""

    file_id: str
    unique_id: str
    kind: str
    name: str | None
    mime: str
    held: StoredFile
    path: str

    @property
    def size(self) -> int:
        """The size in bytes."""
        return self.held.size

    def make_reference(self) -> dict[str, Any]:
        """Return the fields that every file object of the Bot API has."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


class FileStore:
    """Files by id and by download path, bounded by `KEPT_BYTES`."""

    def __init__(self) -> None:
        self._by_id: OrderedDict[str, File] = OrderedDict()
        self._by_path: dict[str, str] = {}
        self._held = 0
        self._count = 0

    def add_file(self, kind: str, name: str | None, mime: str | None, held: StoredFile) -> File:
        """Store a file under new ids."""
        self._count += 1
        guessed = mime or (mimetypes.guess_type(name)[0] if name else None) or DEFAULT_MIME[kind]
        suffix = PurePosixPath(name).suffix if name else mimetypes.guess_extension(guessed) or ""
        file = File(
            file_id=_PREFIX[kind] + secrets.token_urlsafe(36),
            unique_id="Ag" + secrets.token_urlsafe(10),
            kind=kind,
            name=name,
            mime=guessed,
            held=held,
            path=f"{FOLDERS[kind]}/file_{self._count}{suffix if suffix.isascii() else ''}",
        )
        self._by_id[file.file_id] = file
        self._by_path[file.path] = file.file_id
        self._held += held.stored_bytes
        self._drop_oldest()
        return file

    def _drop_oldest(self) -> None:
        while self._held > KEPT_BYTES or len(self._by_id) > KEPT_FILES:
            _, oldest = self._by_id.popitem(last=False)
            self._by_path.pop(oldest.path, None)
            self._held -= oldest.held.stored_bytes

    def find_file(self, file_id: str) -> File | None:
        """Return the file of that id, or None."""
        return self._by_id.get(file_id)

    def find_for_download(self, file_id: str) -> File:
        """Return the file getFile asks for. Raises 400 for an unknown id and above 20 MB."""
        file = self._by_id.get(file_id)
        if file is None:
            raise make_bad_request(WRONG_FILE)
        if file.size > DOWNLOAD_LIMIT_BYTES:
            raise make_bad_request(FILE_TOO_BIG)
        return file

    def find_at_path(self, path: str) -> File | None:
        """Return the file of a download path, or None."""
        file_id = self._by_path.get(path)
        return self._by_id.get(file_id) if file_id else None


def check_upload(kind: str, held: StoredFile) -> None:
    """Raise what Telegram answers to a file it does not accept from a bot."""
    if not held.size:
        raise make_bad_request("file must be non-empty")
    if held.size > UPLOAD_LIMIT_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    if kind != "photo":
        return
    if held.size > PHOTO_LIMIT_BYTES:
        raise make_bad_request(
            f"file of size {held.size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT_BYTES} bytes"
        )
    if not held.read_head(16).startswith(_IMAGES):
        raise make_bad_request("IMAGE_PROCESS_FAILED")


def decode_base64(text: str) -> bytes:
    """Return bytes from base64. Raises ValueError if the text is no base64."""
    return base64.b64decode(text, validate=True)


def make_file_value(file: File, extra: dict[str, Any] | None = None) -> Any:
    """Return the value of a message's field for this file (`photo`: a list of sizes)."""
    extra = extra or {}
    reference = file.make_reference()
    if file.kind == "photo":
        return [{**reference, "width": extra.get("width", 800), "height": extra.get("height", 600)}]
    value = {**reference, "mime_type": file.mime}
    if file.name is not None and file.kind in ("document", "video", "animation", "audio"):
        value["file_name"] = file.name
    if file.kind in ("video", "animation", "audio", "voice", "video_note"):
        value["duration"] = extra.get("duration", 1)
    if file.kind in ("video", "animation"):
        value |= {"width": extra.get("width", 640), "height": extra.get("height", 480)}
    if file.kind == "audio":
        value |= {name: extra[name] for name in ("performer", "title") if extra.get(name)}
    if file.kind == "video_note":
        value["length"] = extra.get("length", 240)
        del value["mime_type"]
    if file.kind == "sticker":
        del value["mime_type"]
        value |= {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        value["emoji"] = extra.get("emoji", "🙂")
    return value
