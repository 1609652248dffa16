"""Requests from messages that an agent forwards to the bot: filed in the name of who wrote them."""

from datetime import timedelta

from sqlalchemy import select

from db.models import Entry, Origin, Person, QuestionKind, Ticket
from desk import Desk, Outdated, Refused
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.inbound import blocklist
from desk.notifications import notifier
from desk.outbox import Args, Show
from desk.outbox.question_rows import note_answer, require_open
from desk.people.person_locks import take_turn
from desk.policy.permissions import Grant
from desk.questions import held_messages
from desk.requests import drafts
from desk.tickets import filing

_TOGETHER = timedelta(seconds=10)
"""Messages that an agent forwards within this time become one request."""


async def file_forwarded(desk: Desk, author: Person, said: NewEntry) -> tuple[Ticket, bool]:
    """File what the actor forwarded as a request of its author, or add it to the one that they began a moment ago.
    Return the request, and whether it is new. Raises NotAllowed, Refused for a blocked author."""
    await desk.require_grant(Grant.WORK)
    await take_turn(desk.session, author.id)
    blocklist.require_welcome(author)
    ticket = await _find_begun(desk, author)
    if ticket is None:
        return await _file(desk, author, [said]), True
    await thread.add_comment(_act_as(desk, author), ticket.number, said)
    return ticket, False


async def file_held(desk: Desk, question_id: int, person_id: int) -> Ticket:
    """File the forwarded words under a question as a request of this person. Raises NotAllowed, Outdated, Refused."""
    await desk.require_grant(Grant.WORK)
    await take_turn(desk.session, desk.require_actor().id)
    question = await require_open(desk, question_id, (QuestionKind.WHERE_TO,))
    author = await desk.session.get(Person, person_id)
    if author is None:
        raise Outdated
    await take_turn(desk.session, author.id)
    blocklist.require_welcome(author)
    words = await held_messages.list_held(desk, question)
    if not words:
        raise Outdated
    ticket = await _file(desk, author, words)
    note_answer(desk, question, chosen=ticket.id, new=False, dropped=False, by_clock=False)
    await desk.session.flush()
    return ticket


async def _find_begun(desk: Desk, author: Person) -> Ticket | None:
    """Return the author's open request with a message that the actor forwarded a moment ago."""
    me = desk.require_actor()
    lately = Entry.said_chat_id == me.telegram_id, Entry.created_at > desk.now - _TOGETHER
    begun = select(Ticket).join(Entry, Entry.ticket_id == Ticket.id)
    begun = begun.where(Ticket.requester_id == author.id, Entry.author_id == author.id, *lately)
    found: Ticket | None = await desk.session.scalar(begun.order_by(Entry.id.desc()).limit(1))
    return found if found is not None and found.is_open else None


async def _file(desk: Desk, author: Person, words: list[NewEntry] | list[Entry]) -> Ticket:
    theirs = _act_as(desk, author)
    if await drafts.file_earlier(theirs) is not None:
        raise Refused("forward-consent", name=author.name)
    made = await filing.begin_draft(theirs)
    for one in words:
        await thread.add_comment(theirs, made.number, one)
    await drafts.file_now(theirs, made.number)
    await thread.add_remark(desk, made.number, "remark-forwarded", name=desk.require_actor().name)
    ticket = await desk.session.get_one(Ticket, made.id)
    if notifier.has_started(author):
        about: Args = {"name": desk.require_actor().name}
        receipt = Show("receipt", slot=f"receipt:{made.number}", note="receipt-forwarded", note_args=about)
        notifier.post_letter(desk, author, receipt, ticket)
    return ticket


def _act_as(desk: Desk, author: Person) -> Desk:
    return Desk(desk.session, Origin.FORWARD, author, now=desk.now, rules=desk.rules)
