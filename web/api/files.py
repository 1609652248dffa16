"""Files of a request: brought by its requester, fetched by them as long as this door has their bytes."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.files.seen import seen as file_seen
from desk.systems.scopes import Scope
from desk.text.rich_text import RichText
from web.api import reading
from web.api.caller import ApiRoute, Inner, answered, caller_of, door_of
from web.api.operations import Number, operation
from web.api.problems import ApiError
from web.api.schemas import LONGEST_TEXT, TicketWhole, worded
from web.files.receiving import Brought, brought, kept
from web.files.serving import first_piece, given_out

_FORM = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": 10},
                    "text": {"type": "string", "maxLength": LONGEST_TEXT},
                },
            }
        }
    },
}
_BYTES = {200: {"description": "Its bytes", "content": {"application/octet-stream": {}}}}


class FilesRoute(ApiRoute):
    """Who asks is looked at before a form is read; then it is read, however long that takes, with nothing held."""

    async def go(self, request: Request, inner: Inner, needs: tuple[Scope, ...], *, keyed: bool) -> Response:
        """As an operation without files, twice: only looked at, then done."""
        await answered(request, _may, needs, keyed=False)
        async with brought(door_of(request), request) as form:
            request.state.brought = form
            return await answered(request, inner, needs, keyed=keyed)


def router() -> APIRouter:
    """Its operations."""
    made = APIRouter(prefix="/v1/tickets/{number}/files", tags=["Files"])
    coming = operation(Scope.TICKETS, may=(400, 404, 409, 415, 503))
    coming["openapi_extra"]["requestBody"] = _FORM
    going = operation(Scope.TICKETS, may=(404,), responses=_BYTES, response_class=Response)
    made.add_api_route("", bring, methods=["POST"], status_code=201, route_class_override=FilesRoute, **coming)
    made.add_api_route("/{file_id}", fetch, methods=["GET"], route_class_override=ApiRoute, **going)
    return made


async def bring(request: Request, response: Response, number: Number) -> TicketWhole:
    """Add files, up to ten, with words if you like: a form, `file` once for each. Idempotency keys mean nothing
    here."""
    caller, form = caller_of(request), request.state.brought
    seen = await reading.own(caller, number)
    assert seen.external is not None
    person = await caller.acting(seen.external)
    await reading.must_match(caller, seen, None)
    desk = caller.desk(person)
    said = NewEntry(RichText(_text(form)), files=await kept(desk, _some(form)))
    await thread.comment(desk, number, said)
    await caller.session.flush()
    shown = await reading.whole(caller, await reading.own(caller, number))
    response.headers["ETag"] = reading.tag(shown)
    return shown


async def fetch(request: Request, number: Number, file_id: Number) -> Response:
    """The bytes of a file that came in by a browser or this API; of others only what they are is known here."""
    caller, door = caller_of(request), door_of(request)
    seen = await reading.own(caller, number)
    person = await caller.desk(None).requester(seen.ticket)
    file = await file_seen(caller.session, file_id, person, number=number) if file_id < 2**63 else None
    first = await first_piece(door, file) if file is not None else None
    if file is None or first is None:
        raise ApiError(404, "no-such-file")
    return given_out(door, file, first)


async def _may(request: Request) -> Response:
    """Nothing is done: it is theirs, or a refusal says so."""
    number = request.path_params["number"]
    if not number.isascii() or not number.isdecimal() or len(number) > 19:
        raise ApiError(404, "no-such-ticket")
    await reading.own(caller_of(request), int(number))
    return Response()


def _some(form: Brought) -> Sequence[UploadFile]:
    if not form.files:
        raise ApiError(422, "no-file", "send at least one file")
    return form.files


def _text(form: Brought) -> str:
    said = form.text("text")
    if not said.strip():
        return ""
    if len(said) > LONGEST_TEXT:
        raise ApiError(422, "text", f"at most {LONGEST_TEXT} letters")
    return worded(said)
