"""Search for something that fits a request once it is filed: an automatic answer, else articles under its receipt.
Knows no channel.

A timer of the ticket does it, so that filing stays fast; a desk without published answers sets no timer. If automatic
answers are published, the broadcast waits for this search.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind, Origin, PresetAnswer, Suggestion, Ticket
from desk import Desk, Locked
from desk.conversation import thread
from desk.i18n import choose_language
from desk.knowledge import article_pages, article_search
from desk.knowledge.article_lists import find_published_titles
from desk.knowledge.article_pages import ArticlePage
from desk.people.chat_ids import is_own_chat
from desk.policy import DueTimer
from desk.policy.visibility import Readers
from desk.sla.work_calendar import CRITICAL
from desk.suggestions import article_fit, eligibility, giving
from desk.text import list_content
from desk.tickets import due_broadcast

_READ = 2_000  # characters of a request that are searched


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An article under a receipt, by the id of its offer."""

    id: int
    title: str


async def offer_answer(desk: Desk, ticket: Locked, _rung: DueTimer) -> None:
    """Offer what really fits the request and was not shown to its requester before."""
    if ticket.broadcast_at is None and ticket.broadcast_due_at is not None and ticket.origin is not Origin.TODOIST:
        if desk.rules.knowledge.presets and ticket.offered is None and await giving.give_preset(desk, ticket):
            return
        await due_broadcast.broadcast_now(desk, ticket)
    if desk.rules.knowledge.articles:
        await _articles(desk, ticket)


async def _articles(desk: Desk, ticket: Locked) -> None:
    if not ticket.is_unanswered or ticket.priority == CRITICAL or ticket.offered is not None:
        return
    requester = await desk.get_requester(ticket)
    said = await _read_request(desk.session, ticket)
    if requester.telegram_id is None or is_own_chat(requester.telegram_id) or not eligibility.can_offer(said):
        return
    language = choose_language(requester, desk.rules.locale)
    found = await article_search.find_articles(desk.session, said, language=language, limit=article_fit.CANDIDATES)
    known = set(await desk.session.scalars(select(Suggestion.article_id).where(Suggestion.person_id == requester.id)))
    chosen = [one for one in article_fit.choose_articles(found) if one.article_id not in known]
    if not chosen:
        return
    offers = [
        Suggestion(
            ticket_id=ticket.id, person_id=requester.id, article_id=one.article_id, position=position,
            score=one.score, shown_at=desk.now,
        )
        for position, one in enumerate(chosen, start=1)
    ]  # fmt: skip
    desk.session.add_all(offers)
    await desk.session.flush()
    ticket.offered = [one.id for one in offers]
    titles = "; ".join(one.title for one in chosen)
    await thread.add_remark(desk, ticket.number, "offered-remark", titles=titles)
    await desk.publish(ticket)


async def find_fitting(session: AsyncSession, said: str, language: str) -> list[ArticlePage]:
    """Return the published articles that fit what a requester is about to send, best first; none for a text that asks
    nothing."""
    if not eligibility.can_offer(said):
        return []
    found = await article_search.find_articles(session, said, language=language, limit=article_fit.CANDIDATES)
    pages = [
        await article_pages.load_article_page(session, one.article_id, readers=Readers.EVERYBODY, language=one.language)
        for one in article_fit.choose_articles(found)
    ]
    return [one for one in pages if one is not None]


async def list_offers(session: AsyncSession, ticket_id: int, language: str) -> list[OfferLine]:
    """Return the articles offered for a ticket, in order, without those that are no longer published."""
    mine = select(Suggestion).where(Suggestion.ticket_id == ticket_id).order_by(Suggestion.position)
    offers = [(one.id, one.article_id) for one in await session.scalars(mine) if one.article_id is not None]
    titles = await find_published_titles(session, [article_id for _, article_id in offers], language)
    return [OfferLine(key, titles[article_id]) for key, article_id in offers if article_id in titles]


async def find_preset_title(session: AsyncSession, ticket_id: int) -> str | None:
    """Return the title of the automatic answer that was given, or None."""
    theirs = select(PresetAnswer.title).join(Suggestion, Suggestion.preset_id == PresetAnswer.id)
    return await session.scalar(theirs.where(Suggestion.ticket_id == ticket_id).limit(1))


async def _read_request(session: AsyncSession, ticket: Ticket) -> str:
    spoken = select(Entry.body).where(
        Entry.ticket_id == ticket.id, Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None)
    )
    return "\n".join(list_content(list(await session.scalars(spoken.order_by(Entry.id)))))[:_READ]
