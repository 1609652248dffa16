"""A test request at the end of the set-up: the bot's own requester writes it, and only the admin who asked for it gets
its card. Figures leave it out; it is removed by cancelling it for its requester."""

from dataclasses import dataclass

from sqlalchemy import select

from db.models import Person, Ticket
from desk import Desk, Outdated
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.i18n import TicketSubject, say
from desk.notifications import notifier
from desk.outbox import Show
from desk.people.person_locks import take_turn
from desk.policy.permissions import ANY_SETTING
from desk.text import RichText
from desk.tickets import closing, filing


@dataclass(frozen=True, slots=True)
class FiledTest:
    """The test request, and what its requester wrote."""

    ticket: Ticket
    words: str

    @property
    def number(self) -> int:
        """Return the number of the ticket."""
        return self.ticket.number


async def file_test(desk: Desk) -> FiledTest:
    """File a test request, or find the one that is open. Nobody is notified."""
    await desk.require_grant(ANY_SETTING)
    await take_turn(desk.session, desk.require_actor().id)
    words = say(desk.rules.locale, "setup-test-words")
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.is_test, Ticket.is_open).limit(1))
    if ticket is None:
        ticket = await _add_ticket(desk, words)
    return FiledTest(ticket, words)


def show_card(desk: Desk, filed: FiledTest) -> None:
    """Show the card of the test request to the actor, as agents get it."""
    card = Show("card", slot=f"card:{filed.number}", fresh=True)
    notifier.post_letter(desk, desk.require_actor(), card, filed.ticket)


async def _add_ticket(desk: Desk, words: str) -> Ticket:
    of_tests = select(Person).join(Ticket, Ticket.requester_id == Person.id).where(Ticket.is_test)
    requester = await desk.session.scalar(of_tests.limit(1))
    if requester is None:
        requester = Person(name=say(desk.rules.locale, "setup-test-name"), created_at=desk.now)
        desk.session.add(requester)
        await desk.session.flush()
    theirs = _desk_of(desk, requester)
    ticket = await filing.add_ticket(theirs, requester, subject=TicketSubject(words))
    ticket.is_test = True
    await thread.add_comment(theirs, ticket.number, NewEntry(RichText(words)))
    await filing.mark_filed(theirs, ticket)
    await theirs.publish(ticket)
    return await desk.session.get_one(Ticket, ticket.id)


async def remove_test(desk: Desk, number: int) -> None:
    """Cancel the test request for its requester. Raises Outdated if that is not the number of one."""
    await desk.require_grant(ANY_SETTING)
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number, Ticket.is_test))
    if ticket is None:
        raise Outdated
    if ticket.is_open:
        requester = await desk.session.get_one(Person, ticket.requester_id)
        await closing.cancel(_desk_of(desk, requester), number)


def _desk_of(desk: Desk, requester: Person) -> Desk:
    """Return the desk as the requester of the test uses it."""
    return Desk(desk.session, desk.origin, requester, now=desk.now, rules=desk.rules)
