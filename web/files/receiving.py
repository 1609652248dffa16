"""Forms that bring files: read to disk within their bounds, and only of who is signed in and sees the ticket, or of
visitors of the form that everybody may send. Knows no verb.

Each part of a file that is larger than memory should hold lies in a file without a name in the process's own folder;
nothing of it is left, whatever happens.
"""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass

from fastapi import HTTPException
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from desk import Desk, Refused
from desk.conversation.new_entry import IncomingFile
from desk.files import uploads
from desk.organizations.importing.import_file import MOST_BYTES
from web.context import WebContext
from web.files.places import NoPlaceError, Owner
from web.security import LIMIT_BYTES

_TAKES_FILES = re.compile(r"/tickets/\d{1,19}/say|/api/v1/tickets/[^/]{1,64}/files|/ask(?:/[\w-]{32})?", re.ASCII)
_TAKES_IMPORT = "/organizations/import"
_AROUND_BYTES = 256 * 1024  # the other fields and what stands between the parts
_MOST_FIELDS = 8
_MOST_READ = 100  # files: who picks a few too many is told so by the desk
_PIECE_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Brought:
    """The fields and files of a form."""

    fields: FormData
    files: Sequence[UploadFile]

    def get_text(self, name: str) -> str:
        """Return a text field, or an empty text."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else ""


def get_body_limit(ctx: WebContext, request: Request) -> int:
    """Return how large a request's body may be, in bytes: more where files are sent."""
    said = request.headers.get("content-type", "")
    is_form = said.partition(";")[0].strip().lower() == "multipart/form-data"
    if is_form and request.method == "POST" and request.url.path == _TAKES_IMPORT:
        return MOST_BYTES + _AROUND_BYTES
    if not is_form or request.method != "POST" or not _TAKES_FILES.fullmatch(request.url.path):
        return LIMIT_BYTES
    return uploads.get_limit(ctx.current.last) + _AROUND_BYTES


@asynccontextmanager
async def receive_form(
    ctx: WebContext, request: Request, owner: Owner, *, most_fields: int = _MOST_FIELDS
) -> AsyncIterator[Brought]:
    """Yield the form for as long as its files are read. Raises HTTPException: 503 where too many uploads of the
    owner, or of their pool, are under way; 400, 408 and 413 for no form, too slow, too large. The client was
    authenticated before."""
    with ExitStack() as place:
        if _may_bring_files(request):
            try:
                place.enter_context(ctx.receiving.hold_place(owner, request))
            except NoPlaceError:
                raise HTTPException(503, headers={"Retry-After": "5"}) from None
        async with request.form(max_files=_MOST_READ, max_fields=most_fields, max_part_size=LIMIT_BYTES) as fields:
            given = [one for _, one in fields.multi_items() if isinstance(one, UploadFile)]
            yield Brought(fields, [one for one in given if one.filename or one.size])


def _may_bring_files(request: Request) -> bool:
    """Return True if the body may be larger than text: small and repeated requests take nobody's place."""
    length = request.headers.get("content-length", "")
    return not length.isdecimal() or int(length[:19]) > _AROUND_BYTES


async def store_files(desk: Desk, files: Sequence[UploadFile]) -> tuple[IncomingFile, ...]:
    """Store all files and return them for an entry. Raises Refused; then the surrounding savepoint must be rolled
    back."""
    if len(files) > uploads.MOST_FILES:
        raise Refused("upload-too-many", n=uploads.MOST_FILES)
    left, done = uploads.get_limit(desk.rules), []
    for file in files:
        one = await uploads.store_upload(desk, file.filename, file.content_type, _pieces(file), left=left)
        left -= one.size or 0
        done.append(one)
    return tuple(done)


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while piece := await file.read(_PIECE_BYTES):
        yield piece
