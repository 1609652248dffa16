"""Files of requests: brought by the requester's system, fetched by whoever sees the words they came with.

They come as a form, are read to disk before anything is locked, and are stored with the words or not at all.
"""

from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk import Refused
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.files import whole_mails
from desk.files.visible_files import VisibleFile, find_among
from desk.i18n import catalog
from desk.integrations.scopes import Scope
from desk.requests import drafts
from desk.text import RichText, clean_text
from desk.text.markdown.reader import parse_markdown
from web.api import reading
from web.api.caller import Caller, admit_caller, get_caller, get_context
from web.api.idempotency import Inner, run_once
from web.api.operations import IfMatch, Number, declare_operation
from web.api.problems import ApiError
from web.api.route import ApiRoute
from web.api.schemas.tickets import TicketWhole
from web.api.schemas.values import LONGEST_TEXT
from web.api.tickets import add_to_ticket, answer_with_ticket
from web.files import places, sources
from web.files.sources import Brought

_FORM = "multipart/form-data"
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["files"],
    "properties": {
        "files": {
            "type": "array",
            "minItems": 1,
            "maxItems": 10,
            "items": {"type": "string", "format": "binary"},
            "description": "one part of the form each, with its name",
        },
        "text": {"type": "string", "maxLength": LONGEST_TEXT, "description": "words that come with them"},
        "format": {
            "type": "string",
            "enum": ["plain", "markdown"],
            "default": "plain",
            "description": "how text is written",
        },
    },
}
_BYTES = {200: {"description": "Its bytes", "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}  # fmt: skip # noqa: E501
_MAIL = {200: {"description": "The mail", "content": {"text/plain": {"schema": {"type": "string"}}, "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}  # fmt: skip # noqa: E501
_FIELDS = frozenset(_SCHEMA["properties"])
_PIECE_BYTES = 256 * 1024


class MailForm(StrEnum):
    """How a whole mail is read."""

    TEXT = "text"
    RAW = "raw"


class _FilesRoute(ApiRoute):
    """A route that receives files: the caller is checked before the files are read, and again when they are
    complete."""

    async def run_operation(self, request: Request, inner: Inner, needs: tuple[Scope, ...], *, keyed: bool) -> Response:
        database, number = get_context(request).database, request.path_params["number"]
        async with database.unit_of_work() as session:
            caller = await admit_caller(request, session, needs)
            owner = places.make_bearer_owner(caller.bearer)
            await reading.find_own_ticket(caller, int(number) if number.isdecimal() and len(number) < 19 else 0)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            raise ApiError(415, "media-type", f"send {_FORM}")
        try:
            async with sources.receive_form(get_context(request), request, owner) as given:
                request.state.brought, body = given, await _hash(given)
                async with database.unit_of_work() as session:
                    caller = await admit_caller(request, session, needs, counts=False)
                    return await run_once(request, inner, caller, body)
        except HTTPException as error:
            raise _describe_refusal(error) from None
        except Refused as refused:
            if refused.key in _STATUS:
                words = catalog.say("en", refused.key, **refused.args_)
                raise ApiError(_STATUS[refused.key], refused.key, words) from None
            raise


class _FetchRoute(ApiRoute):
    """A route that sends a file: the caller is checked first; the bytes are sent after the database connection is
    released."""

    async def run_operation(self, request: Request, inner: Inner, needs: tuple[Scope, ...], *, keyed: bool) -> Response:
        await super().run_operation(request, inner, needs, keyed=keyed)
        file: VisibleFile = request.state.file
        body = await sources.open_file(get_context(request), file)
        if body is None:
            raise ApiError(404, "no-such-file")
        return sources.download_response(file, body)


_WRONG = ("upload-too-many", "upload-type", "upload-other-type", "upload-empty")
_STATUS = {"upload-too-large": 413, **dict.fromkeys(_WRONG, 422)}


def make_router() -> APIRouter:
    """Return the routes of files."""
    made = APIRouter(prefix="/v1/tickets", tags=["Tickets"])
    adding = declare_operation(Scope.TICKETS, may=(404, 409, 412, 415), idempotent=True)
    adding["openapi_extra"]["requestBody"] = {"required": True, "content": {_FORM: {"schema": _SCHEMA}}}
    add, path = made.add_api_route, "/{number}/files"
    add(path, add_files, methods=["POST"], status_code=201, route_class_override=_FilesRoute, **adding)
    fetching = declare_operation(Scope.TICKETS, Scope.ALL_READ, may=(404,), responses=_BYTES)
    add(
        path + "/{file_id}",
        get_file,
        methods=["GET"],
        response_class=Response,
        route_class_override=_FetchRoute,
        **fetching,
    )
    reading_mails = declare_operation(Scope.ALL_READ, may=(404,), responses=_MAIL)
    add("/{number}/messages/{message}/mail", get_mail, methods=["GET"], response_class=Response,
        route_class_override=ApiRoute, **reading_mails)  # fmt: skip
    return made


async def add_files(request: Request, response: Response, number: Number, if_match: IfMatch = None) -> TicketWhole:
    """Add files of the requester, up to ten, with or without text: pictures, documents, archives, sound, video. Files
    that a browser could run, and files whose content does not match their name, are refused. All files together may be
    as large as the desk allows (20 MB unless an admin changed it)."""
    given: Brought = request.state.brought
    text = clean_text(given.get_text("text").replace("\r\n", "\n")).strip()
    if {name for name, _ in given.fields.multi_items()} - _FIELDS:
        raise ApiError(422, "files", "send no other fields than files, text and format")
    if given.get_text("format") not in ("", "plain", "markdown"):
        raise ApiError(422, "files", "format is plain or markdown")
    if not given.files or len(text) > LONGEST_TEXT:
        raise ApiError(422, "files", f"send 1 to 10 files, and at most {LONGEST_TEXT} characters of text")
    caller, person = await add_to_ticket(request, number, if_match)
    desk = caller.make_desk(person)
    words = parse_markdown(RichText(text)) if given.get_text("format") == "markdown" else RichText(text)
    said = NewEntry(words, await sources.store_files(desk, given.files))
    await drafts.improve_subject(desk, await thread.add_comment(desk, number, said))
    return await answer_with_ticket(caller, response, number)


async def get_file(
    request: Request, number: Number, file_id: Annotated[int, Path(description="of a message")]
) -> Response:
    """Download a file, as long as the desk has it or can fetch it (`available`)."""
    caller = get_caller(request)
    file = await find_among(caller.session, file_id, await _thread(caller, number)) if 0 < file_id < 2**63 else None
    if file is None:
        raise ApiError(404, "no-such-file")
    request.state.file = file
    return Response()


async def get_mail(
    request: Request,
    number: Number,
    message: Annotated[int, Path(description="of the message")],
    form: Annotated[MailForm, Query(description="raw: its bytes, where they are kept")] = MailForm.TEXT,
) -> Response:
    """Read the whole mail that a message was made of, with what is folded off there: quotes, signatures, names of
    files."""
    caller = get_caller(request)
    known = 0 < message < 2**63
    mail = await whole_mails.find_among(caller.session, message, await _thread(caller, number)) if known else None
    answer = await sources.answer_with_mail(get_context(request), mail, is_raw=form is MailForm.RAW)
    if answer.status_code == 404:
        raise ApiError(404, "no-such-file")
    return answer


async def _thread(caller: Caller, number: int) -> Any:
    ticket = (await reading.find_ticket(caller, number)).ticket
    return reading.select_visible_entries(caller, await reading.load_thread_ticket(caller, ticket))


def _list_format(given: Brought) -> list[str]:
    """Return the format, if one is named: without it a repetition has the hash that it had before."""
    return [named] if (named := given.get_text("format")) else []


async def _hash(given: Brought) -> str:
    """Hash everything the form contained, files by their bytes."""
    digest = sha256(
        repr(
            [given.get_text("text"), *_list_format(given), *((one.filename, one.content_type) for one in given.files)]
        ).encode()
    )
    for one in given.files:
        while piece := await one.read(_PIECE_BYTES):
            digest.update(piece)
        await one.seek(0)
        digest.update(str(one.size).encode())
    return digest.hexdigest()


def _describe_refusal(error: HTTPException) -> Exception:
    """Say in the words of the API why the form was refused."""
    if error.status_code == 503:
        return ApiError(429, "too-often", "too many files are coming at this moment", headers=error.headers)
    return ApiError(422, "not-understood", "the form was not understood") if error.status_code == 400 else error
