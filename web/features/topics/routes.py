"""The tree of topics as a file, checked first and then imported as a whole, and the suggested topics. The verbs check
again that an admin does it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Query
from pydantic import Field
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Desk, Refused
from desk.files import reading, store
from desk.metrics.table_writers import write_texts
from desk.policy.permissions import Grant
from desk.topics import editing, offered_topics, tree_file
from desk.topics.tree_file import TreePlan
from web.context import Visitor, WebContext
from web.files.places import make_session_owner
from web.files.sources import receive_form
from web.panel import repeated_forms
from web.panel.page_forms import PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, show_page, try_verb


class _GivenFile(PageForm):
    """A form of these pages: nothing, or the file that was checked."""

    form: str = ""
    once: str = ""
    blob: Annotated[int, Field(ge=0, lt=2**63)] = 0
    sha: Annotated[str, Field(max_length=64)] = ""


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.post("/topics/offered")
    async def use_offered(request: Request, given: Annotated[_GivenFile, Form()]) -> Response:
        """Add the topics suggested to a desk without any."""
        return await _change_tree(ctx, request, given, lambda visitor: offered_topics.add_offered(visitor.desk))

    _add_files(ctx, made)

    return made


def _add_files(ctx: WebContext, made: APIRouter) -> None:
    """Add the tree as a file: checked first, then imported as a whole; exported in the same form."""

    @made.get("/topics/import")
    async def show_import(
        request: Request, blob: Annotated[int, Query(ge=0, lt=2**63)] = 0, sha: str = ""
    ) -> Response:  # fmt: skip
        """Show which file can be imported, or what importing the one that was checked would do."""
        async with ctx.admit_visitor(request) as visitor:
            visitor.require(Grant.TOPICS)
            plans: list[TreePlan] = []
            wrong = await try_verb(visitor, _preview(visitor.desk, blob, sha, plans)) if blob else ""
            return await _show_import(ctx, visitor, wrong=wrong, plan=plans[0] if plans else None, blob=blob, sha=sha)

    @made.post("/topics/import")
    async def check(request: Request) -> Response:
        """Store the file for a day and lead to what importing it would do."""
        async with ctx.identify_visitor(request) as visitor:
            visitor.require(Grant.TOPICS)
            owner = make_session_owner(visitor.session_id)
        async with (
            receive_form(ctx, request, owner) as brought,
            ctx.admit_visitor(request, form=brought.get_text("form")) as visitor,
        ):
            visitor.require(Grant.TOPICS)
            return await _check_file(ctx, visitor, brought.files)

    @made.post("/topics/import/do")
    async def do_import(request: Request, given: Annotated[_GivenFile, Form()]) -> Response:
        """Import a file that was checked."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            visitor.require(Grant.TOPICS)
            wrong = await try_verb(visitor, _import(visitor.desk, given))
            return await _show_import(ctx, visitor, wrong=wrong) if wrong else RedirectResponse("/topics", 303)

    @made.post("/topics.csv")
    async def export(request: Request, given: Annotated[_GivenFile, Form()]) -> Response:
        """Return the tree as a file that can be imported again; audited."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            content = write_texts(await tree_file.export_tree(visitor.desk, visitor.language), visitor.language)
            headers = {"Content-Disposition": f'attachment; filename="topics-{visitor.now:%Y-%m-%d}.csv"'}
            return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def _check_file(ctx: WebContext, visitor: Visitor, files: Sequence[UploadFile]) -> Response:
    if not files:
        return await _show_import(ctx, visitor, wrong=make_words(visitor).say("import-no-file"))
    content = await files[0].read(tree_file.MOST_BYTES + 1)
    try:
        await tree_file.preview_tree(visitor.desk, content)
    except Refused as refused:
        return await _show_import(ctx, visitor, wrong=make_words(visitor).say(refused.key, **refused.args_))
    blob, sha = await store.store_checked(visitor.session, content, visitor.now)
    return RedirectResponse(f"/topics/import?blob={blob}&sha={sha}", 303)


async def _preview(desk: Desk, blob: int, sha: str, plans: list[TreePlan]) -> None:
    plans.append(await tree_file.preview_tree(desk, await _read_file(desk, blob, sha)))


async def _import(desk: Desk, given: _GivenFile) -> None:
    await tree_file.import_tree(desk, await _read_file(desk, given.blob, given.sha))


async def _read_file(desk: Desk, blob: int, sha: str) -> bytes:
    """Return a file that was checked. Raises Refused."""
    content = await reading.read_checked(desk.session, blob, sha)
    if content is None:
        raise Refused("import-file-gone")
    return content


async def _show_import(
    ctx: WebContext, visitor: Visitor, *, wrong: str = "", plan: TreePlan | None = None, blob: int = 0, sha: str = ""
) -> Response:
    visitor.require(Grant.TOPICS)
    return show_page(
        ctx, visitor, "topics/import.html", status=422 if wrong else 200, wrong=wrong, plan=plan, blob=blob, sha=sha,
        columns=", ".join(tree_file.name_columns(visitor.language)),
        is_empty=not await editing.load_rows(visitor.session),
    )  # fmt: skip


async def _change_tree(
    ctx: WebContext, request: Request, given: _GivenFile, verb: Callable[[Visitor], Awaitable[object]]
) -> Response:
    async with ctx.admit_visitor(request, form=given.form) as visitor:
        visitor.require(Grant.TOPICS)
        sent = repeated_forms.extend_key(given.once, given.model_dump_json())
        if (again := await repeated_forms.find_earlier_answer(visitor, sent)) is not None:
            return again
        wrong = await try_verb(visitor, verb(visitor))
        if wrong:
            return await _show_import(ctx, visitor, wrong=wrong)
        await repeated_forms.remember_answer(visitor, sent, "/topics")
    return RedirectResponse("/topics", 303)
