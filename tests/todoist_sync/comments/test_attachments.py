"""A comment's file: what it is, by what Todoist says of it and by its name."""

import pytest

from db.models import FileKind
from todoist_sync.comments.attachments import read_attachment


@pytest.mark.parametrize(
    ("name", "said", "mime", "kind"),
    [
        ("scan.png", "image/png", "image/png", FileKind.PHOTO),
        ("scan.png", "", "image/png", FileKind.PHOTO),
        ("scan.png", "application/octet-stream", "image/png", FileKind.PHOTO),
        ("scan.png", "application/pdf", "application/pdf", FileKind.DOCUMENT),
        ("scan", "application/octet-stream", "application/octet-stream", FileKind.DOCUMENT),
        ("scan", "", None, FileKind.DOCUMENT),
    ],
)
def test_where_todoist_says_nothing_of_a_file_its_name_does(
    name: str, said: str, mime: str | None, kind: FileKind
) -> None:
    found = read_attachment({"file_name": name, "file_type": said, "file_url": "u"})
    assert (found.mime, found.kind) == (mime, kind)


@pytest.mark.parametrize(
    ("said", "size"), [(7, 7), (0, 0), (2**31 - 1, 2**31 - 1), (2**31, None), (-1, None), (True, None), ("7", None)]
)
def test_a_size_that_is_none_is_not_known(said: object, size: int | None) -> None:
    assert read_attachment({"file_name": "a.pdf", "file_size": said}).size == size


@pytest.mark.parametrize(
    ("mime", "seconds", "kind"),
    [
        ("audio/mpeg", 12, FileKind.VOICE),
        ("audio/mpeg", 0, FileKind.AUDIO),
        ("audio/mpeg", None, FileKind.AUDIO),
        ("audio/mpeg", True, FileKind.AUDIO),
        ("audio/x-wav", 12, FileKind.AUDIO),
        ("audio/ogg", None, FileKind.VOICE),
        ("Audio/MP4; codecs=mp4a", 3, FileKind.VOICE),
        ("image/gif", None, FileKind.ANIMATION),
        ("image/tiff", None, FileKind.DOCUMENT),
        ("video/mp4", None, FileKind.VIDEO),
        ("video/quicktime", None, FileKind.DOCUMENT),
    ],
)
def test_what_plays_is_what_it_was_recorded_as(mime: str, seconds: object, kind: FileKind) -> None:
    assert read_attachment({"file_name": "a", "file_type": mime, "file_duration": seconds}).kind is kind


@pytest.mark.parametrize(
    ("name", "said", "kind"),
    [("a.OPUS", {}, FileKind.VOICE), ("a", {"resource_type": "image"}, FileKind.PHOTO), ("a", {}, FileKind.DOCUMENT)],
)
def test_where_nothing_says_its_type_it_is_guessed(name: str, said: dict[str, str], kind: FileKind) -> None:
    assert read_attachment({"file_name": name, **said}).kind is kind


def test_what_is_kept_of_it_postgresql_takes() -> None:
    kept = read_attachment({"file_name": "a\0b", "file_url": None, "n": 1.5, "list": [1], "nothing": None}).attachment
    assert kept == {"file_name": "a\ufffdb", "file_url": "", "n": 1.5}
