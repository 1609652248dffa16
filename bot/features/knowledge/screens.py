"""One article as readers see it, and as staff see it with its buttons. Permissions are checked elsewhere."""

from bot.features.knowledge import buttons as data
from bot.views import Reader, Rendered, RenderedButton, RenderedFile, Row, Style, compose, keyboards
from bot.views.pages import cut_shown_page, format_page_number
from db.models import ArticleAudience, ArticleState
from desk.i18n import LANGUAGES
from desk.knowledge import article_lists, article_pages, article_search
from desk.knowledge.article_lists import ARTICLES, ArticleFilters, ArticleLine, Shelf
from desk.knowledge.article_pages import ArticleFile, ArticlePage
from desk.knowledge.article_replies import ArticlePart, ArticleQuestion
from desk.knowledge.article_search import FoundArticle
from desk.listing import Page
from desk.outbox import Show
from desk.policy import visibility
from desk.policy.permissions import Grant
from desk.policy.visibility import Readers
from desk.text import RichText, shorten_line
from desk.topics import editing

_LIST_A_PAGE = 5


async def render_articles(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of results for the slot's words, or of the list that `find` names."""
    words = letter.key.removeprefix("?")
    if words:
        return await _render_found(reader, words, letter.page)
    if not reader.is_staff:
        return Rendered(reader.say_rich("kb-usage"))
    which = Shelf(letter.find or Shelf.ALL)
    if which is Shelf.ALL:
        return await _render_all(reader)
    page = await article_lists.load_lines(reader.session, which, letter.page, _LIST_A_PAGE, reader.language)
    return _render_state(reader, which, page)


async def _render_found(reader: Reader, words: str, page: int) -> Rendered:
    found = await article_search.search_articles(
        reader.session,
        words,
        language=reader.language,
        readers=visibility.choose_readers(reader.person),
        page=page,
        size=_LIST_A_PAGE,
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
    turning = keyboards.make_page_buttons(reader, found.page, found.pages, lambda to: data.ArticlesFound(page=to))
    return Rendered(compose.join(lines, "\n\n"), (*buttons, *turning))


def _hit(reader: Reader, one: FoundArticle) -> RichText:
    spoken = "" if one.language == reader.language else reader.say("kb-language", language=one.language)
    draft = reader.say("article-state", state=one.state.value) if one.state is not ArticleState.PUBLISHED else ""
    marks: list[RichText | str] = [compose.make_bold(one.title), spoken, draft, _for_team(reader, one.audience)]
    return compose.join_lines([compose.join_dotted(marks), one.snippet])


def _for_team(reader: Reader, audience: ArticleAudience) -> str:
    return reader.say("article-for-team") if audience is ArticleAudience.TEAM else ""


def _open(reader: Reader, key: int, title: str) -> Row:
    return (reader.make_button("btn-article-name", data.ArticleOpen(article=key), name=title),)


async def _render_all(reader: Reader) -> Rendered:
    """Return the counts of all lists, and buttons to write and to open them."""
    each = {one: ArticleFilters(one) for one in Shelf if one is not Shelf.ALL}
    counts = await ARTICLES.count_each(reader.session, Readers.AUTHORS, each)
    there = [which for which, n in counts.items() if n]
    said = [reader.say("kb-count", shelf=which.value, n=counts[which]) for which in there]
    how = reader.say_rich("kb-how")
    words = compose.join([compose.join_lines([reader.say_rich("kb-title"), compose.join_dotted(said)]), how], "\n\n")
    new = reader.make_main_button("btn-article-new", data.ArticleNew())
    shelves = [
        reader.make_button("btn-article-shelf", data.ArticlesListed(shelf=one, page=1), shelf=one.value)
        for one in there
    ]
    return Rendered(words, ((new,), *keyboards.arrange_rows(shelves, 2)))


def _render_state(reader: Reader, which: Shelf, shelf: Page[ArticleLine]) -> Rendered:
    title = reader.say_rich("kb-shelf", shelf=which.value)
    at = format_page_number(reader, shelf.page, shelf.pages)
    lines = [_line(reader, one) for one in shelf.lines] or [reader.say_rich("kb-shelf-empty")]
    turning = keyboards.make_page_buttons(
        reader, shelf.page, shelf.pages, lambda to: data.ArticlesListed(shelf=which, page=to)
    )
    back = reader.make_button("btn-article-all", data.ArticlesListed(shelf=Shelf.ALL, page=1))
    buttons = [_open(reader, one.id, one.title) for one in shelf.lines]
    return Rendered(compose.join_lines([compose.join_dotted([title, at]), *lines]), (*buttons, *turning, (back,)))


def _line(reader: Reader, one: ArticleLine) -> RichText:
    waits = reader.say("article-waits") if one.waits else ""
    return compose.join_dotted([RichText(f"• {one.title}"), waits, _for_team(reader, one.audience)])


_TOPICS = 5


async def render_article(reader: Reader, letter: Show) -> Rendered | None:
    """Render the article that the slot names, in the language of the letter or of the reader."""
    page = await _page(reader, letter)
    if page is None:
        return Rendered(reader.say_rich("article-gone"))
    files = tuple(_file(-n, file) for n, file in enumerate(page.files, start=1))
    if reader.is_staff:
        return Rendered(_as_staff(reader, page), _staff_buttons(reader, page), files)
    other = (
        "" if page.language == reader.language else reader.say_rich("article-other-language", language=page.language)
    )
    words = compose.join([compose.make_bold(page.title), page.body, other], "\n\n")
    buttons = [_in(reader, page, one) for one in page.languages if one != page.language]
    return Rendered(words, keyboards.arrange_rows(buttons, 2), files)


async def _page(reader: Reader, letter: Show) -> ArticlePage | None:
    key = letter.key
    return await article_pages.load_article_page(
        reader.session,
        int(key),
        readers=visibility.choose_readers(reader.person),
        language=letter.find or reader.language,
    )


def _as_staff(reader: Reader, page: ArticlePage) -> RichText:
    by = reader.say("article-by", name=page.by, version=page.version) if page.by else ""
    head = compose.join_dotted(
        [
            reader.say_rich("article-head", state=page.state.value, waits=str(page.waits).lower()),
            _for_team(reader, page.audience),
            by,
        ]
    )
    source = reader.say("article-source", number=page.source) if page.source else ""
    about = compose.join_lines(
        [
            reader.say_rich("article-topic", name=page.topic) if page.topic else "",
            reader.say_rich("article-keywords", words=", ".join(page.keywords)) if page.keywords else "",
            source,
        ]
    )
    body = page.body or reader.say_rich("article-no-body")
    return compose.join([head, compose.make_bold(page.title), body, about], "\n\n")


def _staff_buttons(reader: Reader, page: ArticlePage) -> tuple[Row, ...]:
    """Return at most eight buttons."""
    language, key = page.language, page.id
    asks = (
        (ArticlePart.TITLE, "btn-article-title"),
        (ArticlePart.TEXT, "btn-article-text"),
        (ArticlePart.KEYWORDS, "btn-article-keywords"),
    )
    writing = tuple(
        reader.make_button(label, data.ArticleAsk(article=key, wanted=wanted, language=language))
        for wanted, label in asks
    )
    topic = reader.make_button("btn-article-topic", data.ArticleTopics(article=key, page=1))
    others = [_in(reader, page, one) for one in LANGUAGES if one != language]
    return tuple(row for row in (_public(reader, page), writing, (topic, *others), _away(reader, page)) if row)


def _public(reader: Reader, page: ArticlePage) -> Row:
    """Return the button to publish or propose, if there is anything new for readers."""
    if not page.body or (page.state is ArticleState.PUBLISHED and not page.waits):
        return ()
    if reader.may(Grant.PUBLISH):
        publish = data.ArticlePublish(article=page.id, revision=page.revision)
        return (reader.make_button("btn-article-publish", publish, style=Style.SUCCESS),)
    return (reader.make_main_button("btn-article-propose", data.ArticlePropose(article=page.id)),)


def _away(reader: Reader, page: ArticlePage) -> Row:
    may = page.state is ArticleState.DRAFT or (reader.may(Grant.PUBLISH) and page.state is ArticleState.PUBLISHED)
    return (reader.make_button("btn-article-retire", data.ArticleRetire(article=page.id)),) if may else ()


def _in(reader: Reader, page: ArticlePage, language: str) -> RenderedButton:
    """Return the button to read the article in a language, or for staff to write it there."""
    if language in page.languages:
        read = data.ArticleIn.model_validate({"article": page.id, "language": language})
        return reader.make_button("btn-article-in", read, language=language)
    write = {"article": page.id, "wanted": ArticlePart.TITLE, "language": language}
    return reader.make_button("btn-article-add", data.ArticleAsk.model_validate(write), language=language)


def _file(key: int, file: ArticleFile) -> RenderedFile:
    return RenderedFile(key, file.kind, file.name, file.mime, file.size, file.seconds, file.file_id)


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for a part of an article."""
    question = ArticleQuestion.parse(letter.key)
    if question is None:
        return None
    title = ""
    if question.article_id:
        titles = await article_lists.find_titles(reader.session, [question.article_id], question.language)
        title = titles.get(question.article_id, "")
    about = compose.make_bold(title) if title else RichText()
    asked = reader.say_rich(f"article-ask-{question.wanted.value}", language=question.language)
    return Rendered(compose.join([about, asked], "\n"))


async def render_topics(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of topics to choose from, and the choice of readers."""
    key = int(letter.key)
    page = await _page(reader, letter)
    if page is None:
        return Rendered(reader.say_rich("article-gone"))
    readers = _other_readers(reader, page)
    all_of_them = [one for one in await editing.load_tree(reader.session) if not one.is_group]
    if not all_of_them:
        return Rendered(reader.say_rich("article-no-topics"), (readers,))
    listed = cut_shown_page(
        reader, all_of_them, letter.page, _TOPICS, lambda to: data.ArticleTopics(article=key, page=to)
    )
    buttons = [
        reader.make_button(
            "btn-article-name",
            data.ArticleTopic(article=key, category=one.id),
            name=one.get_name(reader.language),
        )
        for one in listed.shown
    ]
    none = reader.make_button("btn-article-no-topic", data.ArticleTopic(article=key, category=0))
    return Rendered(
        reader.say_rich("article-which-topic"),
        (*keyboards.arrange_rows(buttons, 1), *listed.turning, (none,), readers),
    )


def _other_readers(reader: Reader, page: ArticlePage) -> Row:
    other = ArticleAudience.TEAM if page.audience is ArticleAudience.EVERYBODY else ArticleAudience.EVERYBODY
    choose = data.ArticleReaders(article=page.id, audience=other, sure=0)
    return (reader.make_button("btn-article-audience", choose, audience=other.value),)
