"""A comment's file: what it is, by what Todoist says of it and by its name."""

import pytest

from db.models import FileKind
from todoist_sync.comments.attachments import file_of


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
    found = file_of({"file_name": name, "file_type": said, "file_url": "u"})
    assert (found.mime, found.kind) == (mime, kind)
