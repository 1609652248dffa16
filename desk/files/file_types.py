"""Check of uploaded files: only types that no browser runs, and named as what they are. Pure.

The name says what a file is; the claimed type and its first bytes must agree. What is not listed is refused: pages,
scripts, pictures with scripts (SVG), programs, documents with macros.
"""

from dataclasses import dataclass

from db.models import FileKind
from desk import Refused
from desk.text import make_file_name

HEAD_BYTES = 512
"""Bytes at the beginning of a file that are checked."""
_UNSAID = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_ASF_MP4 = b"ftyp"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<head", b"<body", b"<iframe")


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """An accepted file: its name, and the type it is served and sent as."""

    name: str
    mime: str
    kind: FileKind


@dataclass(frozen=True, slots=True)
class _Type:
    mime: str
    begins: tuple[bytes, ...] = ()  # none: text
    also: frozenset[str] = frozenset()
    kind: FileKind = FileKind.DOCUMENT
    at: int = 0  # offset of those bytes


def _text(mime: str, *also: str) -> _Type:
    return _Type(mime, also=frozenset({"text/plain", *also}))


def _zip(mime: str) -> _Type:
    return _Type(mime, _ZIP, frozenset({"application/zip", "application/x-zip-compressed"}))


_JPEG = _Type("image/jpeg", (b"\xff\xd8\xff",), frozenset({"image/jpg", "image/pjpeg"}), FileKind.PHOTO)
_MP4 = _Type("video/mp4", (_ASF_MP4,), frozenset({"application/mp4"}), FileKind.VIDEO, at=4)
_OGG = _Type("audio/ogg", (b"OggS",), frozenset({"application/ogg", "audio/opus", "video/ogg"}), FileKind.AUDIO)
TYPES: dict[str, _Type] = {
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": _Type("image/png", (b"\x89PNG\r\n\x1a\n",), frozenset({"image/x-png"}), FileKind.PHOTO),
    "webp": _Type("image/webp", (b"WEBP",), kind=FileKind.PHOTO, at=8),
    "gif": _Type("image/gif", (b"GIF87a", b"GIF89a"), kind=FileKind.ANIMATION),
    "heic": _Type("image/heic", (_ASF_MP4,), frozenset({"image/heif"}), at=4),
    "bmp": _Type("image/bmp", (b"BM",), frozenset({"image/x-ms-bmp"})),
    "tif": _Type("image/tiff", (b"II*\x00", b"MM\x00*")),
    "tiff": _Type("image/tiff", (b"II*\x00", b"MM\x00*")),
    "pdf": _Type("application/pdf", (b"%PDF-",), frozenset({"application/x-pdf"})),
    "txt": _text("text/plain"),
    "log": _text("text/plain", "text/x-log"),
    "csv": _text("text/csv", "application/csv", "application/vnd.ms-excel"),
    "md": _text("text/markdown", "text/x-markdown"),
    "json": _text("application/json"),
    "ics": _text("text/calendar"),
    "rtf": _Type("application/rtf", (b"{\\rtf",), frozenset({"text/rtf"})),
    "doc": _Type("application/msword", _OLE),
    "xls": _Type("application/vnd.ms-excel", _OLE),
    "ppt": _Type("application/vnd.ms-powerpoint", _OLE),
    "docx": _zip(_OFFICE + "wordprocessingml.document"),
    "xlsx": _zip(_OFFICE + "spreadsheetml.sheet"),
    "pptx": _zip(_OFFICE + "presentationml.presentation"),
    "odt": _zip(_OPEN + "text"),
    "ods": _zip(_OPEN + "spreadsheet"),
    "odp": _zip(_OPEN + "presentation"),
    "zip": _zip("application/zip"),
    "gz": _Type("application/gzip", (b"\x1f\x8b",), frozenset({"application/x-gzip"})),
    "7z": _Type("application/x-7z-compressed", (b"7z\xbc\xaf\x27\x1c",)),
    "rar": _Type("application/vnd.rar", (b"Rar!\x1a\x07",), frozenset({"application/x-rar-compressed"})),
    "mp3": _Type("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"), frozenset({"audio/mp3"}),
                 FileKind.AUDIO),
    "m4a": _Type("audio/mp4", (_ASF_MP4,), frozenset({"audio/x-m4a", "audio/m4a"}), FileKind.AUDIO, at=4),
    "ogg": _OGG,
    "oga": _OGG,
    "opus": _OGG,
    "wav": _Type("audio/wav", (b"RIFF",), frozenset({"audio/x-wav", "audio/wave"})),
    "mp4": _MP4,
    "mov": _Type("video/quicktime", (_ASF_MP4, b"moov", b"wide", b"mdat", b"free"), at=4),
    "webm": _Type("video/webm", (b"\x1a\x45\xdf\xa3",), frozenset({"audio/webm"})),
}  # fmt: skip
"""By the end of the name. What each begins with: the formats' own documents, read 2026-11."""
SUFFIXES = tuple(TYPES)


def check_file(given: str | None, said: str | None, head: bytes) -> AcceptedFile:
    """Return what the file is, by its name, the claimed type and its first `HEAD_BYTES`. Raises Refused if its type is
    not accepted, or is not what its name says."""
    name = make_file_name(given, "file")
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    found = TYPES.get(suffix)
    if found is None:
        raise Refused("upload-type", name=name)
    mime = (said or "").partition(";")[0].strip().lower()
    if not (mime in _UNSAID or mime == found.mime or mime in found.also) or not _begins(found, head):
        raise Refused("upload-other-type", name=name, suffix=suffix)
    return AcceptedFile(name, found.mime, found.kind)


def _begins(of: _Type, head: bytes) -> bool:
    """Check the first bytes. Text must have no zero bytes, and must be no page in disguise."""
    if of.begins:
        return head[of.at :].startswith(of.begins)
    return b"\x00" not in head and not head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP)
