"""Which files may come in: kinds no browser runs, called what they are."""

import pytest

from db.models import FileKind
from desk import Refused
from desk.files.file_types import TYPES, check_file

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20
ZIP = b"PK\x03\x04" + b"x" * 20


@pytest.mark.parametrize(
    ("name", "said", "head", "mime", "kind"),
    [
        ("a.PNG", "image/png", PNG, "image/png", FileKind.PHOTO),
        ("a.png", None, PNG, "image/png", FileKind.PHOTO),
        ("a.b.docx", "application/zip", ZIP, TYPES["docx"].mime, FileKind.DOCUMENT),
        ("a.csv", "application/vnd.ms-excel", b"\xef\xbb\xbfone;two", "text/csv", FileKind.DOCUMENT),
        ("a.mp4", "video/mp4; codecs=x", b"\0\0\0\x18ftypmp42", "video/mp4", FileKind.VIDEO),
        ("a.webp", "image/webp", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp", FileKind.PHOTO),
        ("a.gif", "application/octet-stream", b"GIF89a", "image/gif", FileKind.ANIMATION),
    ],
)
def test_what_may_come_in(name: str, said: str | None, head: bytes, mime: str, kind: FileKind) -> None:
    found = check_file(name, said, head)
    assert (found.mime, found.kind) == (mime, kind)


@pytest.mark.parametrize(
    ("name", "said", "head", "key"),
    [
        ("a.html", "text/html", b"x", "upload-type"),
        ("a.svg", "image/svg+xml", b"<svg>", "upload-type"),
        ("a.png.exe", None, PNG, "upload-type"),
        ("a", "image/png", PNG, "upload-type"),
        ("png", "image/png", PNG, "upload-type"),
        (None, None, PNG, "upload-type"),
        ("a.docm", None, ZIP, "upload-type"),
        ("a.png", "text/html", PNG, "upload-other-type"),
        ("a.png", "image/png", b"<html>", "upload-other-type"),
        ("a.txt", "text/html", b"words", "upload-other-type"),
        ("a.txt", "text/plain", b" \n<!DOCTYPE html>", "upload-other-type"),
        ("a.txt", "text/plain", b"\xef\xbb\xbf<SVG onload=x>", "upload-other-type"),
        ("a.txt", "text/plain", b"MZ\x00\x01", "upload-other-type"),
        ("a.webp", "image/webp", b"WEBPRIFF", "upload-other-type"),
        ("a.zip", "application/zip", PNG, "upload-other-type"),
    ],
)
def test_what_may_not(name: str | None, said: str | None, head: bytes, key: str) -> None:
    with pytest.raises(Refused) as refused:
        check_file(name, said, head)
    assert refused.value.key == key


def test_none_is_served_as_what_a_browser_runs() -> None:
    for one in TYPES.values():
        assert not any(word in one.mime for word in ("html", "svg", "xml;", "javascript", "flash"))
        assert one.mime != "text/xml"
