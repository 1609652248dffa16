"""Search results, and for staff the lists of articles. Permissions are checked elsewhere."""

from bot.features.knowledge import buttons as data
from bot.features.knowledge.buttons import Shelf
from bot.views import Reader, Rendered, Row, compose, keyboards
from bot.views.pages import format_page_number
from db.models import ArticleState
from desk.knowledge import article_search, article_views
from desk.knowledge.article_search import FoundArticle
from desk.knowledge.article_views import ArticleLine, ArticleListPage
from desk.outbox import Show, Slot
from desk.policy.grants import Grant
from desk.text import RichText, shorten_line

_A_PAGE = 5
_STATES = {
    Shelf.PUBLISHED: ArticleState.PUBLISHED,
    Shelf.DRAFT: ArticleState.DRAFT,
    Shelf.WAITING: ArticleState.PUBLISHED,
    Shelf.OLD: ArticleState.OLD,
}


async def render_articles(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of results for the slot's words, or of the list that `find` names."""
    words = Slot.parse(letter.slot).key.removeprefix("?")
    if words:
        return await _render_found(reader, words, letter.page)
    if not reader.is_staff:
        return Rendered(reader.say_rich("kb-usage"))
    which = Shelf(letter.find or Shelf.ALL)
    if which is Shelf.ALL:
        return _all(reader, await _read(reader, Shelf.PUBLISHED, 1))
    return _render_state(reader, which, await _read(reader, which, letter.page))


async def _render_found(reader: Reader, words: str, page: int) -> Rendered:
    found = await article_search.search_articles(
        reader.session,
        words,
        language=reader.language,
        published_only=not reader.is_staff,
        page=page,
        size=_A_PAGE,
    )
    if not found.found:
        return Rendered(reader.say_rich("kb-nothing", words=shorten_line(words)))
    title = reader.say_rich("kb-found", words=shorten_line(found.words)) if found.corrected else RichText()
    lines: list[RichText | str] = [
        title,
        *(_hit(reader, one) for one in found.found),
        format_page_number(reader, found.page, found.pages),
    ]
    buttons = [_open(reader, one.article_id, one.title) for one in found.found]
    turning = keyboards.make_page_buttons(
        reader.language, found.page, found.pages, lambda to: data.ArticlesFound(page=to)
    )
    return Rendered(compose.join(lines, "\n\n"), (*buttons, *turning))


def _hit(reader: Reader, one: FoundArticle) -> RichText:
    spoken = "" if one.language == reader.language else reader.say("kb-language", language=one.language)
    draft = reader.say("article-state", state=one.state.value) if one.state is not ArticleState.PUBLISHED else ""
    return compose.join_lines([compose.join_dotted([compose.make_bold(one.title), spoken, draft]), one.snippet])


def _open(reader: Reader, key: int, title: str) -> Row:
    return (keyboards.make_button(reader.language, "btn-article-name", data.ArticleOpen(article=key), name=title),)


async def _read(reader: Reader, which: Shelf, page: int) -> ArticleListPage:
    return await article_views.list_by_state(
        reader.session,
        _STATES[which],
        page,
        _A_PAGE,
        language=reader.language,
        waiting=which is Shelf.WAITING,
    )


def _all(reader: Reader, shelf: ArticleListPage) -> Rendered:
    """Return the counts of all lists, and buttons to write and to open them."""
    counts = {
        Shelf.PUBLISHED: shelf.counts.get(ArticleState.PUBLISHED, 0),
        Shelf.DRAFT: shelf.counts.get(ArticleState.DRAFT, 0),
        Shelf.WAITING: shelf.waiting,
        Shelf.OLD: shelf.counts.get(ArticleState.OLD, 0),
    }
    there = [which for which, n in counts.items() if n]
    said = [reader.say("kb-count", shelf=which.value, n=counts[which]) for which in there]
    how = reader.say_rich("kb-how-admin" if reader.may(Grant.PUBLISH) else "kb-how")
    words = compose.join([compose.join_lines([reader.say_rich("kb-title"), compose.join_dotted(said)]), how], "\n\n")
    new = keyboards.make_main_button(reader.language, "btn-article-new", data.ArticleNew())
    shelves = [
        keyboards.make_button(
            reader.language, "btn-article-shelf", data.ArticlesListed(shelf=one, page=1), shelf=one.value
        )
        for one in there
    ]
    missing = [(keyboards.make_button(reader.language, "btn-article-gaps", data.ArticleGaps(page=1)),)]
    return Rendered(
        words,
        ((new,), *keyboards.arrange_rows(shelves, 2), *(missing if reader.settings.knowledge.counts_answers else ())),
    )


def _render_state(reader: Reader, which: Shelf, shelf: ArticleListPage) -> Rendered:
    title = reader.say_rich("kb-shelf", shelf=which.value)
    at = format_page_number(reader, shelf.page, shelf.pages)
    lines = [_line(reader, one) for one in shelf.lines] or [reader.say_rich("kb-shelf-empty")]
    turning = keyboards.make_page_buttons(
        reader.language, shelf.page, shelf.pages, lambda to: data.ArticlesListed(shelf=which, page=to)
    )
    back = keyboards.make_button(reader.language, "btn-article-all", data.ArticlesListed(shelf=Shelf.ALL, page=1))
    buttons = [_open(reader, one.id, one.title) for one in shelf.lines]
    return Rendered(compose.join_lines([compose.join_dotted([title, at]), *lines]), (*buttons, *turning, (back,)))


def _line(reader: Reader, one: ArticleLine) -> RichText:
    waits = reader.say("article-waits") if one.waits else ""
    return compose.join_dotted([RichText(f"• {one.title}"), waits])
