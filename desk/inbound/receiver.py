"""Receive a person's message: look it up, let `routing.decide_route` decide, store it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

from sqlalchemy import select

from db.models import Entry, EntryKind, Question, QuestionKind, Status, Ticket
from desk import Desk, Refused, RouteOutdated
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.inbound import (
    message_withdrawal,
    open_questions,
    question_messages,
    requester_messages,
    staff_messages,
    undo_last_act,
)
from desk.inbound.message_lookup import MessageLookup, get_number, look_up_message
from desk.inbound.prompt_replies import Prompts, take_answer
from desk.inbound.routing import decide_route
from desk.inbound.routing_context import build_context
from desk.inbound.routing_types import AskedFor, Destination, Received, Route, RoutingContext, WordTraits
from desk.notifications import to_assignee
from desk.outbox import Say, Show, letters
from desk.outbox.question_rows import close_open, note_answer
from desk.people.person_locks import take_turn
from desk.policy import permissions
from desk.questions import (
    asking,
    clarifying_questions,
    close_questions,
    expiry,
    focus,
    held_messages,
    held_staff_words,
    next_message,
)
from desk.questions.asking import add_question, end_moving
from desk.requests import drafts
from desk.text import Heard, choice_in_words, hear
from desk.text.note_prefix import is_note
from desk.text.slashes import is_command
from desk.topics import editing

_LAST_ATTEMPT = 2


async def receive_message(desk: Desk, incoming: IncomingMessage, prompts: Prompts, *, attempt: int = 0) -> Received:
    """Take in one message of `desk.actor` that is no known command. What follows from it is put into the outbox.

    In private the message is never refused: if the desk cannot do what was decided (the ticket ended at that moment),
    it is looked up again, and at last its author is asked. For that RouteOutdated tells the caller to repeat the unit
    of work as the next `attempt`. In the staff group nobody is asked: then it raises Refused.
    """
    await take_turn(desk.session, desk.require_actor().id)
    await desk.refresh_actor()  # their row is locked before a ticket's, which the look-up locks
    found = await _look_up_in_time(desk, incoming)
    if found.questions and incoming.reply_to_message_id is None and not is_command(incoming.words.text):
        await focus.end_if_impossible(desk, found.questions)
    if attempt == desk.place.choose(alone=_LAST_ATTEMPT, in_group=None):
        return await question_messages.ask_where(desk, incoming, _ask_route(desk))
    try:
        return await _route_message(desk, incoming, found, prompts)
    except Refused:
        if attempt == _LAST_ATTEMPT:
            raise
        raise RouteOutdated from None


def _ask_route(desk: Desk) -> Route:
    staff = permissions.is_staff(desk.require_actor())
    return Route(Destination.WHERE_TO if staff else Destination.WHICH_TICKET)


async def _look_up_in_time(desk: Desk, incoming: IncomingMessage | None = None) -> MessageLookup:
    """Return what the message meets, after questions that were due have expired."""
    found = await look_up_message(desk, incoming)
    is_outdated = bool(found.questions) and await expiry.expire_due(desk, found.questions)
    return await look_up_message(desk, incoming) if is_outdated else found


@dataclass(slots=True)
class _Taking:
    """A message on its way: what it meets, how it is read and where it goes. `expected`: the questions for a new
    request that it answers; `received`: what became of it, once it is stored."""

    incoming: IncomingMessage
    found: MessageLookup
    situation: RoutingContext
    route: Route
    expected: list[Question] = field(default_factory=list)
    received: Received = field(init=False)


_Step = Callable[[Desk, _Taking], Awaitable[None]]
_Row = tuple[Sequence[Callable[[_Taking], object]], _Step]


async def _route_message(desk: Desk, incoming: IncomingMessage, found: MessageLookup, prompts: Prompts) -> Received:
    situation = await build_context(desk, incoming, found, prompts)
    route = decide_route(situation)
    route = _fit_to_group(desk, route) if desk.place.is_group else route
    if route.destination in _LEFT_TO_CALLER:
        return Received(route.destination, await _name(desk, route), route.ticket_id)
    if route.destination is Destination.COMMAND:
        await _refuse_album(desk, incoming, situation.continues)
        return Received(Destination.COMMAND)
    taking = _Taking(incoming, found, situation, route)
    for step in _list_steps(desk, taking, _BEFORE):
        await step(desk, taking)
    if route.asked_for is AskedFor.PROMPT:
        taking.received = await take_answer(desk, incoming, route, prompts)
    else:
        taking.received = await _DO[route.destination](desk, incoming, route)
    for step in _list_steps(desk, taking, _AFTER):
        await step(desk, taking)
    return taking.received


def _list_steps(desk: Desk, taking: _Taking, rows: Sequence[_Row]) -> list[_Step]:
    left_out = _NOT_IN_GROUP if desk.place.is_group else ()
    return [step for needs, step in rows if step not in left_out and any(need(taking) for need in needs)]


async def _name(desk: Desk, route: Route) -> int | None:
    """Return the number of the ticket that the caller is to act on, or to show."""
    return await get_number(desk, route.ticket_id) if route.ticket_id is not None else None


def _fit_to_group(desk: Desk, route: Route) -> Route:
    """Return the route of words in a group: where requesters have read them, nothing is asked before they count.
    Raises Refused for what is not done in groups."""
    if desk.place.is_public and route.destination is Destination.DOUBTFUL:
        return replace(route, destination=Destination.REPLY)
    if route.destination not in _IN_STAFF_GROUP and route.asked_for is not AskedFor.PRESS:
        desk.place.require_alone()
    return route


async def _end_moving(desk: Desk, taking: _Taking) -> None:
    route = taking.route
    if route.destination is not Destination.JOIN_ALBUM:
        end_moving(desk, [question for question in taking.found.questions if question.id != route.question_id])


async def _stop_registration(desk: Desk, taking: _Taking) -> None:
    is_asked = any(question.kind is QuestionKind.REGISTER for question in taking.found.questions)
    if is_asked and desk.rules.organizations.enabled and taking.route.asked_for is not AskedFor.REGISTRATION:
        await close_open(desk, (QuestionKind.REGISTER,))


async def _warn_on_flood(desk: Desk, taking: _Taking) -> None:
    if taking.found.flood_marker_at is not None and not taking.situation.is_offered:
        await drafts.warn_on_flood(desk, taking.found.flood_marker_at)


async def _close_expected(desk: Desk, taking: _Taking) -> None:
    is_expected = taking.situation.add_to or taking.situation.new_next
    if is_expected and taking.route.asked_for is not AskedFor.CALLED_OFF:
        taking.expected = await asking.close_expected(desk)


async def _pass_questions(desk: Desk, taking: _Taking) -> None:
    """Withdraw "should I close it?" if words for that request say something else."""
    heard, route = taking.situation.said.meaning, taking.route
    if route.asked_for is AskedFor.PROMPT or route.destination not in _WORDS:
        return
    if heard.is_small_talk or heard.has_never_mind or heard.declines:
        return
    for question in taking.found.questions:
        its = question.kind is QuestionKind.CLOSE and question.ticket_id == route.ticket_id
        if its and question.is_open:
            note_answer(desk, question)


async def _keep_focus(desk: Desk, taking: _Taking) -> None:
    """Extend an agent's focus by what went to its ticket, and end it after an answer to another one."""
    situation, route = taking.situation, taking.route
    if not situation.is_staff:
        if route.held and route.ticket_id is not None and sum(option.is_open for option in situation.own) > 1:
            await focus.speak_of(desk, route.ticket_id)
        return
    focused = focus.find_focus(desk, taking.found.questions)
    if focused is None or route.destination not in _STAFF_WORDS or route.ticket_id is None:
        return
    if route.ticket_id != focused.ticket_id:
        await focus.end_by_answer(desk, focused, route.ticket_id)
    else:
        focus.extend_focus(desk, focused)


async def _follow_up(desk: Desk, taking: _Taking) -> None:
    """Answer what a short sentence of a requester asks for, now that it is stored."""
    said, incoming, received = taking.situation.said, taking.incoming, taking.received
    if taking.situation.is_staff:
        return
    if said.meaning.asks_how_far:
        _say_state(desk, incoming, received, of_all=taking.route.of_all)
    elif received.ticket_id is None or received.destination not in (Destination.COMMENT, Destination.DRAFT):
        return
    elif said.meaning.is_slip and await _has_said_more(desk, received):
        line = Say("slip-hint", {"number": received.number or 0}, reply_to_message=incoming.message_id)
        letters.queue_letter(desk.session, desk.require_actor().id, line, now=desk.now, ticket_id=received.ticket_id)
    elif (given_up := await _find_giving_up(desk, taking)) is not None:
        if said.meaning.is_never_mind or not _is_asked(taking):
            works = close_questions.is_said_to_work(incoming.words.text, given_up)
            await close_questions.ask_whether_to_close(desk, received.ticket_id, incoming.message_id, works=works)
    elif said.meaning.wants_person and received.destination is Destination.COMMENT:
        await _call_person(desk, incoming, said, received)


async def _find_giving_up(desk: Desk, taking: _Taking) -> Heard | None:
    """Return what words mean that say that the request, or the thing that it is about ("forget the ladder"), is not
    needed any more, else None."""
    said, text = taking.situation.said, taking.incoming.words.text
    if said.meaning.has_never_mind or (said.meaning.declines and taking.received.destination is Destination.DRAFT):
        return said.meaning
    if said.meaning.readings or said.meaning.asks or not said.has_text or not said.may_give_up:
        return None
    subject = await desk.session.scalar(select(Ticket.subject).where(Ticket.id == taking.received.ticket_id))
    rest = choice_in_words.take_off_thing(text, subject or "")
    if rest == " ".join(text.split()):
        return None
    return next((heard for heard in (hear(rest), hear(f"{rest} it")) if heard.is_never_mind), None)


async def _has_said_more(desk: Desk, received: Received) -> bool:
    """Return True if the requester had said more than one thing in the request before: the last may be a slip."""
    said = select(Entry.id).where(
        Entry.ticket_id == received.ticket_id,
        Entry.id != received.entry_id,
        Entry.author_id == desk.require_actor().id,
        Entry.kind == EntryKind.COMMENT,
        Entry.withdrawn_at.is_(None),
        Entry.small_talk.is_(False),
    )
    return len((await desk.session.scalars(said.limit(2))).all()) > 1


def _is_asked(taking: _Taking) -> bool:
    """Return True if an agent waits for an answer on that request: what is said among other words may be that."""
    asked = (
        option
        for option in taking.situation.own
        if option.status is Status.PENDING or (option.is_asking and option.is_answered)
    )
    return any(option.id == taking.received.ticket_id for option in asked)


async def _follow_expected(desk: Desk, taking: _Taking) -> None:
    """Keep the words with the questions that they answer, and set the topic that was chosen there."""
    received, expected = taking.received, taking.expected
    if expected and received.entry_id is not None:
        asking.remember_words(expected, await desk.session.get_one(Entry, received.entry_id))
    topic = asking.find_topic(expected)
    if topic is not None and received.destination is Destination.NEW_DRAFT and received.number is not None:
        await _set_topic(desk, received.number, topic)


async def _call_person(desk: Desk, incoming: IncomingMessage, said: WordTraits, heard: Received) -> None:
    """Say, once a request, that a person reads it and who has it or what place in the queue it has. If who leads is
    asked for, offer its agent to escalate, and say that they know."""
    told = None
    if said.meaning.wants_boss:
        told = await to_assignee.offer_escalation(desk, await desk.lock_by_id(heard.ticket_id or 0))
    shown = Show("state", slot=f"human:{heard.number}", reply_to_message=incoming.message_id)
    if told is not None:
        shown = replace(shown, fresh=True, note="person-knows-boss", note_args={"name": told.name})
    letters.queue_letter(desk.session, desk.require_actor().id, shown, now=desk.now, ticket_id=heard.ticket_id)


def _say_state(desk: Desk, incoming: IncomingMessage, heard: Received, *, of_all: bool) -> None:
    """Show the state of the request that a comment asks about, or the list of all if it is unclear which."""
    if of_all:
        shown = Show("list", slot="list", fresh=True)
    elif heard.destination in (Destination.COMMENT, Destination.ADDED_TO_RESOLVED):
        shown = Show("state", slot=f"state:{heard.number}", fresh=True, reply_to_message=incoming.message_id)
    elif heard.destination is Destination.WHICH_TICKET:
        shown = Show("list", slot="list", fresh=True)
    else:
        return
    letters.queue_letter(desk.session, desk.require_actor().id, shown, now=desk.now, ticket_id=heard.ticket_id)


async def _set_topic(desk: Desk, number: int, category_id: int) -> None:
    """Set the topic that the requester chose in the menu, if it still exists."""
    if await editing.find_topic_of_tree(desk.session, category_id) is not None:
        await clarifying_questions.choose_topic(desk, number, category_id)


async def begin_request(desk: Desk, incoming: IncomingMessage) -> Received:
    """Begin a request with the text of `/new <text>` (`incoming.words`); if it is empty, the next message begins it."""
    await take_turn(desk.session, desk.require_actor().id)
    found = await _look_up_in_time(desk)
    if not incoming.words.text.strip() and not incoming.files:
        await next_message.expect_request(desk, message_id=incoming.message_id)
        return Received(Destination.NEW_DRAFT)
    end_moving(desk, found.questions)
    await asking.close_expected(desk)
    return await requester_messages.begin_draft(desk, incoming, Route(Destination.NEW_DRAFT))


async def _with_album(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Put a further part of an album where the first went; a note stays a note, and `//` makes one of the rest."""
    first = await desk.session.get_one(Entry, route.entry_id)
    if first.ticket_id is None and first.withdrawn_at is not None and permissions.is_staff(desk.require_actor()):
        return Received(route.destination)  # refused with the part whose caption is a command
    if first.ticket_id is None:
        question = await desk.session.get(Question, first.question_id)
        if question is not None and question.is_open:
            return await question_messages.join_question(
                desk, incoming, Route(route.destination, question_id=question.id)
            )
        return await question_messages.ask_where(desk, incoming, _ask_route(desk))
    to = Route(route.destination, ticket_id=first.ticket_id)
    if first.kind is EntryKind.COMMENT:
        ticket = await desk.session.get_one(Ticket, first.ticket_id)
        return await (
            requester_messages.add_to_draft if drafts.is_gathering(ticket) else requester_messages.add_comment
        )(desk, incoming, to)
    note = first.kind is EntryKind.NOTE or is_note(incoming.words.text)
    number = await get_number(desk, first.ticket_id)
    entry = await held_staff_words.add_staff_entry(desk, number, NewEntry.from_message(incoming), note=note)
    return Received(route.destination, number, first.ticket_id, entry.id)


async def _refuse_album(desk: Desk, incoming: IncomingMessage, continues: Route | None) -> None:
    """Send no part of an album with a command as a caption.

    Parts stored already are withdrawn; if this is the first part, an entry without words tells the parts that follow.
    """
    if incoming.album is None:
        return
    if continues is not None and continues.entry_id is not None:
        first = await desk.session.get_one(Entry, continues.entry_id)
        if first.ticket_id is None and first.withdrawn_at is None:
            await message_withdrawal.withdraw_wholly(desk, first)
        return
    question = await add_question(desk, QuestionKind.ALBUM)
    question.closed_at = desk.now
    bare = NewEntry(chat_id=incoming.chat_id, message_id=incoming.message_id, album=incoming.album)
    (await held_messages.hold_message(desk, question, bare)).withdrawn_at = desk.now


_LEFT_TO_CALLER = (
    Destination.HELP,
    Destination.GREETING,
    Destination.NUMBER,
    Destination.VERB,
    Destination.WISH,
    Destination.POLITE,
)
_IN_STAFF_GROUP = (
    Destination.DOUBTFUL,
    Destination.VERB,
    Destination.TAKE_BACK,
    Destination.REPLY,
    Destination.NOTE,
    Destination.JOIN_ALBUM,
    Destination.COMMAND,
    Destination.CANNED,
)
_WORDS = (Destination.COMMENT, Destination.DRAFT, Destination.ADDED_TO_RESOLVED)
_STAFF_WORDS = (Destination.REPLY, Destination.NOTE, Destination.REPLACE_PREPARED, Destination.CANNED)
_DO: dict[Destination, Callable[[Desk, IncomingMessage, Route], Awaitable[Received]]] = {
    Destination.ANSWER: open_questions.take_answer,
    Destination.COMMENT: requester_messages.add_comment,
    Destination.ADDED_TO_RESOLVED: requester_messages.add_to_resolved,
    Destination.REPLY: staff_messages.add_staff_words,
    Destination.NOTE: staff_messages.add_staff_words,
    Destination.NOT_YOURS: question_messages.ask_where,
    Destination.DOUBTFUL: question_messages.ask_whether_seen,
    Destination.TAKE_BACK: undo_last_act.take_back,
    Destination.WHERE_TO: question_messages.ask_where,
    Destination.CLOSED_REPLY: question_messages.ask_where,
    Destination.WHICH_TICKET: question_messages.ask_where,
    Destination.ENDED_LONG_AGO: requester_messages.continue_ended,
    Destination.DRAFT: requester_messages.add_to_draft,
    Destination.NEW_DRAFT: requester_messages.begin_draft,
    Destination.CANNED: staff_messages.call_canned_reply,
    Destination.REPLACE_PREPARED: staff_messages.replace_prepared,
    Destination.SMALL_TALK: requester_messages.add_small_talk,
    Destination.JOIN_ALBUM: _with_album,
}
_QUESTIONS = attrgetter("found.questions")
_SENTENCE, _THING = attrgetter("situation.said.meaning.is_sentence"), attrgetter("situation.said.may_give_up")
_BEFORE: tuple[_Row, ...] = (
    ([_QUESTIONS], _end_moving),
    ([_QUESTIONS], _stop_registration),
    ([attrgetter("found.flood_marker_at")], _warn_on_flood),
    ([_QUESTIONS], _close_expected),
)
_AFTER: tuple[_Row, ...] = (
    ([_QUESTIONS], _pass_questions),
    ([_QUESTIONS, attrgetter("route.held")], _keep_focus),
    ([_SENTENCE, _THING], _follow_up),
    ([_QUESTIONS], _follow_expected),
)
"""The side steps of a message in their order, before it is stored and after: each with what it is about, of which there
has to be something."""
_NOT_IN_GROUP = frozenset([_end_moving, _warn_on_flood, _keep_focus])
"""In the staff group the messages of others would count as a flood, and what is written there leaves the focus."""
