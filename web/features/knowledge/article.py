"""One article: both languages side by side, edited, proposed, published, archived; its versions.

A person who saves over another person's change sees both texts.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from db.models import ArticleState
from desk import EditConflict, Refused
from desk.i18n import LANGUAGES
from desk.knowledge import article_form, article_pages
from desk.knowledge import articles as verbs
from desk.knowledge.article_form import ArticleEdit
from desk.policy.permissions import Grant
from desk.queries.panel import articles
from desk.text.typed_digits import parse_digits
from web.context import Visitor, WebContext
from web.features.answers.section import (
    answer_not_found,
    can_lose_formatting,
    list_topics,
    make_fields,
    merge_after_clash,
    parse_article_edit,
    parse_next_step,
    read_form,
    say_refusal,
    show_section,
    try_verb,
)
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute
from web.panel.pages import tell

_MOST_VERSIONS = 30


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/answers/{article_id:id}")
    async def article(request: Request, article_id: Id) -> Response:
        """Show the page."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_article(ctx, visitor, article_id)

    @made.post("/answers/{article_id:id}")
    async def write(request: Request, article_id: Id) -> Response:
        """Save what differs; then propose or publish it."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            wanted, then = parse_article_edit(given), parse_next_step(given)
            _, refused = await try_verb(visitor, article_form.edit_article(visitor.desk, article_id, wanted, then))
            return await _redirect_or_show(ctx, visitor, article_id, refused, then.value, typed=wanted)

    @made.post("/answers/{article_id:id}/retire")
    async def retire(request: Request, article_id: Id) -> Response:
        """Archive the article."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            _, refused = await try_verb(visitor, article_form.archive_article(visitor.desk, article_id))
            return await _redirect_or_show(ctx, visitor, article_id, refused, "retired")

    @made.get("/answers/{article_id:id}/{language}/{version:id}")
    async def version(request: Request, article_id: Id, language: str, version: int) -> Response:
        """Show an earlier version."""
        async with ctx.admit_visitor(request) as visitor:
            one = await articles.load_article(visitor.session, article_id, visitor.language)
            known = language in LANGUAGES
            before = await articles.load_version(visitor.session, article_id, language, version) if known else None
            if one is None or before is None:
                return answer_not_found()
            return show_section(
                ctx, visitor, "articles", "knowledge/version.html", one=one, before=before, in_language=language
            )

    @made.post("/answers/{article_id:id}/take")
    async def take(request: Request, article_id: Id) -> Response:
        """Restore an earlier version."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            language, which = given.get("language", ""), parse_digits(given.get("version", "")) or 0
            if language not in LANGUAGES or which >= articles.MOST_VERSIONS:
                return answer_not_found()
            _, refused = await try_verb(visitor, verbs.take_version(visitor.desk, article_id, language, which))
            return await _redirect_or_show(ctx, visitor, article_id, refused, "taken")

    return made


async def _redirect_or_show(
    ctx: WebContext, visitor: Visitor, article_id: int, refused: Refused | None, done: str, *,
    typed: ArticleEdit | None = None,
) -> Response:  # fmt: skip
    if refused is None:
        return await tell(visitor, f"/answers/{article_id}", "page-answers-done", what=done)
    return await _show_article(ctx, visitor, article_id, refused=refused, typed=typed)


async def _show_article(
    ctx: WebContext, visitor: Visitor, article_id: int, *, refused: Refused | None = None,
    typed: ArticleEdit | None = None,
) -> Response:  # fmt: skip
    one = await articles.load_article(visitor.session, article_id, visitor.language)
    if one is None:
        return answer_not_found()
    stored, clash = make_fields(one), refused if isinstance(refused, EditConflict) else None
    filled = typed or stored
    if clash is not None:
        filled = merge_after_clash(stored, filled, clash)
    return show_section(
        ctx, visitor, "articles", "knowledge/article.html",
        status=409 if clash is not None else 422 if refused is not None else 200,
        one=one, typed=filled, stored=stored, wrong=say_refusal(visitor, refused),
        clashing=clash.clashing if clash is not None else (), topics=await list_topics(visitor),
        describes=visitor.may(Grant.PUBLISH) or one.state is not ArticleState.PUBLISHED,
        versions=await article_pages.list_versions(visitor.session, article_id, most=_MOST_VERSIONS),
        loses=can_lose_formatting(one),
    )  # fmt: skip
