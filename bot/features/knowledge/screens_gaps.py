"""Topics that no article covers yet, for staff: resolved tickets to draft from, failed searches, bare topics."""

from bot.features.knowledge import buttons as data
from bot.views import Reader, Rendered, Row, compose
from bot.views.pages import ShownPage, cut_shown_page
from desk.knowledge import gaps
from desk.knowledge.article_lists import Shelf
from desk.knowledge.candidates import LOOKED_BACK, Candidate, find_candidates
from desk.knowledge.gaps import Gap
from desk.outbox import Show
from desk.text import RichText, shorten_line

_A_PAGE = 4
_MOST_GAPS = 8


async def render_gaps(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of tickets to draft from; the first page also lists failed searches and topics without an
    article."""
    found = await find_candidates(
        reader.session, reader.person, reader.language, reader.now, articles=reader.settings.knowledge.articles
    )
    listed = cut_shown_page(reader, found, letter.page, _A_PAGE, lambda to: data.ArticleGaps(page=to))
    parts = [_candidates(reader, listed)]
    if listed.number == 1:
        parts += await _gaps(reader)
    if not any(parts):
        parts = [reader.say_rich("kb-gaps-none")]
    title = reader.say_rich("kb-gaps-title", days=LOOKED_BACK.days)
    back = reader.make_button("btn-article-all", data.ArticlesListed(shelf=Shelf.ALL, page=1))
    drafts = [_draft(reader, one) for one in listed.shown]
    return Rendered(compose.join([title, *parts], "\n\n"), (*drafts, *listed.turning, (back,)))


def _candidates(reader: Reader, listed: ShownPage[Candidate]) -> RichText:
    lines = [_candidate(reader, one) for one in listed.shown]
    if not lines:
        return RichText()
    return compose.join_lines([compose.join_dotted([reader.say_rich("kb-candidates"), listed.said]), *lines])


def _candidate(reader: Reader, one: Candidate) -> RichText:
    why = [
        reader.say("kb-candidate-why", why=why, n=n)
        for why, n in (("alike", one.alike), ("taken", one.taken), ("changed", one.changed))
        if n > (why == "alike")
    ]
    named = f"#{one.number} {shorten_line(one.subject.say_in(reader.language))}"
    return compose.join_dotted([RichText(named), one.topic or "", ", ".join(why)])


def _draft(reader: Reader, one: Candidate) -> Row:
    draft = data.ArticleFromTicket(number=one.number)
    return (reader.make_button("btn-article-draft", draft, number=one.number),)


async def _gaps(reader: Reader) -> list[RichText]:
    since, now = reader.now - LOOKED_BACK, reader.now
    sought = await gaps.find_failed_searches(reader.session, since, now, _MOST_GAPS)
    bare: list[Gap] = []
    if reader.settings.knowledge.articles:
        bare = await gaps.find_topics_without_article(reader.session, reader.language, since, now, _MOST_GAPS)
    return [
        compose.join_lines(
            [reader.say_rich(key), *(reader.say_rich("kb-gap", name=one.name, n=one.n) for one in found)]
        )
        for key, found in (("kb-searched-in-vain", sought), ("kb-topics-without", bare))
        if found
    ]
