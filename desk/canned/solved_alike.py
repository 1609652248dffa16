"""Solved tickets similar to a new one, with the answers that solved them. Searched once, after a ticket is filed, if
the desk uses it; no message waits for it. Knows no channel.

The result is stored with the ticket, so that cards read nothing more.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Ticket
from desk import Desk, Locked, Outdated
from desk.canned import placeholders
from desk.canned.prepared_answers import Source, prepare_answer
from desk.conversation.new_entry import IncomingFile
from desk.i18n import TicketSubject, choose_language
from desk.knowledge import article_search
from desk.knowledge.article_pages import ArticlePage, load_article_page
from desk.policy import DueTimer, permissions
from desk.policy.permissions import Grant
from desk.policy.visibility import Readers
from desk.search.ranking import MOST_WORDS
from desk.search.similarity import drop_courtesy, measure_rarity, measure_similarity
from desk.search.spelling import look_up_words
from desk.search.stemming import list_distinct_words, match_any_stem
from desk.text import RichText
from desk.text.vague_request import is_vague

MOST = 3
ALIKE = 0.4
"""The least similarity of two requests that are shown as similar."""
FITS = 0.35
"""The least share of the question that an article must have to be shown."""
_MOST_ARTICLES = 1
_FEWEST = 2  # stems of the question
_OTHER = (
    0.6  # the weight of words that only the other ticket has: hundreds are compared, too many to look up their words
)
_RAREST = 8  # stems that are used for the search
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
    """A similar solved ticket; `answer` is the team's last message before it was solved."""

    id: int
    number: int
    subject: TicketSubject
    requester: str
    solved_at: datetime
    answer: RichText

    @classmethod
    def of(cls, row: RowMapping) -> "SimilarTicket":
        """Make it from a row."""
        answer = RichText.load(row["body"], row["entities"])
        named = TicketSubject(row["subject"], row["subject_line"])
        return cls(row["id"], row["number"], named, row["name"], row["resolved_at"], answer)


async def store_similar(desk: Desk, ticket: Locked, _rung: DueTimer) -> None:
    """Store what is similar to a filed ticket; its readers are updated. A timer calls this."""
    ticket.alike = await find_similar_solved(desk.session, ticket)
    ticket.alike_articles = await _fitting(desk, ticket)
    if ticket.alike or ticket.alike_articles:
        await desk.publish(ticket)


async def _fitting(desk: Desk, ticket: Ticket) -> list[int]:
    """Return the ids of published articles that fit the question; none, without a statement, for a desk without
    articles or a question without words."""
    if not desk.rules.knowledge.articles:
        return []
    asked = await _read_request(desk.session, ticket)
    if not asked.strip() or is_vague(asked):
        return []
    fitting = await article_search.find_articles(desk.session, asked, limit=_MOST_ARTICLES)
    return [one.article_id for one in fitting if one.score >= FITS]


async def _read_request(session: AsyncSession, ticket: Ticket) -> str:
    own: str = (await session.execute(_OWN, {"ticket": ticket.id, "most": _REQUEST})).scalar_one()
    return own


async def find_similar_solved(session: AsyncSession, ticket: Ticket) -> list[int]:
    """Return the ids of solved tickets with an answer that are similar to this one, best first. Takes at most three
    statements, two if none of its words is known."""
    said = await _read_request(session, ticket)
    known = await look_up_words(session, list_distinct_words(said, MOST_WORDS))
    counted = {one.stem: one.tickets for one in known if one.stem is not None}
    # a word too rare to be counted
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
    return [key for score, key in sorted(scored, reverse=True) if score >= ALIKE][:MOST]


async def list_similar(session: AsyncSession, ticket: Ticket) -> list[SimilarTicket]:
    """Return the stored similar tickets as they are now, without those that were reopened or lost their answer."""
    if not ticket.alike:
        return []
    rows = await session.execute(_SHOWN, {"ids": ticket.alike, "ticket": ticket.id})
    return [SimilarTicket.of(row) for row in rows.mappings()]


async def list_articles(session: AsyncSession, ticket: Ticket, language: str) -> list[ArticlePage]:
    """Return the stored articles that are still published, in that language if they have it."""
    pages = [
        await load_article_page(session, key, readers=Readers.EVERYBODY, language=language)
        for key in ticket.alike_articles or ()
    ]
    return [one for one in pages if one is not None]


async def use_article(desk: Desk, number: int, article: int) -> None:
    """Show an article's text, in the requester's language if it has one, as an answer to preview. Raises NoSuchTicket,
    NotAllowed, Outdated for an article that does not fit."""
    ticket = await desk.lock_thread(await desk.lock_ticket(number))
    language = choose_language(await desk.get_requester(ticket), desk.rules.locale)
    one = next((one for one in await list_articles(desk.session, ticket, language) if one.id == article), None)
    if one is None:
        raise Outdated(number)
    files = tuple(
        IncomingFile(f.kind, f.name, f.mime, f.size, f.seconds, f.file_id) for f in one.files if f.file_id is not None
    )
    await prepare_answer(desk, number, Source(one.body, files, article_id=one.id))


async def use_answer(desk: Desk, number: int, like: int) -> None:
    """Preview the answer of ticket `#like` for `#number`, without naming the other requester. Raises NoSuchTicket,
    NotAllowed, Outdated for a ticket that is not among the similar ones."""
    ticket = await desk.lock_thread(await desk.lock_ticket(number))
    permissions.require_grant(desk.require_actor(), Grant.SEE_ALL)
    one = next((one for one in await list_similar(desk.session, ticket) if one.number == like), None)
    if one is None:
        raise Outdated(number)
    requester = await desk.get_requester(ticket)
    words = placeholders.replace_name(one.answer, one.requester, requester.name)
    await prepare_answer(desk, number, Source(words, ticket_id=one.id))
