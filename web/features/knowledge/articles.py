"""The list of articles by state, topic and search; new articles, also from a search without results."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk.knowledge import article_checks, article_form, article_from_ticket, article_search
from desk.knowledge.article_form import ArticleEdit, Description, TextField
from desk.knowledge.article_lists import ARTICLES, ArticleFilters, Shelf
from desk.listing import read_filters, write_address
from desk.policy.visibility import Readers
from desk.queries.panel import articles
from desk.text import clean_text
from desk.text.typed_digits import parse_digits
from web.context import Visitor, WebContext
from web.features.answers.section import (
    list_topics,
    parse_article_edit,
    parse_next_step,
    read_form,
    say_refusal,
    show_section,
    try_verb,
)
from web.panel import repeated_forms
from web.panel.page_forms import Id
from web.panel.page_route import PageRoute
from web.panel.pages import tell


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/answers")
    async def articles(request: Request, page: int = 1) -> Response:
        """Show the list."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_list(ctx, visitor, read_filters(ArticleFilters(), request.query_params), page)

    @made.get("/answers/new")
    async def new(request: Request, title: str = "", topic: str = "") -> Response:
        """Show an empty form; a search without results is its title."""
        async with ctx.admit_visitor(request) as visitor:
            begun = {visitor.language: TextField(clean_text(title)[: article_checks.LONGEST_TITLE])}
            return await _show_new(ctx, visitor, ArticleEdit(0, begun, Description(parse_digits(topic))))

    @made.post("/answers/new")
    async def make(request: Request) -> Response:
        """Create an article."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            form = repeated_forms.extend_key(given.get(repeated_forms.FIELD, ""), sorted(given.items()))
            if (again := await repeated_forms.find_earlier_answer(visitor, form)) is not None:
                return again
            wanted = parse_article_edit(given)
            key, refused = await try_verb(
                visitor, article_form.create_article(visitor.desk, wanted, parse_next_step(given))
            )
            if refused is not None or key is None:
                return await _show_new(ctx, visitor, wanted, wrong=say_refusal(visitor, refused), status=422)
            what = parse_next_step(given).value
            return await tell(visitor, f"/answers/{key}", "page-answers-done", form, what=what)

    @made.post("/answers/from/{ticket}")
    async def from_solved(request: Request, ticket: Id) -> Response:
        """Create a draft from a request and its resolution."""
        given = await read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            form = repeated_forms.extend_key(given.get(repeated_forms.FIELD, ""), ticket)
            if (again := await repeated_forms.find_earlier_answer(visitor, form)) is not None:
                return again
            drafted, refused = await try_verb(visitor, article_from_ticket.draft_from_ticket(visitor.desk, ticket))
            if refused is not None or drafted is None:
                empty = ArticleEdit(0, {}, Description())
                return await _show_new(ctx, visitor, empty, wrong=say_refusal(visitor, refused), status=409)
            return await tell(visitor, f"/answers/{drafted.article_id}", "page-answers-done", form, what="keep")

    return made


async def _show_list(ctx: WebContext, visitor: Visitor, asked: ArticleFilters, page: int) -> Response:
    session, language = visitor.session, visitor.language
    sought = None
    if asked.q:
        best = await article_search.find_articles(
            session, asked.q, language=language, readers=Readers.AUTHORS, limit=article_search.MOST_FOUND
        )
        sought = asked.q, [one.article_id for one in best if one.score >= article_search.FITS]
    each = {one: replace(asked, state=one, sought=sought) for one in Shelf}
    counts = await ARTICLES.count_each(session, Readers.AUTHORS, each)
    chosen = ARTICLES.choose(Readers.AUTHORS, each[asked.state])
    found = await chosen.load_page(session, page, articles.A_PAGE, articles.SHOWN)
    return show_section(
        ctx, visitor, "articles", "knowledge/articles.html",
        found=found.show(await articles.make_rows(session, found.lines, language)), counts=counts,
        shelf=asked.state, shelves=list(Shelf), topic=asked.topic, topics=await list_topics(visitor),
        words_typed=asked.q, here=write_address("/answers", asked, ""),
    )  # fmt: skip


async def _show_new(
    ctx: WebContext, visitor: Visitor, typed_: ArticleEdit, *, wrong: str = "", status: int = 200
) -> Response:
    return show_section(
        ctx, visitor, "articles", "knowledge/article.html",
        status=status, one=None, typed=typed_, stored=ArticleEdit(0, {}),
        wrong=wrong, clashing=(), topics=await list_topics(visitor), describes=True, versions=[], loses=False,
    )  # fmt: skip
