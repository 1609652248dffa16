"""Makes the file with everything about one person: their data as JSON, with the files that the desk itself stores."""

import io
import json
import zipfile
from collections.abc import AsyncIterator

from db.models import EntryFile
from desk.files.reading import read_pieces
from desk.files.whole_mails import list_own
from desk.i18n import say
from desk.privacy.person_file import collect_data, list_files
from desk.text import RichText
from reports.request import MadeReport, ReportRequest

_MOST = 40 * 1024 * 1024
"""Bytes of files in one zip; what does not fit is named in it."""


async def make_personal_data(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Yield the zip of the person who asked."""
    assert request.person is not None
    content = await _pack_data(request, request.person.id)
    caption = RichText(say(request.language, "mydata-caption"))
    yield MadeReport(content, f"data-{request.now:%Y-%m-%d}.zip", "application/zip", caption)


async def _pack_data(request: ReportRequest, person_id: int) -> bytes:
    """Return a zip with `data.json` and the files, each named after its id."""
    data, written, left = await collect_data(request.session, person_id, request.now), io.BytesIO(), _MOST
    data["files_elsewhere"] = []
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in await list_files(request.session, person_id, request.now):
            if file.blob_id is None or (file.size or 0) > left:
                data["files_elsewhere"].append({"name": file.name, "size": file.size, "at": _where(file)})
                continue
            pieces = [piece async for piece in read_pieces(request.session, file.blob_id)]
            archive.writestr(f"files/{file.id}-{file.name}", b"".join(pieces))
            left -= sum(map(len, pieces))
        for entry_id, text_id in await list_own(request.session, person_id):
            pieces = [piece async for piece in read_pieces(request.session, text_id)]
            archive.writestr(f"mails/{entry_id}.txt", b"".join(pieces))
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=2))
    return written.getvalue()


def _where(file: EntryFile) -> str:
    return "here" if file.blob_id is not None else "telegram" if file.telegram_file_id is not None else "board"
