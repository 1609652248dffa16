"""Uploaded files: bytes kept within a bound, and the attachment objects that name them.

Must not know who uploads, nor HTTP.
"""

import mimetypes
from collections import OrderedDict
from dataclasses import dataclass

from sandbox.stored_file import StoredFile
from sandbox.todoist.tables import Ids, Row

KEPT_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file as it was uploaded."""

    name: str
    mime: str
    held: StoredFile


class UploadStore:
    """The newest files, up to `KEPT_BYTES` together."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._files: OrderedDict[str, UploadedFile] = OrderedDict()
        self._bytes = 0

    def add_file(self, name: str, held: StoredFile, mime: str | None) -> tuple[str, UploadedFile]:
        """Store a file; return its key with it."""
        guessed = mime or mimetypes.guess_type(name)[0] or "application/octet-stream"
        key, file = self._ids.make_object_id(), UploadedFile(name, guessed, held)
        self._files[key] = file
        self._bytes += held.stored_bytes
        while self._bytes > KEPT_BYTES and len(self._files) > 1:
            self._bytes -= self._files.popitem(last=False)[1].held.stored_bytes
        return key, file

    def get_file(self, key: str) -> UploadedFile | None:
        """Return a file that is still kept, or None."""
        return self._files.get(key)

    def drop_file(self, key: str) -> None:
        """Forget the file of that key."""
        file = self._files.pop(key, None)
        self._bytes -= file.held.stored_bytes if file else 0


def make_attachment(file: UploadedFile, url: str) -> Row:
    """Return the object that an upload answers, to be passed on unchanged with a comment."""
    kind = "image" if file.mime.startswith("image/") else "file"
    shown = {"image": url} if kind == "image" else {}
    return {
        "resource_type": kind,
        "file_name": file.name,
        "file_size": file.held.size,
        "file_type": file.mime,
        "file_url": url,
        "upload_state": "completed",
    } | shown
