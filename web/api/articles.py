"""Articles through the API: read with the scope `articles`; written, published and archived with `articles:write`, by
their short name, so that a system that keeps its documents here sends the same again without harm."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import AfterValidator, BaseModel, Field, StringConstraints
from sqlalchemy import select
from starlette.requests import Request

from db.models import Article, ArticleAudience, ArticleState
from desk.integrations.scopes import Scope
from desk.knowledge import article_form, article_lists, article_pages, article_search, article_sync, markdown_files
from desk.knowledge.article_lists import ARTICLES, ArticleFilters, Shelf
from desk.knowledge.article_sync import ArticleChanges
from desk.policy.visibility import Readers
from desk.text import clean_text, make_plain
from desk.text.subject import LONGEST_SLUG
from web.api import reading
from web.api.caller import Caller, get_caller
from web.api.lists.following import load_following, make_page
from web.api.operations import declare_operation
from web.api.problems import ApiError, name_scope
from web.api.route import ApiRoute
from web.api.schemas.values import (
    ARTICLE_LANGUAGE,
    SLUG,
    AnswerIn,
    ApiPage,
    FromIntegration,
    Limit,
    PlaceCursor,
    Topic,
)

_A_PAGE = 20
_ANY = (Scope.ARTICLES, Scope.ARTICLES_WRITE)
_ArticleId = Annotated[int, Path(description="the id of the article", examples=[42])]
_Slug = Annotated[
    str, Path(pattern=SLUG, max_length=LONGEST_SLUG + 10, description="its short name", examples=["printer"])
]  # fmt: skip
_In = Annotated[str, Path(pattern=ARTICLE_LANGUAGE, description="of title and text", examples=["en"])]
_Line = Annotated[str, StringConstraints(max_length=500), AfterValidator(clean_text)]
_Words = Annotated[str, StringConstraints(max_length=64 * 1024), AfterValidator(clean_text)]
_Newest = Annotated[
    bool, Query(description="true: the newest words, published or not; needs articles:write")
]  # fmt: skip


class PutArticle(FromIntegration):
    """An article in a language; fields that are left out stay as they are."""

    title: _Line | None = Field(None, description="one line; needed for a new one or a new language")
    text: _Words | None = Field(
        None, description="as Markdown: bold, links, lists and code become formatting", examples=["Push it **in**."]
    )
    topic: Topic | None = None
    keywords: list[_Line] | None = Field(None, max_length=100, description="words that people use for it")
    audience: ArticleAudience | None = Field(None, description="team: requesters never see it")
    state: ArticleState | None = Field(
        None, description="published: these words are read from now on; old: it is archived; draft: the words wait"
    )


class ArticleFound(BaseModel):
    """An article of the list."""

    id: int = Field(description="of the article, see GET /v1/articles/{number}")
    slug: str = Field(description="its short name, by which it is written")
    title: str = Field(description="in the language that was asked for, or the other one")
    snippet: str | None = Field(None, description="the part with the words that were searched; null: without words")
    audience: ArticleAudience = Field(description="team: a runbook, for tokens with the scope notes alone")


class ArticleList(ApiPage[ArticleFound]):
    """Articles that match, best first; without words, those that were changed last."""


class ArticleWhole(BaseModel):
    """An article in a language: its published version, or the newest."""

    id: int = Field(description="of the article")
    slug: str = Field(description="its short name, by which it is written")
    language: str = Field(description="in which title and text are")
    languages: list[str] = Field(description="in which it can be read")
    title: str = Field(description="one line")
    text: str = Field(description="plain text, with the addresses of links")
    markdown: str = Field(description="the same with its formatting, as it is written")
    topic: str | None = Field(description="the name of its topic; null: none")
    topic_id: int | None = Field(description="the id of its topic; null: none")
    keywords: list[str] = Field(description="words that people use for it")
    state: ArticleState = Field(description="draft, published, or old: archived")
    waits: bool = Field(description="true: newer words than the published ones wait")
    at: datetime = Field(description="when this version was written")
    audience: ArticleAudience = Field(description="team: a runbook, which requesters never see")


class ArticlesWanted(FromIntegration):
    """Which articles are read."""

    q: str = Field("", max_length=200, description="words of the title or the text; of published articles alone")
    language: AnswerIn = "en"
    state: ArticleState = Field(
        ArticleState.PUBLISHED, description="other than published: needs articles:write, and no words"
    )
    cursor: PlaceCursor | None = None
    limit: Limit = _A_PAGE


def make_router() -> APIRouter:
    """Return the routes of articles."""
    made = APIRouter(prefix="/v1/articles", tags=["Articles"], route_class=ApiRoute)
    add, write = made.add_api_route, declare_operation(Scope.ARTICLES_WRITE, may=(404, 405, 409, 415))
    add("", list_articles, methods=["GET"], **declare_operation(*_ANY))
    add("/{number}", get_article, methods=["GET"], **declare_operation(*_ANY, may=(404, 405)))
    add("/{slug}/{language}", put_article, methods=["PUT"], **write)
    add("/{number}/publish", publish_article, methods=["POST"], **write)
    add("/{number}", archive_article, methods=["DELETE"], status_code=204, **write)
    return made


async def list_articles(request: Request, wanted: Annotated[ArticlesWanted, Query()]) -> ArticleList:
    """Search published articles; without words, list those that were changed last. Those for the team need the scope
    notes too, or `articles:write`."""
    caller = get_caller(request)
    session, spoken = caller.session, caller.choose_language(wanted.language)
    words = " ".join(wanted.q.replace("\x00", " ").split())
    if wanted.state is not ArticleState.PUBLISHED:
        _require_author(caller, "state")
        if words:
            raise ApiError(422, "request", "q finds published articles only: leave state out", where="query.state")
    if words:
        best = await article_search.find_articles(
            session, words, language=spoken, readers=_get_readers(caller), limit=wanted.limit
        )
        return await _show(caller, [(one.article_id, one.title, one.snippet, one.audience) for one in best])
    readers = _get_readers(caller) if wanted.state is ArticleState.PUBLISHED else Readers.AUTHORS
    chosen = ARTICLES.choose(readers, ArticleFilters(Shelf(wanted.state.value)))
    page = await load_following(caller, chosen, wanted.cursor, wanted.limit, select(Article))
    titles = await article_lists.find_titles(session, [one.id for one in page.lines], spoken)
    found = [(one.id, titles.get(one.id, one.slug), None, one.audience) for one in page.lines]
    return await _show(caller, found, page.cursor)


async def get_article(
    request: Request, number: _ArticleId, language: AnswerIn = "en", newest: _Newest = False
) -> ArticleWhole:
    """Read a published article, in a language, or in the other one where it is not written in that one."""
    caller = get_caller(request)
    if newest:
        _require_author(caller, "newest")
    readers = Readers.AUTHORS if newest else _get_readers(caller)
    return await _load(caller, number, caller.choose_language(language), readers)


async def put_article(request: Request, slug: _Slug, language: _In, given: PutArticle) -> ArticleWhole:
    """Create or change an article in a language. The same once more changes nothing; earlier words stay as versions."""
    caller = get_caller(request)
    await reading.require_topic(caller, given.topic)
    body = markdown_files.read_field(given.text) if given.text is not None else None
    changes = ArticleChanges(given.title, body, given.topic, given.keywords, given.audience, given.state)
    key = await article_sync.put_article(caller.make_desk(None), slug, language, changes)
    return await _load(caller, key, language, Readers.AUTHORS)


async def publish_article(request: Request, number: _ArticleId) -> ArticleWhole:
    """Publish the newest words of an article, in each language."""
    caller = get_caller(request)
    await _load(caller, number, caller.rules.locale, Readers.AUTHORS)
    await article_form.publish_article(caller.make_desk(None), number, None)
    return await _load(caller, number, caller.rules.locale, Readers.AUTHORS)


async def archive_article(request: Request, number: _ArticleId) -> None:
    """Archive an article: nobody finds or reads it any more. Publishing brings it back."""
    caller = get_caller(request)
    if (await _load(caller, number, caller.rules.locale, Readers.AUTHORS)).state is not ArticleState.OLD:
        await article_form.archive_article(caller.make_desk(None), number)


async def _load(caller: Caller, number: int, language: str, readers: Readers) -> ArticleWhole:
    """Return an article. Raises ApiError 404."""
    page = await article_pages.load_article_page(caller.session, number, readers=readers, language=language)
    if page is None:
        raise ApiError(404, "no-such-article")
    return ArticleWhole(
        id=page.id, slug=page.slug, language=page.language, languages=list(page.languages), title=page.title,
        text=make_plain(page.body), markdown=markdown_files.write_markdown(page.body), topic=page.topic,
        topic_id=page.category_id, keywords=list(page.keywords), state=page.state, waits=page.waits, at=page.at,
        audience=page.audience,
    )  # fmt: skip


async def _show(
    caller: Caller, found: Sequence[tuple[int, str, str | None, ArticleAudience]], cursor: str | None = None
) -> ArticleList:
    slugs = await article_lists.find_slugs(caller.session, [key for key, *_ in found])
    items = [
        ArticleFound(id=key, slug=slugs[key], title=title, snippet=said, audience=to) for key, title, said, to in found
    ]
    return ArticleList(**make_page(items, cursor))


def _get_readers(caller: Caller) -> Readers:
    """Return whom the token reads published articles as: runbooks are for those that read notes of the team, or write
    articles."""
    is_of_team = caller.bearer.has_scope(Scope.NOTES) or caller.bearer.has_scope(Scope.ARTICLES_WRITE)
    return Readers.TEAM if is_of_team else Readers.EVERYBODY


def _require_author(caller: Caller, parameter: str) -> None:
    """Raise ApiError 403 for a token that only reads."""
    if not caller.bearer.has_scope(Scope.ARTICLES_WRITE):
        raise ApiError(403, "scope", f"{parameter} needs {name_scope(Scope.ARTICLES_WRITE)}")
