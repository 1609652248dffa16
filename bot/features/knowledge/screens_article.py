"""One article as readers see it, and as staff see it with its buttons. Permissions are checked elsewhere."""

from bot.features.knowledge import buttons as data
from bot.views import Reader, Rendered, RenderedButton, RenderedFile, Row, Style, compose, keyboards
from bot.views.pages import cut_shown_page
from db.models import ArticleState
from desk.i18n import LANGUAGES
from desk.knowledge import article_views
from desk.knowledge.article_dialog import ArticlePart, ArticleQuestion
from desk.knowledge.article_views import ArticleFile, ArticlePage, ArticleVersion
from desk.outbox import Show, Slot
from desk.policy.grants import Grant
from desk.text import RichText
from desk.topics import tree

_VERSIONS = 6
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
    key = Slot.parse(letter.slot).key
    language, _, version = (letter.find or reader.language).partition(".")
    return await article_views.load_article_page(
        reader.session,
        int(key),
        staff=reader.is_staff,
        language=language,
        version=int(version) if version.isdigit() else None,
    )


def _as_staff(reader: Reader, page: ArticlePage) -> RichText:
    by = reader.say("article-by", name=page.by, version=page.version) if page.by else ""
    head = compose.join_dotted(
        [reader.say_rich("article-head", state=page.state.value, waits=str(page.waits).lower()), by]
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
        keyboards.make_button(reader.language, label, data.ArticleAsk(article=key, wanted=wanted, language=language))
        for wanted, label in asks
    )
    topic = keyboards.make_button(reader.language, "btn-article-topic", data.ArticleTopics(article=key, page=1))
    versions = keyboards.make_button(reader.language, "btn-article-versions", data.ArticleVersions(article=key))
    others = [_in(reader, page, one) for one in LANGUAGES if one != language]
    return tuple(
        row for row in (_public(reader, page), writing, (topic, *others, versions), _away(reader, page)) if row
    )


def _public(reader: Reader, page: ArticlePage) -> Row:
    """Return the button to publish or propose, if there is anything new for readers."""
    if not page.body or (page.state is ArticleState.PUBLISHED and not page.waits):
        return ()
    if reader.may(Grant.PUBLISH):
        publish = data.ArticlePublish(article=page.id, revision=page.revision)
        return (keyboards.make_button(reader.language, "btn-article-publish", publish, style=Style.SUCCESS),)
    return (keyboards.make_main_button(reader.language, "btn-article-propose", data.ArticlePropose(article=page.id)),)


def _away(reader: Reader, page: ArticlePage) -> Row:
    may = page.state is ArticleState.DRAFT or (reader.may(Grant.PUBLISH) and page.state is ArticleState.PUBLISHED)
    return (
        (keyboards.make_button(reader.language, "btn-article-retire", data.ArticleRetire(article=page.id)),)
        if may
        else ()
    )


def _in(reader: Reader, page: ArticlePage, language: str) -> RenderedButton:
    """Return the button to read the article in a language, or for staff to write it there."""
    if language in page.languages:
        read = data.ArticleIn.model_validate({"article": page.id, "language": language})
        return keyboards.make_button(reader.language, "btn-article-in", read, language=language)
    write = {"article": page.id, "wanted": ArticlePart.TITLE, "language": language}
    return keyboards.make_button(
        reader.language, "btn-article-add", data.ArticleAsk.model_validate(write), language=language
    )


def _file(key: int, file: ArticleFile) -> RenderedFile:
    return RenderedFile(key, file.kind, file.name, file.mime, file.size, file.seconds, file.file_id)


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for a part of an article."""
    question = ArticleQuestion.parse(Slot.parse(letter.slot).key)
    if question is None:
        return None
    title = ""
    if question.article_id:
        titles = await article_views.find_titles(reader.session, [question.article_id], question.language)
        title = titles.get(question.article_id, "")
    about = compose.make_bold(title) if title else RichText()
    asked = reader.say_rich(f"article-ask-{question.wanted.value}", language=question.language)
    return Rendered(compose.join([about, asked], "\n"))


async def render_topics(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of topics to choose from."""
    key = int(Slot.parse(letter.slot).key)
    all_of_them = [one for one in await tree.load_tree(reader.session) if not one.is_group]
    if not all_of_them:
        return Rendered(reader.say_rich("article-no-topics"))
    listed = cut_shown_page(
        reader, all_of_them, letter.page, _TOPICS, lambda to: data.ArticleTopics(article=key, page=to)
    )
    buttons = [
        keyboards.make_button(
            reader.language,
            "btn-article-name",
            data.ArticleTopic(article=key, category=one.id),
            name=one.get_name(reader.language),
        )
        for one in listed.shown
    ]
    none = keyboards.make_button(reader.language, "btn-article-no-topic", data.ArticleTopic(article=key, category=0))
    return Rendered(
        reader.say_rich("article-which-topic"), (*keyboards.arrange_rows(buttons, 1), *listed.turning, (none,))
    )


async def render_versions(reader: Reader, letter: Show) -> Rendered | None:
    """Render the list of earlier versions, or one of them with a button to restore it."""
    key = int(Slot.parse(letter.slot).key)
    if letter.find:
        return await _one_version(reader, letter, key)
    found = await article_views.list_versions(reader.session, key, most=_VERSIONS)
    if not found:
        return Rendered(reader.say_rich("article-gone"))
    lines = [reader.say_rich("article-versions-title"), *(_version(reader, one) for one in found)]
    buttons = [
        keyboards.make_button(
            reader.language,
            "btn-article-version",
            data.ArticleVersionShown.model_validate({"article": key, "language": one.language, "version": one.version}),
            language=one.language,
            n=one.version,
        )
        for one in found
    ]
    return Rendered(compose.join_lines(lines), keyboards.arrange_rows(buttons, 3))


async def _one_version(reader: Reader, letter: Show, key: int) -> Rendered | None:
    page = await _page(reader, letter)
    if page is None:
        return Rendered(reader.say_rich("article-gone"))
    head = reader.say_rich("article-version-head", n=page.version, name=page.by or "–", language=page.language)
    taken = {"article": key, "language": page.language, "version": page.version}
    take = keyboards.make_button(reader.language, "btn-article-take", data.ArticleVersionTaken.model_validate(taken))
    back = keyboards.make_button(reader.language, "btn-article-versions", data.ArticleVersions(article=key))
    words = compose.join([head, compose.make_bold(page.title), page.body], "\n\n")
    return Rendered(words, ((take, back),))


def _version(reader: Reader, one: ArticleVersion) -> RichText:
    return reader.say_rich(
        "article-version-line",
        n=one.version,
        language=one.language,
        name=one.by or "–",
        ago=reader.format_ago(one.at),
        current=str(one.current).lower(),
    )
