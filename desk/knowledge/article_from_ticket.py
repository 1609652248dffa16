"""A draft article from a solved ticket: its request and its answer, without numbers and names."""

from sqlalchemy import Select, select

from db.models import (
    Article,
    Entry,
    EntryKind,
    Person,
    Status,
    Ticket,
)
from desk import Desk, NoSuchTicket, Refused
from desk.i18n import TicketSubject, choose_language
from desk.knowledge.article_checks import LONGEST_TITLE
from desk.knowledge.articles import Draft, WriteResult, begin_article, require_staff
from desk.policy import permissions, visibility
from desk.text import RichText, join_texts, shorten_line
from desk.text.languages import detect_language
from desk.text.masking.anonymizing import mask_personal_data

_SOLVED = (Status.RESOLVED, Status.CLOSED)


async def draft_from_ticket(desk: Desk, number: int) -> WriteResult:
    """Create a draft: the subject as its title, the request and the last answer as its text, in their language. Raises
    NotAllowed, NoSuchTicket, or Refused if the ticket is not solved, has no answer, or has a draft."""
    await require_staff(desk)
    ticket = await desk.lock_ticket(number)
    who = await permissions.get_access(desk.session, ticket, desk.require_actor())
    if not visibility.can_see_ticket(ticket, who) or not who.staff:
        raise NoSuchTicket(number)
    if ticket.status not in _SOLVED:
        raise Refused("article-not-solved", number=number)
    if await desk.session.scalar(select(Article.id).where(Article.source_ticket_id == ticket.id).limit(1)) is not None:
        raise Refused("article-drafted-before", number=number)
    said = list(await desk.session.scalars(_words_of(ticket)))
    asked = next((entry for entry in said if entry.kind is EntryKind.COMMENT), None)
    answer = next((entry for entry in reversed(said) if entry.kind is EntryKind.REPLY), None)
    if answer is None:
        raise Refused("article-no-answer", number=number)
    names = await _names(desk, ticket, said)
    parts = [
        mask_personal_data(RichText.load(one.body, one.entities), names) for one in (asked, answer) if one is not None
    ]
    body = join_texts([parts[0].with_style("blockquote"), *parts[1:]] if asked is not None else parts, "\n\n")
    language = detect_language(body.text) or choose_language(desk.require_actor(), desk.rules.locale)
    named = RichText(TicketSubject(ticket.subject, ticket.subject_line).say_in(language))
    title = shorten_line(mask_personal_data(named, names).text, LONGEST_TITLE // 2)
    return await begin_article(desk, language, Draft(title, body), ticket_id=ticket.id)


def _words_of(ticket: Ticket) -> Select[Entry]:
    """Select what the requester and the team wrote, in order."""
    kinds = Entry.kind.in_((EntryKind.COMMENT, EntryKind.REPLY))
    said = Entry.withdrawn_at.is_(None), Entry.body != "", ~Entry.small_talk, ~visibility.BY_RULE
    return select(Entry).where(Entry.ticket_id == ticket.id, kinds, *said).order_by(Entry.id)


async def _names(desk: Desk, ticket: Ticket, said: list[Entry]) -> set[str]:
    """Return all names of the people in the ticket."""
    ids = {ticket.requester_id, ticket.assignee_id, *(entry.author_id for entry in said)} - {None}
    people = await desk.session.scalars(select(Person).where(Person.id.in_(ids)))
    named = {name for one in people for name in (one.name, one.full_name, one.todoist_name) if name}
    return named | {entry.author_name for entry in said if entry.author_name}
