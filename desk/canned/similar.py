"""Solved tickets that are like one, with the words that solved them. Looked up once, after a ticket is filed, where the
desk keeps answers; nobody's message waits for it. Knows no door.

What is found stays with the ticket, so that cards which show it read nothing more.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Ticket
from desk import Desk, Locked, Outdated
from desk.canned import placeholders
from desk.canned.preparing import Source, prepare
from desk.conversation.new_entry import IncomingFile
from desk.i18n import TicketSubject, choose_language
from desk.knowledge import search as finding
from desk.knowledge.reading import ArticlePage, load_article_page
from desk.policy import DueTimer
from desk.search.ranking import MOST_WORDS
from desk.search.similarity import drop_courtesy, measure_rarity, measure_similarity
from desk.search.spelling import look_up_words
from desk.search.stemming import list_distinct_words, match_any_stem
from desk.text import RichText
from desk.text.vague_request import is_vague

MOST = 3
ALIKE = 0.4
"""From here on two requests are shown as alike: what both hold, in proportion to what each holds."""
FITS = 0.35
"""From here on an article is shown: how much of what is asked it holds."""
_MOST_ARTICLES = 1
_FEWEST = 2  # stems of what is asked
_OTHER = 0.6  # the weight of what only the other one says: hundreds are compared, whose words nobody looks up
_RAREST = 8  # stems that are searched with
_CANDIDATES = 200
_REQUEST = 4_000  # characters that are compared

_SOLVED = """t.resolved_at is not null and t.status in ('resolved', 'closed') and t.merged_into_id is null
  and t.id <> :ticket"""
_REQUESTED = """left(case when t.subject_line is null then t.subject else '' end || ' ' || coalesce((
  select string_agg(e.body, ' ') from entries e
  where e.ticket_id = t.id and e.kind = 'comment' and e.withdrawn_at is null and e.created_at <= t.filed_at), ''),
  :most)"""
_STEMS = "tsvector_to_array(to_tsvector('russian', translate({}, 'ёЁ', 'еЕ')))"
_ANSWER = """
  select r.id, r.body, r.entities from entries r
  where r.ticket_id = t.id and r.kind = 'reply' and r.withdrawn_at is null and r.body <> ''
    and r.author_id is distinct from t.requester_id
  order by r.created_at <= t.resolved_at desc, length(r.body) >= 15 desc, r.id desc limit 1"""

_OWN = text(f"select {_REQUESTED} from tickets t where t.id = :ticket")  # noqa: S608  (our own words)
_NEAR = text(f"""
with near as (
  (select t.id from tickets t
   where to_tsvector('russian', t.subject) @@ cast(:query as tsquery) and {_SOLVED} limit {_CANDIDATES})
  union
  (select t.id from entries w join tickets t on t.id = w.ticket_id
   where w.words @@ cast(:query as tsquery) and w.kind = 'comment' and w.withdrawn_at is null
     and {_SOLVED} limit {_CANDIDATES}))
select t.id, {_STEMS.format(_REQUESTED)} as stems
from near join tickets t on t.id = near.id
where exists ({_ANSWER})
""")  # noqa: S608
_SHOWN = text(f"""
select t.id, t.number, t.subject, t.subject_line, t.resolved_at, p.name, a.body, a.entities
from unnest(cast(:ids as bigint[])) with ordinality wanted(id, at) join tickets t on t.id = wanted.id
  join people p on p.id = t.requester_id cross join lateral ({_ANSWER}) a
where {_SOLVED}
order by wanted.at
""")  # noqa: S608


@dataclass(frozen=True, slots=True)
class SimilarTicket:
    """One that was solved; `answer`: the last words of staff before it was."""

    id: int
    number: int
    subject: TicketSubject
    requester: str
    solved_at: datetime
    answer: RichText

    @classmethod
    def of(cls, row: RowMapping) -> "SimilarTicket":
        """From what was read."""
        answer = RichText.load(row["body"], row["entities"])
        named = TicketSubject(row["subject"], row["subject_line"])
        return cls(row["id"], row["number"], named, row["name"], row["resolved_at"], answer)


async def look(desk: Desk, ticket: Locked, _rung: DueTimer) -> None:
    """The timer of a filed ticket: what is like it is kept; whoever sees the ticket sees so."""
    ticket.alike = await similar_solved(desk.session, ticket)
    ticket.alike_articles = await _fitting(desk, ticket)
    if ticket.alike or ticket.alike_articles:
        await desk.publish(ticket)


async def _fitting(desk: Desk, ticket: Ticket) -> list[int]:
    """Ids of published articles that fit what is asked; of a desk without any none, and nothing is read. Nothing fits
    what is asked without words."""
    if not desk.rules.knowledge.articles:
        return []
    asked = await _asked(desk.session, ticket)
    if not asked.strip() or is_vague(asked):
        return []
    fitting = await finding.find_articles(desk.session, asked, limit=_MOST_ARTICLES)
    return [one.article_id for one in fitting if one.score >= FITS]


async def _asked(session: AsyncSession, ticket: Ticket) -> str:
    own: str = (await session.execute(_OWN, {"ticket": ticket.id, "most": _REQUEST})).scalar_one()
    return own


async def similar_solved(session: AsyncSession, ticket: Ticket, limit: int = MOST) -> list[int]:
    """Ids of solved tickets that are like this one and have an answer, the most alike first. At most three statements,
    two where nothing it says is known."""
    said = await _asked(session, ticket)
    known = await look_up_words(session, list_distinct_words(said, MOST_WORDS))
    counted = {one.stem: one.tickets for one in known if one.stem is not None}
    # a word that too few have said to be counted is rare
    weights = {
        stem: measure_rarity(n, max(ticket.number, n)) if (n := counted[stem]) else 1.0
        for stem in drop_courtesy(counted)
    }
    if len(weights) < _FEWEST:
        return []
    rarest = sorted(weights, key=lambda stem: -weights[stem])[:_RAREST]
    given = {"ticket": ticket.id, "query": match_any_stem(rarest), "most": _REQUEST}
    scored = [
        (measure_similarity(weights, row.stems, weights, _OTHER), row.id) for row in await session.execute(_NEAR, given)
    ]
    return [key for score, key in sorted(scored, reverse=True) if score >= ALIKE][:limit]


async def shown(session: AsyncSession, ticket: Ticket) -> list[SimilarTicket]:
    """What was found, as it is now: what was opened again or lost its answer is left out."""
    if not ticket.alike:
        return []
    rows = await session.execute(_SHOWN, {"ids": ticket.alike, "ticket": ticket.id})
    return [SimilarTicket.of(row) for row in rows.mappings()]


async def articles(session: AsyncSession, ticket: Ticket, language: str) -> list[ArticlePage]:
    """Those that fit and are published still, in that language where they have it."""
    pages = [
        await load_article_page(session, key, staff=False, language=language) for key in ticket.alike_articles or ()
    ]
    return [one for one in pages if one is not None]


async def use_article(desk: Desk, number: int, article: int) -> None:
    """Show an article's text, in the requester's language where it has one, as an answer; nothing goes yet. Raises
    NoSuchTicket, NotAllowed, Outdated for one that is not among what fits."""
    ticket = await desk.thread_of(await desk.locked(number))
    language = choose_language(await desk.requester(ticket), desk.rules.locale)
    one = next((one for one in await articles(desk.session, ticket, language) if one.id == article), None)
    if one is None:
        raise Outdated(number)
    files = tuple(
        IncomingFile(f.kind, f.name, f.mime, f.size, f.seconds, f.file_id) for f in one.files if f.file_id is not None
    )
    await prepare(desk, number, Source(one.body, files, article_id=one.id))


async def use(desk: Desk, number: int, like: int) -> None:
    """Show the answer of ticket `#like` as one for `#number`; nothing goes yet. Who the other requester is stays
    unsaid. Raises NoSuchTicket, NotAllowed, Outdated for one that is not among what was found."""
    ticket = await desk.thread_of(await desk.locked(number))
    one = next((one for one in await shown(desk.session, ticket) if one.number == like), None)
    if one is None:
        raise Outdated(number)
    requester = await desk.requester(ticket)
    words = placeholders.renamed(one.answer, one.requester, requester.name)
    await prepare(desk, number, Source(words, ticket_id=one.id))
