"""Words of the team that look like a verb of the desk or talk among colleagues: asked about before anything is sent."""

from sqlalchemy import select

from db.models import Person, QuestionKind, Status, Ticket
from desk import Desk
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.inbound.routing_types import Destination, Received, Route
from desk.notifications import notifier
from desk.policy import Verb, permissions, verb_check
from desk.policy.permissions import Grant
from desk.policy.transitions import get_target_status
from desk.questions import held_messages
from desk.questions.asking import ask_actor
from desk.text.short_sentences import fold, is_called
from desk.text.staff_sentences import VERBS, StaffMeaning, find_asked_to_take, hear_staff, read_ticket

_ASKED_SIGN = "🤔"


async def ask_whether(desk: Desk, incoming: IncomingMessage, ticket_id: int, verb: StaffMeaning) -> bool:
    """Ask an agent who says what to do to a ticket that they name whether to do it. Return False if that is not to be
    done."""
    ticket = await desk.lock_by_id(ticket_id)
    if ticket.status is Status.RESOLVED and verb is StaffMeaning.RESOLVE:
        return False
    if not get_target_status(Verb(verb.value), ticket.status):
        return False
    await ask_whom(desk, incoming, Route(Destination.COLLEAGUES, ticket_id=ticket_id), verb)
    return True


async def ask_whom(desk: Desk, incoming: IncomingMessage, route: Route, verb: StaffMeaning | None = None) -> Received:
    """Ask, once, whether words that look like a verb of the desk (`verb`: this one) or talk among colleagues are for
    the requester. The question comes in private, also for a line in the staff group, which gets a sign there."""
    question = await ask_actor(desk, QuestionKind.NOT_YOURS, ticket_id=route.ticket_id, message_id=incoming.message_id)
    verb = verb or await _find_verb(desk, incoming, await desk.session.get_one(Ticket, route.ticket_id))
    question.data = {**question.data, "colleagues": verb.value if verb is not None else ""}
    to = await _find_receiver(desk, incoming, route.ticket_id) if verb is None else None
    if to is not None:
        question.data = {**question.data, "colleagues": "hand", "receiver": [to.name, to.id]}
    said = NewEntry.from_message(incoming, answers_id=route.entry_id)
    entry = await held_messages.hold_message(desk, question, said)
    notifier.mark_in_group(desk, _ASKED_SIGN)
    return Received(route.destination, ticket_id=route.ticket_id, entry_id=entry.id, question_id=question.id)


async def _find_receiver(desk: Desk, incoming: IncomingMessage, ticket_id: int | None) -> Person | None:
    """Return the colleague whom the words ask by name to take the ticket, if it can be handed over to them."""
    name = find_asked_to_take(incoming.words.text)
    ticket = await desk.session.get_one(Ticket, ticket_id)
    if not name or not get_target_status(Verb.HAND_OVER, ticket.status):
        return None
    if not await verb_check.can_use_verb(desk, ticket, Verb.HAND_OVER):
        return None
    others = Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None), Person.id != desk.actor_id
    found = [one for one in await desk.session.scalars(select(Person).where(*others)) if is_called(name, one.name)]
    found = [one for one in found if name in fold(one.name).split()] or found  # written in the same letters
    one = found[0] if len(found) == 1 and found[0].id not in (ticket.assignee_id, ticket.requester_id) else None
    return one if one is not None and permissions.has_grant(one, Grant.WORK) else None


async def _find_verb(desk: Desk, incoming: IncomingMessage, ticket: Ticket) -> StaffMeaning | None:
    """Return the verb that the words are, if it can be done now; otherwise they are talk."""
    named = read_ticket(incoming.words.text)
    heard = hear_staff(incoming.words.text) & VERBS
    if named is not None and named.number == ticket.number:
        heard |= {StaffMeaning.CLAIM} if named.is_taken else {named.verb} if named.verb is not None else set()
    for said in sorted(heard):
        verb = Verb(said.value)
        is_taken = verb is Verb.CLAIM and ticket.assignee_id is not None
        if (
            not is_taken
            and get_target_status(verb, ticket.status)
            and await verb_check.can_use_verb(desk, ticket, verb)
        ):
            return said
    return None
