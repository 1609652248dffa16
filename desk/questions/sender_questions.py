"""Ask the person in whose name a mail came whether they wrote it.

Whoever can be asked is the Telegram person of the address, nobody else. Yes makes this one request theirs, as if the
mail had been proven; no is shown to staff. Other requests of that address stay as they are.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select, update

from db.models import Entry, EntryKind, ExternalPerson, Integration, Origin, Person, Question, QuestionKind, Ticket
from desk import Desk, Locked, Outdated, Refused, history
from desk.i18n import LANGUAGES, say
from desk.integrations import external_people, own_systems
from desk.notifications import notifier
from desk.organizations import of_ticket
from desk.outbox import Args, Say
from desk.payments import ledger
from desk.policy import Verb
from desk.questions.asking import show_question
from desk.tickets.filing import choose_filed_for

ASKED_FOR = timedelta(days=3)
"""How long the question is open."""
_DOUBT = "mail-label-doubt"


@dataclass(frozen=True, slots=True)
class AskedSender:
    """The owner of an address who was asked about a mail; `name`: None if nobody can be asked."""

    address: str
    name: str | None


async def ask_sender(desk: Desk, number: int) -> AskedSender:
    """Ask the person whom the mail of a request names. If nobody can be asked in Telegram, the request says so to
    staff. Raises NoSuchTicket, NotAllowed, Merged; Outdated if nothing is doubtful about the sender; Refused if they
    were asked, or have another such question."""
    async with desk.change(number, Verb.ASK_SENDER) as ticket:
        desk.require_target(ticket, Verb.ASK_SENDER)
        theirs = await _require_claimed(desk, ticket)
        await _refuse_if_asked(desk, ticket)
        real = await _find_real(desk, theirs)
        person = await desk.get_person(real.person_id) if real is not None else None
        address = own_systems.read_sender(theirs.external_id)[0]
        if person is None or not notifier.has_started(person) or person.blocked_at is not None:
            _set_doubt(desk, ticket, "mail-unaskable")
            await desk.publish(ticket)
            return AskedSender(address, None)
        await _refuse_if_another_waits(desk, person)
        said = (Entry.ticket_id == ticket.id, Entry.kind == EntryKind.COMMENT, Entry.author_id == ticket.requester_id)
        mails = await desk.session.scalar(select(func.count()).where(*said, Entry.withdrawn_at.is_(None)))
        data = {"options": [ticket.id], "mails": mails, "by": desk.require_actor().id}
        question = Question(
            person_id=person.id, kind=QuestionKind.WROTE_MAIL, ticket_id=ticket.id, asked_at=desk.now,
            due_at=desk.now + ASKED_FOR, data=data,
        )  # fmt: skip
        desk.session.add(question)
        await desk.session.flush()
        _set_doubt(desk, ticket, "mail-asked")
        history.record_action(desk, "sender-asked", f"ticket:{number}")
        show_question(desk, question)
        await desk.publish(ticket)
        return AskedSender(address, person.name)


async def _require_claimed(desk: Desk, ticket: Ticket) -> ExternalPerson:
    theirs = await desk.session.get(ExternalPerson, ticket.external_person_id or 0, populate_existing=True)
    if ticket.origin is not Origin.MAIL or theirs is None or not theirs.is_claimed:
        raise Outdated(ticket.number)
    return theirs


async def _find_real(desk: Desk, theirs: ExternalPerson) -> ExternalPerson | None:
    """Return the proven user of the address that is claimed."""
    system = await desk.session.get_one(Integration, theirs.system_id)
    return await external_people.find_user(desk.session, system, own_systems.read_sender(theirs.external_id)[0])


async def _refuse_if_asked(desk: Desk, ticket: Locked) -> None:
    """Raise Refused while a question about the request is open, and after a no."""
    of_it = (Question.ticket_id == ticket.id, Question.kind == QuestionKind.WROTE_MAIL)
    for asked in await desk.session.scalars(select(Question).where(*of_it)):
        if asked.answered_at is not None:
            raise Refused("sender-denied", number=ticket.number)
        if asked.closed_at is None and asked.due_at is not None and asked.due_at > desk.now:
            raise Refused("sender-asked", number=ticket.number)


async def _refuse_if_another_waits(desk: Desk, person: Person) -> None:
    """Raise Refused while the person has a question of this kind: whoever sends mails in their name floods nobody."""
    of_theirs = (Question.person_id == person.id, Question.kind == QuestionKind.WROTE_MAIL)
    waits = (Question.answered_at.is_(None), Question.closed_at.is_(None), Question.due_at > desk.now)
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
    _set_doubt(desk, ticket, None if is_theirs else "mail-denied")
    history.record_action(desk, "sender-confirmed" if is_theirs else "sender-denied", f"ticket:{ticket.number}")
    await _tell_staff(desk, ticket, question, "sender-is-theirs" if is_theirs else "sender-is-not")
    await desk.publish(ticket)
    return ticket if is_theirs else None


async def _hand_to(desk: Desk, ticket: Locked, real: ExternalPerson, question: Question) -> None:
    """Make the request that of the person whom the mail names: its words up to the question, its organization, and the
    price that is open. What came in their name since was not asked about."""
    claimed_id = ticket.requester_id
    ticket.requester_id, ticket.external_person_id = real.person_id, real.id
    said = (Entry.ticket_id == ticket.id, Entry.author_id == claimed_id, Entry.created_at <= question.asked_at)
    await desk.session.execute(update(Entry).where(*said).values(author_id=real.person_id))
    await desk.session.flush()
    found = await choose_filed_for(desk.session, ticket, asks=False)
    is_known = found.organization_id is not None and found.is_confirmed and ticket.organization_id is None
    if is_known and desk.rules.organizations.enabled:
        clock = Desk(desk.session, Origin.CLOCK, None, now=desk.now, rules=desk.rules)
        await of_ticket.set_organization(clock, ticket.number, found.organization_id, found.outlet_id)
    else:
        await ledger.move_open_price(desk, ticket)


def _set_doubt(desk: Desk, ticket: Locked, key: str | None) -> None:
    """Write what staff read about the sender, or nothing any more."""
    labels = {say(language, _DOUBT) for language in LANGUAGES}
    kept = {name: value for name, value in (ticket.context or {}).items() if name not in labels}
    if key is not None:
        kept[say(desk.rules.locale, _DOUBT)] = say(desk.rules.locale, key)
    ticket.context = kept or None


async def _tell_staff(desk: Desk, ticket: Locked, question: Question, key: str) -> None:
    """Tell the agent who asked, and the one who has the request."""
    given: Args = {"number": ticket.number, "name": desk.require_actor().name}
    for person_id in {question.data.get("by"), ticket.assignee_id} - {None, desk.actor_id}:
        agent: Person | None = await desk.get_person(person_id)
        notifier.post_letter(desk, agent, Say(key, given, staff_only=True), ticket)
