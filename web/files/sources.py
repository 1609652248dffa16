"""Reads the bytes of a file from where it is stored: in pieces from the database, or downloaded to disk from
Telegram or the board. Knows no viewers.

Forms that bring files: read to disk within their bounds, and only of who is signed in and sees the ticket, or of
visitors of the form that everybody may send. Each part of a file that is larger than memory should hold lies in a file
without a name in the process's own folder; nothing of it is left, whatever happens.
"""

import re
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, BinaryIO
from urllib.parse import quote

import structlog
from fastapi import APIRouter, HTTPException, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from desk import Desk, Refused, references
from desk.board import connection
from desk.conversation.new_entry import IncomingFile
from desk.files import reading, uploads
from desk.files.visible_files import OCTETS, TELEGRAM_BYTES, VisibleFile, find_visible
from desk.files.whole_mails import MailSeen, find_readable
from desk.organizations.import_files import MOST_BYTES
from desk.sessions import sessions
from ops.download import AllowedSource, DownloadError, fetch_file
from ops.telegram_files import TelegramFiles
from web.context import WebContext
from web.files.places import NoPlaceError, Owner
from web.security import LIMIT_BYTES

_TAKES_FILES = re.compile(
    r"/tickets/\d{1,19}/(?:say|forward)|/write|/api/v1/tickets/[^/]{1,64}/files|/ask(?:/[\w-]{32})?", re.ASCII
)
_TAKES_IMPORT = "/organizations/import"
_AROUND_BYTES = 256 * 1024  # the other fields and what stands between the parts
_MOST_FIELDS = 8
_MOST_READ = 100  # files: who picks a few too many is told so by the desk


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


_BOARD_BYTES = 50 * 1024 * 1024
_PIECE_BYTES = 256 * 1024
_HOSTS, _CLOSED = frozenset({"files.todoist.com"}), frozenset({"api"})

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file's `size` in bytes, and its bytes, which can be read once."""

    size: int
    pieces: AsyncIterator[bytes]


async def open_file(ctx: WebContext, file: VisibleFile) -> OpenedFile | None:
    """Return the file, ready to be read, or None where it exists nowhere any more."""
    if file.blob_id is not None:
        first = await _piece(ctx, file.blob_id, 0)
        return OpenedFile(file.size or 0, _read_stored(ctx, file.blob_id, first)) if first is not None else None
    held = tempfile.TemporaryFile()  # noqa: SIM115  (closed when it was read, or when nobody reads it)
    try:
        async with ctx.fetching:
            await _fetch(ctx, file, held)
    except (DownloadError, OSError) as error:
        log.warning("a file was not fetched", file=file.id, why=str(error))
        held.close()
        return None
    except BaseException:
        held.close()
        raise
    size = held.tell()
    held.seek(0)
    return OpenedFile(size, _from_disk(held))


async def _piece(ctx: WebContext, blob_id: int, ordinal: int) -> bytes | None:
    async with ctx.database.reading() as session:
        return await reading.read_piece(session, blob_id, ordinal)


async def _read_stored(ctx: WebContext, blob_id: int, first: bytes) -> AsyncIterator[bytes]:
    """Yield the bytes, holding a database connection for one piece at a time: a slow reader blocks none."""
    piece: bytes | None = first
    ordinal = 0
    while piece is not None:
        yield piece
        ordinal += 1
        piece = await _piece(ctx, blob_id, ordinal)


async def _fetch(ctx: WebContext, file: VisibleFile, into: BinaryIO) -> None:
    """Download the file. Raises DownloadError."""
    settings = ctx.settings
    if file.telegram_file_id is not None and settings.bot_token is not None:
        source = TelegramFiles(settings.bot_token.get_secret_value(), settings.telegram_api_url)
        if file.bot_id == source.bot_id:
            await source.download_file(file.telegram_file_id, into, limit_bytes=TELEGRAM_BYTES)
            return
    token = await _find_token(ctx)
    if file.board_url is None or token is None:
        raise DownloadError("it lies nowhere that this ctx reaches")
    place = AllowedSource(settings.todoist_api_url, _HOSTS, token, closed=_CLOSED)
    async with fetch_file(file.board_url, place, limit_bytes=_BOARD_BYTES) as pieces:
        async for piece in pieces:
            into.write(piece)


async def _find_token(ctx: WebContext) -> str | None:
    """Return the token of the connected account, else the operator's."""
    settings = ctx.settings
    if not settings.connect_url:
        return settings.personal_token
    async with ctx.database.reading() as session:
        return await connection.read_access_token(session, settings.web_secret_key) or settings.personal_token


async def _from_disk(held: BinaryIO) -> AsyncIterator[bytes]:
    with held:
        while piece := held.read(_PIECE_BYTES):
            yield piece


GOOD_FOR = timedelta(minutes=1)
_Number = Annotated[int, Path(ge=0, lt=2**63)]
_CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)

    @made.get("/tickets/{number}/files/{file_id}")
    async def lead_on(request: Request, number: _Number, file_id: _Number) -> Response:
        """Redirect to the address of the file, for visitors who may see the ticket."""
        async with ctx.admit_visitor(request) as visitor:
            file = await find_visible(visitor.session, file_id, visitor.person, number=number)
            if file is None:
                return Response(status_code=404)
            until = int((visitor.now + GOOD_FOR).timestamp())
            subject = file_id, visitor.session_id, until
            address = await references.make_reference(visitor.session, references.Purpose.FILE, *subject)
        return RedirectResponse(f"/files/{address}/{quote(file.name, safe='')}", 303)

    @made.get("/files/{address}/{name}")
    async def fetch(request: Request, address: str, name: str) -> Response:
        """Send the bytes to whoever has the address; `name` is for people."""
        async with ctx.database.unit_of_work() as session:
            file = await _find_file(ctx, session, request, address)
        body = await open_file(ctx, file) if file is not None else None
        if file is None or body is None:
            return Response(status_code=404)
        return download_response(file, body)

    @made.get("/tickets/{number}/mails/{entry_id}")
    async def mail(request: Request, number: _Number, entry_id: _Number, form: str = "text") -> Response:
        """Show the text of a mail as it came, or send its bytes (`raw`), to who may read the inside of the ticket."""
        async with ctx.admit_visitor(request) as visitor:
            found = await find_readable(visitor.session, visitor.person, number, entry_id)
        return await answer_with_mail(ctx, found, is_raw=form == "raw")

    return made


async def answer_with_mail(ctx: WebContext, mail: MailSeen | None, *, is_raw: bool) -> Response:
    """Return a mail as plain text, in which no browser runs anything, or its bytes as a download; 404 if there is
    none, or only its text is kept."""
    if mail is None or (is_raw and mail.raw_id is None):
        return Response(status_code=404)
    if not is_raw:
        headers = {"Content-Security-Policy": _CSP, "Referrer-Policy": "no-referrer"}
        return Response(mail.text, headers=headers, media_type="text/plain; charset=utf-8")
    file = VisibleFile(0, f"mail-{mail.entry_id}.eml", OCTETS, mail.size, mail.raw_id, None, None, None)
    body = await open_file(ctx, file)
    return download_response(file, body) if body is not None else Response(status_code=404)


def download_response(file: VisibleFile, body: OpenedFile) -> Response:
    """Return the file as a download."""
    headers = {
        "Content-Disposition": make_content_disposition(file.name),
        "Content-Length": str(body.size),
        "Content-Security-Policy": _CSP,
        "Referrer-Policy": "no-referrer",
    }
    return StreamingResponse(body.pieces, headers=headers, media_type=file.mime)


def make_content_disposition(name: str) -> str:
    """Return the header to save the file under its name (RFC 6266): in ASCII for old browsers, in full for others."""
    plain = "".join(char if char.isascii() and char not in '"\\%;' and char.isprintable() else "_" for char in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def _find_file(ctx: WebContext, session: AsyncSession, request: Request, address: str) -> VisibleFile | None:
    """Return the file of a signed address that is still valid."""
    subject = await references.read_reference(session, references.Purpose.FILE, address)
    file_id, session_id, until = subject or (0, 0, 0)
    now, rules = ctx.now(), await ctx.load_rules(session, request)
    if now > datetime.fromtimestamp(until, UTC):
        return None
    found = await sessions.load_session_by_id(session, session_id)
    if found is None or not sessions.is_good(found.row, found.person, now=now, rules=rules):
        return None
    return await find_visible(session, file_id, found.person) if sessions.is_proved(found, rules) else None
