"""Organizations from a file and into one: checked first, then imported as a whole; exported in the same form."""

import io
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Desk, Refused, history
from desk.files import reading, store
from desk.metrics import ExportFormat
from desk.metrics.table_writers import CsvWriter, FileStyle
from desk.organizations import import_files, importing
from desk.organizations.import_files import MOST_BYTES, Column, name_column
from desk.organizations.importing import ImportResult
from desk.policy.permissions import Grant
from desk.queries.panel.organization_rows import COLUMNS, iterate_rows
from desk.text.spreadsheets.formula_guard import keep_apostrophe
from desk.text.typed_digits import parse_digits
from web.context import Visitor, WebContext
from web.features.answers.section import read_form, say_refusal, try_verb
from web.features.organizations.access import admit_admin, require_grant_of_organizations
from web.files.places import make_session_owner
from web.files.sources import receive_form
from web.outcomes import FormOutcome
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, redirect_with, show_page


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/organizations/import")
    async def show(request: Request, blob: str = "", sha: str = "") -> Response:
        """Show which file can be imported; or what importing the one that was checked would do, or has done."""
        async with admit_admin(ctx, request) as visitor:
            if visitor.told.page:
                return _show(ctx, visitor, result=visitor.told.page)
            if not blob:
                return _show(ctx, visitor)
            checked, refused = await try_verb(visitor, _preview(visitor, parse_digits(blob), sha))
            return _show(ctx, visitor, refused, **(checked or {}))

    @made.post("/organizations/import")
    async def check(request: Request) -> Response:
        """Store the file for a day and lead to what importing it would do."""
        async with ctx.identify_visitor(request) as visitor:
            require_grant_of_organizations(visitor)
            owner = make_session_owner(visitor.session_id)
        async with receive_form(ctx, request, owner) as brought:
            given = {"form": brought.get_text("form")}
            async with admit_admin(ctx, request, given) as visitor:
                if not brought.files:
                    return _show(ctx, visitor, Refused("import-no-file"))
                address, refused = await try_verb(visitor, _check(visitor, brought.files[0]))
                return _show(ctx, visitor, refused) if address is None else RedirectResponse(address, 303)

    @made.post("/organizations/import/do")
    async def do(request: Request) -> Response:
        """Import a file that was checked."""
        given = await read_form(request)
        async with admit_admin(ctx, request, given) as visitor:
            doing = _import(visitor.desk, parse_digits(given.get("blob", "")), given.get("sha", ""))
            done, refused = await try_verb(visitor, doing)
            if done is None:
                return _show(ctx, visitor, refused)
            return await redirect_with(visitor, "/organizations/import", FormOutcome(page=_describe(visitor, done)))

    @made.post("/organizations.csv")
    async def taken(request: Request) -> Response:
        """Return all of them as a file that can be imported again; audited."""
        given = await read_form(request)
        async with admit_admin(ctx, request, given) as visitor:
            visitor.require(Grant.EXPORT)
            return await _make_file(visitor)

    return made


async def _check(visitor: Visitor, upload: UploadFile) -> str:
    """Return the address of what importing the file would do. Raises Refused for one that cannot be read."""
    content = await upload.read(MOST_BYTES + 1)
    await importing.preview_import(visitor.desk, import_files.open_file(content))
    blob, sha = await store.store_checked(visitor.session, content, visitor.now)
    return f"/organizations/import?blob={blob}&sha={sha}"


async def _preview(visitor: Visitor, blob_id: int | None, sha: str) -> dict[str, Any]:
    content = await reading.read_checked(visitor.session, blob_id, sha)
    if content is None:
        raise Refused("import-file-gone")
    file = import_files.open_file(content)
    result = _describe(visitor, await importing.preview_import(visitor.desk, file))
    return {"result": result, "unknown": ", ".join(file.unknown), "blob": blob_id, "sha": sha}


def _describe(visitor: Visitor, result: ImportResult) -> dict[str, Any]:
    """Return what a file would do, or has done, as the page shows it."""
    say = make_words(visitor).say
    return {
        "counts": result.list_counts(), "has_changes": result.has_changes, "names": result.names,
        "refused": result.refused,
        "first_refused": [(number, say(why.key, **why.args_)) for number, why in result.first_refused],
    }  # fmt: skip


async def _import(desk: Desk, blob_id: int | None, sha: str) -> ImportResult:
    content = await reading.read_checked(desk.session, blob_id, sha)
    if content is None:
        raise Refused("import-file-gone")
    return await importing.import_file(desk, import_files.open_file(content))


def _show(
    ctx: WebContext, visitor: Visitor, refused: Refused | None = None, *,
    result: Mapping[str, Any] | None = None, unknown: str = "", blob: int | None = None, sha: str = "",
) -> Response:  # fmt: skip
    """Return the page, with what a file would do (`blob`) or has done."""
    columns = ", ".join(name_column(visitor.language, column) for column in Column)
    return show_page(
        ctx, visitor, "organizations/import.html", status=422 if refused else 200, wrong=say_refusal(visitor, refused),
        result=result, unknown=unknown, blob=blob, sha=sha,
        columns=columns, most_named=importing.MOST_NAMED,
    )  # fmt: skip


async def _make_file(visitor: Visitor) -> Response:
    history.record_action(visitor.desk, "exported", "export:organizations", new="csv")
    style = FileStyle(ExportFormat.CSV, visitor.language, ZoneInfo(visitor.rules.timezone))
    to = io.BytesIO()
    writer = CsvWriter(to, [name_column(visitor.language, column) for column in COLUMNS], style)
    async for row in iterate_rows(visitor.session, visitor.language, phones=visitor.may(Grant.PHONES)):
        writer.write_row([keep_apostrophe(value) for value in row])
    writer.finish_table()
    name = f"pulldesk_organizations_{visitor.today}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(to.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
