"""The page on which the team writes first by mail, to addresses, with a subject and files."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Refused
from desk.conversation.new_entry import NewEntry
from desk.files.file_types import SUFFIXES
from desk.policy.permissions import Grant
from desk.requests import team_requests
from desk.text import RichText, clean_text
from desk.text.markdown.reader import parse_markdown
from web.context import Visitor, WebContext
from web.features.ticket.typed_answer import LONGEST
from web.files.places import make_session_owner
from web.files.sources import receive_form, store_files
from web.panel.page_route import PageRoute
from web.panel.pages import show_page, try_verb
from web.panel.repeated_forms import FIELD, extend_key, find_earlier_answer, remember_answer

_FIELDS = ("to", "copies", "subject", "text")


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/write")
    async def write_page(request: Request) -> Response:
        """Show the empty form."""
        async with ctx.admit_visitor(request) as visitor:
            return _show(ctx, visitor, dict.fromkeys(_FIELDS, ""))

    @made.post("/write")
    async def write(request: Request) -> Response:
        """Begin a request by mail, once for a form that is sent twice; what was typed stays if it is refused."""
        async with ctx.identify_visitor(request) as visitor:
            visitor.require(Grant.WRITE)
            owner = make_session_owner(visitor.session_id)
        async with (
            receive_form(ctx, request, owner) as given,
            ctx.admit_visitor(request, form=given.get_text("form")) as visitor,
        ):
            typed = {name: given.get_text(name) for name in _FIELDS}
            key = extend_key(given.get_text(FIELD), typed, [(one.filename, one.size) for one in given.files])
            if (earlier := await find_earlier_answer(visitor, key)) is not None:
                return earlier
            begun: list[str] = []
            wrong = await try_verb(visitor, _begin(visitor, typed, given.files, begun))
            if wrong:
                return _show(ctx, visitor, typed, wrong)
            await remember_answer(visitor, key, begun[0])
        return RedirectResponse(begun[0], 303)

    return made


def _show(ctx: WebContext, visitor: Visitor, typed: dict[str, str], wrong: str = "") -> Response:
    visitor.require(Grant.WRITE)
    accepts = ",".join(f".{suffix}" for suffix in SUFFIXES)
    return show_page(
        ctx, visitor, "people/writing.html", status=422 if wrong else 200, typed=typed, wrong=wrong, accepts=accepts,
        upload_mb=visitor.rules.web.upload_mb,
    )  # fmt: skip


async def _begin(visitor: Visitor, typed: dict[str, str], files: Sequence[UploadFile], made: list[str]) -> None:
    said = RichText(clean_text(typed["text"].replace("\r\n", "\n")).strip())
    if len(said.text) > LONGEST:
        raise Refused("page-too-long", n=LONGEST)
    entry = NewEntry(parse_markdown(said), await store_files(visitor.desk, files))
    to = [typed["to"], *(one for one in typed["copies"].split(",") if one.strip())]
    begun = await team_requests.begin_by_mail(visitor.desk, to, entry, subject=typed["subject"])
    made.append(f"/tickets/{begun.number}")
