"""Ask the person in whose name a mail came whether they wrote it.

Only the owner of the address can be asked: in Telegram, or, without it, by a mail to that address, which has been
proven. Its link opens one page, on which a press answers this one question. Yes makes this one request theirs, as if
the mail had been proven; no is shown to staff. Other requests of that address stay as they are.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Entry,
    EntryKind,
    ExternalPerson,
    Hears,
    Integration,
    Origin,
    Person,
    Question,
    QuestionKind,
    Ticket,
    TicketParticipant,
)
from desk import Desk, Locked, Outdated, Refused, history, references
from desk.integrations import own_systems, user_rows, user_tickets
from desk.notifications import notifier
from desk.organizations import of_ticket
from desk.outbox import Args, Say
from desk.outbox.question_rows import ask_person, show_question
from desk.payments import ledger
from desk.people.person_locks import take_turn
from desk.policy import Verb
from desk.references import Purpose
from desk.tickets import mail_facts
from desk.tickets.filing import choose_filed_for

ASKED_FOR = timedelta(days=3)
"""How long the question is open."""
_BY_MAIL = "by_mail"


@dataclass(frozen=True, slots=True)
class AskedSender:
    """The owner of an address who was asked about a mail; `name`: None if nobody can be asked. `by_mail`: they are
    asked by a mail to the address, as they have no Telegram with us."""

    address: str
    name: str | None
    by_mail: bool = False


async def ask_sender(desk: Desk, number: int) -> AskedSender:
    """Ask the person whom the mail of a request names. If nobody can be asked, the request says so to staff. Raises
    NoSuchTicket, NotAllowed, Merged; Outdated if nothing is doubtful about the sender; Refused if they were asked, or
    have another such question."""
    async with desk.change(number, Verb.ASK_SENDER) as ticket:
        desk.require_target(ticket, Verb.ASK_SENDER)
        theirs = await _require_claimed(desk, ticket)
        await _refuse_if_asked(desk, ticket)
        real = await _find_real(desk, theirs)
        person = await desk.get_person(real.person_id) if real is not None else None
        address = own_systems.read_sender(theirs.external_id)[0]
        by_mail = person is not None and not notifier.has_started(person)
        if person is None or person.blocked_at is not None or (by_mail and not _can_mail(desk, person)):
            mail_facts.set_facts(ticket, {mail_facts.DOUBT: "mail-unaskable"})
            await desk.publish(ticket)
            return AskedSender(address, None)
        await _refuse_if_another_waits(desk, person)
        said = (Entry.ticket_id == ticket.id, Entry.kind == EntryKind.COMMENT, Entry.author_id == ticket.requester_id)
        mails = await desk.session.scalar(select(func.count()).where(*said, Entry.withdrawn_at.is_(None)))
        data = {"options": [ticket.id], "mails": mails, "by": desk.require_actor().id, _BY_MAIL: by_mail}
        due_at, kind = desk.now + ASKED_FOR, QuestionKind.WROTE_MAIL
        question = await ask_person(desk, person.id, kind, ticket_id=ticket.id, due_at=due_at, data=data)
        mail_facts.set_facts(ticket, {mail_facts.DOUBT: "mail-asked-by-mail" if by_mail else "mail-asked"})
        history.record_action(desk, "sender-asked", f"ticket:{number}")
        if by_mail and real is not None:
            user_tickets.queue_question(desk.session, real, question.id, desk.now)
        else:
            show_question(desk, question)
        await desk.publish(ticket)
        return AskedSender(address, person.name, by_mail=by_mail)


def _can_mail(desk: Desk, person: Person) -> bool:
    """Return True if the page that answers can be reached, and answers to the person go by mail at all."""
    return desk.rules.web.public_url is not None and person.telegram_id is None


async def find_mailed_question(session: AsyncSession, key: str, now: datetime) -> Question | None:
    """Return the open question that this secret answers; None for another secret, or once it is answered or over."""
    (question_id,) = await references.read_reference(session, Purpose.WROTE, key) or (0,)
    found = await session.get(Question, question_id, populate_existing=True)
    return found if found is not None and is_mailed(found, now) else None


def is_mailed(question: Question, now: datetime) -> bool:
    """Return True for a question that a mail asks, while it is open."""
    return bool(question.data.get(_BY_MAIL)) and question.is_waiting(now)


async def answer_mailed(desk: Desk, key: str, *, is_theirs: bool) -> Ticket | None:
    """Take the answer from the page, whose secret only the owner of the address has: they are the actor. Raises
    Outdated."""
    person = desk.require_actor()
    await take_turn(desk.session, person.id)
    question = await find_mailed_question(desk.session, key, desk.now)
    if question is None or question.person_id != person.id or person.blocked_at is not None:
        raise Outdated
    ticket = await answer_sender(desk, question, is_theirs=is_theirs)
    question.answered_at = desk.now
    question.data = {**question.data, "chosen": ticket.id if ticket is not None else None, "dropped": not is_theirs}
    return ticket


async def _require_claimed(desk: Desk, ticket: Ticket) -> ExternalPerson:
    theirs = await desk.session.get(ExternalPerson, ticket.external_person_id or 0, populate_existing=True)
    if ticket.origin is not Origin.MAIL or theirs is None or not theirs.is_claimed:
        raise Outdated(ticket.number)
    return theirs


async def _find_real(desk: Desk, theirs: ExternalPerson) -> ExternalPerson | None:
    """Return the proven user of the address that is claimed."""
    system = await desk.session.get_one(Integration, theirs.system_id)
    return await user_rows.find_user(desk.session, system, own_systems.read_sender(theirs.external_id)[0])


async def _refuse_if_asked(desk: Desk, ticket: Locked) -> None:
    """Raise Refused while a question about the request is open, and after a no."""
    of_it = (Question.ticket_id == ticket.id, Question.kind == QuestionKind.WROTE_MAIL)
    for asked in await desk.session.scalars(select(Question).where(*of_it)):
        if asked.answered_at is not None:
            raise Refused("sender-denied", number=ticket.number)
        if asked.is_waiting(desk.now):
            raise Refused("sender-asked", number=ticket.number)


async def _refuse_if_another_waits(desk: Desk, person: Person) -> None:
    """Raise Refused while the person has a question of this kind: whoever sends mails in their name floods nobody."""
    of_theirs = (Question.person_id == person.id, Question.kind == QuestionKind.WROTE_MAIL)
    waits = (Question.is_open, Question.due_at > desk.now)
    number = await desk.session.scalar(
        select(Ticket.number).join(Question, Question.ticket_id == Ticket.id).where(*of_theirs, *waits).limit(1)
    )
    if number is not None:
        raise Refused("sender-busy", name=person.name, number=number)


async def answer_sender(desk: Desk, question: Question, *, is_theirs: bool) -> Ticket | None:
    """Take the answer of the person who was asked, who is the actor. Returns the request if it is theirs now. Raises
    Outdated if the time is up, the request was merged or proven meanwhile, or its sender or the address is erased."""
    ticket = await desk.lock_by_id(question.ticket_id or 0)
    theirs = await _require_claimed(desk, ticket)
    real = await _find_real(desk, theirs)
    is_late = question.due_at is None or question.due_at <= desk.now
    if is_late or ticket.merged_into_id is not None or real is None or real.person_id != desk.actor_id:
        raise Outdated(ticket.number)
    if is_theirs:
        await _hand_to(desk, ticket, real, question)
    mail_facts.set_facts(ticket, {mail_facts.DOUBT: None if is_theirs else "mail-denied"})
    history.record_action(desk, "sender-confirmed" if is_theirs else "sender-denied", f"ticket:{ticket.number}")
    await _tell_staff(desk, ticket, question, "sender-is-theirs" if is_theirs else "sender-is-not")
    await desk.publish(ticket)
    return ticket if is_theirs else None


async def _hand_to(desk: Desk, ticket: Locked, real: ExternalPerson, question: Question) -> None:
    """Make the request that of the person whom the mail names: its words up to the question, its organization, and the
    price that is open. What came in their name since was not asked about, nor whom that named in copy."""
    claimed_id = ticket.requester_id
    ticket.requester_id, ticket.external_person_id = real.person_id, real.id
    said = (Entry.ticket_id == ticket.id, Entry.author_id == claimed_id, Entry.created_at <= question.asked_at)
    await desk.session.execute(update(Entry).where(*said).values(author_id=real.person_id))
    named = (TicketParticipant.ticket_id == ticket.id, TicketParticipant.at > question.asked_at)
    await desk.session.execute(update(TicketParticipant).where(*named).values(hears=Hears.NOTHING))
    await desk.session.flush()
    found = await choose_filed_for(desk.session, ticket, asks=False)
    is_known = found.organization_id is not None and found.is_confirmed and ticket.organization_id is None
    if is_known and desk.rules.organizations.enabled:
        clock = Desk(desk.session, Origin.CLOCK, None, now=desk.now, rules=desk.rules)
        await of_ticket.set_organization(clock, ticket.number, found.organization_id, found.outlet_id)
    else:
        await ledger.move_open_price(desk, ticket)


async def _tell_staff(desk: Desk, ticket: Locked, question: Question, key: str) -> None:
    """Tell the agent who asked, and the one who has the request."""
    given: Args = {"number": ticket.number, "name": desk.require_actor().name}
    for person_id in {question.data.get("by"), ticket.assignee_id} - {None, desk.actor_id}:
        agent: Person | None = await desk.get_person(person_id)
        notifier.post_letter(desk, agent, Say(key, given, staff_only=True), ticket)
