"""Open questions: which words answer them, and what they do then.

The next words of a person may answer a question of the bot. A row of `_KINDS` has, for each thing that is asked for,
how to find the question that these words answer, and what to do with them. Some are asked by a row of `questions`, some
by a ticket's own message ("Did it work?"), some by a message to staff for a value.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select

from db.models import Entry, Question, QuestionKind, Ticket, any_of
from desk import Desk, feedback
from desk.conversation import form_answers, thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.inbound import question_messages, requester_messages, staff_messages
from desk.inbound.message_lookup import MessageLookup, get_number, make_option
from desk.inbound.reply_target import get_lone_text
from desk.inbound.routing_types import (
    Asked,
    Destination,
    Received,
    Route,
    TicketOption,
    WordTraits,
    is_form_answer,
    read_closing,
    read_solved,
)
from desk.organizations import registration
from desk.policy import Verb, is_staff, surveys, verb_check
from desk.questions import asking, clarifying_questions, rating_doubts
from desk.questions.asking import show_question
from desk.text import shorten_line
from desk.tickets import closing, fields

READ_BY, ANSWERED_BY = timedelta(seconds=2), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Situation:
    """The things that a person's words meet. `waiting`: the open questions whose time has not run out, newest first;
    `own`: the person's tickets as requester."""

    incoming: IncomingMessage
    said: WordTraits
    met: MessageLookup
    waiting: Sequence[Question]
    own: Sequence[TicketOption]


_Find = Callable[[Desk, Situation], Awaitable[Route | None]]
_Take = Callable[[Desk, IncomingMessage, Route], Awaitable[Received]]


def is_waiting(question: Question) -> bool:
    """Return True if the question was neither answered nor closed."""
    return question.answered_at is None and question.closed_at is None


def list_in_time(desk: Desk, asked: Sequence[Question]) -> list[Question]:
    """Return the open questions whose time has not run out, newest first."""
    still = [q for q in asked if is_waiting(q) and q.due_at and q.due_at > desk.now]
    return sorted(still, key=lambda q: (q.asked_at, q.id), reverse=True)


async def find_first_answered(desk: Desk, situation: Situation) -> Route | None:
    """Return the question that the words answer before a draft takes them."""
    return await _find(desk, situation, (Asked.REGISTRATION, Asked.ORGANIZATION, Asked.SUBJECT))


async def find_answered(desk: Desk, situation: Situation) -> Route | None:
    """Return the question that the words answer if no draft takes them. What staff write without a reply is for their
    tickets, unless they have just rated one."""
    own = () if is_staff(desk.require_actor()) else (Asked.FORM, Asked.CLOSE, Asked.SOLVED)
    return await _find(desk, situation, (*own, Asked.RATING, Asked.WHICH))


async def _find(desk: Desk, situation: Situation, kinds: Sequence[Asked]) -> Route | None:
    for asked in kinds:
        finds = _KINDS[asked][0]
        found = await finds(desk, situation) if finds is not None else None
        if found is not None:
            return replace(found, asked=asked)
    return None


async def take_answer(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Do what the words do as the answer that they are."""
    assert route.asked is not None
    heard = await _KINDS[route.asked][1](desk, incoming, route)
    return replace(heard, asked=route.asked) if heard.destination is Destination.ANSWER else heard


def _to(question: Question) -> Route:
    return Route(Destination.ANSWER, ticket_id=question.ticket_id, question_id=question.id)


async def _find_registration(desk: Desk, s: Situation) -> Route | None:
    if not desk.rules.organizations.enabled:
        return None
    steps = (q for q in s.waiting if q.kind in registration.KINDS)
    return next((_to(q) for q in steps if registration.is_answer(q, s.incoming)), None)


async def _register(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    await registration.take_answer(desk, incoming, route.question_id or 0)
    return Received(route.destination, question_id=route.question_id)


async def _find_organization(desk: Desk, s: Situation) -> Route | None:
    """Find the newest question for which organization a request is, if the words name one of its choices."""
    asked = [q for q in s.met.asked if q.kind is QuestionKind.ORGANIZATION and q.answered_at is None]
    newest = max(asked, key=lambda q: q.id, default=None)
    if newest is None or s.incoming.sent_at - newest.asked_at < READ_BY or s.incoming.reply_to_message_id is not None:
        return None
    named = await clarifying_questions.find_named(desk, newest, get_lone_text(s.incoming))
    return _to(newest) if named else None


async def _choose_organization(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Take the name of an organization or outlet as the answer that it is; it is no part of the request."""
    ticket = await clarifying_questions.answer_typed(desk, route.question_id or 0, incoming.words.text)
    return Received(route.destination, ticket.number, ticket.id, question_id=route.question_id)


async def _find_subject(desk: Desk, s: Situation) -> Route | None:
    """Find the question for a new subject, unless its author may not name the request any more."""
    newest = next((q for q in s.waiting if q.kind in asking.NEXT_MESSAGE), None)
    if newest is None or newest.kind is not QuestionKind.SUBJECT or not s.said.has_text:
        return None
    ticket = await desk.session.get_one(Ticket, newest.ticket_id)
    return _to(newest) if await verb_check.can_use_verb(desk, ticket, Verb.RENAME) else None


async def _set_subject(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Set the subject; the question shows it, and the thread gets no entry."""
    await asking.close_expected(desk)
    number = await get_number(desk, route.ticket_id)
    await fields.rename(desk, number, shorten_line(incoming.words.text))
    return Received(route.destination, number, route.ticket_id)


async def _find_form(desk: Desk, s: Situation) -> Route | None:
    """Find the newest question to say more of a request, if these may be the words that answer it: sent after the
    question was read, and before they are likely to be about something else.

    For a single request this costs no query.
    """
    tickets = {ticket.id: ticket for ticket in s.met.mine}
    asked = [q for q in s.met.asked if q.kind in form_answers.KINDS and q.ticket_id in tickets]
    newest = max(asked, key=lambda q: q.id, default=None)
    if newest is None or newest.ticket_id is None or s.incoming.forwarded_from is not None or not s.said.has_text:
        return None
    if not READ_BY <= s.incoming.sent_at - newest.asked_at <= ANSWERED_BY:
        return None
    if len(tickets) > 1 and await _has_been_asked_since(desk, newest, s.incoming):
        return None
    ticket = tickets[newest.ticket_id]
    is_author = ticket.requester_id == desk.require_actor().id
    return _to(newest) if is_author and is_form_answer(s.said, make_option(desk, ticket)) else None


async def _has_been_asked_since(desk: Desk, question: Question, incoming: IncomingMessage) -> bool:
    """Return True if they were asked something newer that was closed without an answer or a skip: the words may be
    about that."""
    newer = select(Question.data).where(
        Question.person_id == desk.require_actor().id,
        Question.kind.in_(form_answers.KINDS),
        Question.id > question.id,
        Question.answered_at.is_(None),
        Question.closed_at.is_not(None),
        Question.asked_at >= incoming.sent_at - ANSWERED_BY,
    )
    return any(not data.get("skipped") for data in await desk.session.scalars(newer))


async def _answer_form(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Add a comment that answers what the requester was asked."""
    heard = await requester_messages.add_comment(desk, incoming, route)
    entry = await desk.session.get_one(Entry, heard.entry_id)
    await clarifying_questions.answer_by_comment(
        desk, route.question_id or 0, entry, incoming.words.text, incoming.message_id
    )
    return replace(heard, question_id=route.question_id)


async def _find_solved(_desk: Desk, s: Situation) -> Route | None:
    """Find the request of which the requester was asked whether it works now, if nothing else was said since."""
    asked = [option for option in s.own if option.asked_at is not None]
    solved = read_solved(s.said, asked[0]) if len(asked) == 1 else None
    if solved is None:
        return None
    one = asked[0]
    if solved and s.said.heard.is_small_talk and one.is_told_since:
        return None  # it agrees with what the agent has said since
    others = [option for option in s.own if option.id != one.id and option.is_open]
    is_last = all(option.last_at <= (one.asked_at or option.last_at) for option in others)
    return Route(Destination.ANSWER, ticket_id=one.id, says_yes=solved) if is_last else None


async def _answer_solved(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Confirm or reopen the request, as the words say, and keep them."""
    number = await get_number(desk, route.ticket_id)
    for question in await asking.list_open(desk, (QuestionKind.RESOLVED_ADDED,)):
        if question.ticket_id == route.ticket_id:
            question.answered_at = desk.now
            show_question(desk, question, only_edit=True)
    if route.says_yes:
        said = NewEntry.from_message(incoming, answers_id=route.entry_id)
        entry = await thread.add_comment(desk, number, said, small_talk=True)
        await closing.confirm(desk, number)
        return Received(route.destination, number, route.ticket_id, entry.id)
    await closing.deny(desk, number)
    return await requester_messages.add_comment(desk, incoming, route)


async def _find_close(desk: Desk, s: Situation) -> Route | None:
    """Find the question whether to close a request, if the words say yes or no; after the usual time of a question only
    if nothing else was said there since. Whether it works now is asked later."""
    own = {option.id: option for option in s.own if option.asked_at is None}
    lately = desk.now - desk.rules.requests.question
    for question in s.waiting:
        option = own.get(question.ticket_id or 0) if question.kind is QuestionKind.CLOSE else None
        if option is None or (closes := read_closing(s.said)) is None:
            continue
        if question.asked_at > lately or option.last_at <= question.asked_at:
            return replace(_to(question), says_yes=closes)
    return None


async def _answer_close(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Close the request, or leave it as it is, and keep the words."""
    keep = requester_messages.add_small_talk if route.says_yes else requester_messages.add_comment
    heard = await keep(desk, incoming, route)
    question = await desk.session.get_one(Question, route.question_id)
    question.answered_at = desk.now
    question.data = {**question.data, "chosen": route.ticket_id if route.says_yes else None}
    if route.says_yes:
        await closing.cancel(desk, heard.number or 0)
    show_question(desk, question, only_edit=True)
    return replace(heard, question_id=question.id)


async def _find_rating(desk: Desk, s: Situation) -> Route | None:
    """Find the ticket that was just confirmed or rated, while a word may still be added to the rating."""
    if not s.said.has_text and not s.said.heard.denies:
        return None
    until = [(surveys.get_comment_deadline(ticket, desk.rules), ticket.id) for ticket in s.met.mine]
    may = [(at, ticket_id) for at, ticket_id in until if at is not None and at > desk.now]
    if not may:
        return await _find_rated(desk, s)
    ids = [ticket_id for _, ticket_id in sorted(may, reverse=True)]
    asked = select(Question.ticket_id).where(Question.kind == QuestionKind.RATING_WORD, any_of(Question.ticket_id, ids))
    had = set(await desk.session.scalars(asked))
    newest = next((ticket_id for ticket_id in ids if ticket_id not in had), None)
    return Route(Destination.ANSWER, ticket_id=newest) if newest is not None else None


async def _find_rated(desk: Desk, s: Situation) -> Route | None:
    """Find the ticket that has got a word with its rating, if these are stars or more praise."""
    since = desk.now - desk.rules.requests.question
    asked = [(t.rating_asked_at, t) for t in s.met.mine if t.rating_words and t.rating_asked_at is not None]
    rated = [(at, t.id) for at, t in asked if at > since or (t.word_until is not None and t.word_until > desk.now)]
    latest = max(rated)[1] if rated else None
    if latest is not None and _read_stars(s.incoming.words.text) is not None:
        return Route(Destination.ANSWER, ticket_id=latest)
    if latest is None or not await rating_doubts.is_praise(desk, latest, s.incoming.words.text):
        return None
    return Route(Destination.SMALL_TALK, ticket_id=latest)


_STARS = re.compile(r"\W*([1-5])(?:\s*/\s*5)?\s*(?:stars?|зв[её]зд\w*|балл\w*)?\W*|\s*([★⭐]{1,5})\ufe0f?\s*")


def _read_stars(text: str) -> int | None:
    """Return how many stars a text gives and nothing else: "5", "4 stars", "⭐⭐⭐"."""
    found = _STARS.fullmatch(text.casefold())
    return (int(found[1]) if found[1] else len(found[2])) if found else None


async def _answer_rating(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Take stars in figures, or keep the word for a rating. Only praise is nothing else: of other words the agent is
    told, and the requester is offered to reopen."""
    number = await get_number(desk, route.ticket_id)
    stars = _read_stars(incoming.words.text)
    if stars is not None and (await feedback.rate_solution(desk, number, stars)).changed:
        heard = await requester_messages.add_small_talk(desk, incoming, route)
        return replace(heard, destination=route.destination)
    question = await asking.add_question(desk, QuestionKind.RATING_WORD, ticket_id=route.ticket_id)
    entry = await question_messages.hold(desk, incoming, question)
    if stars is not None or await rating_doubts.is_praise(desk, route.ticket_id or 0, incoming.words.text):
        question.answered_at, question.due_at = desk.now, None
        await feedback.add_rating_words(desk, number, incoming.words.text)
    else:
        question.data = {**question.data, "options": [route.ticket_id]}
        await rating_doubts.tell_agent(desk, question, entry)
    show_question(desk, question, message_id=incoming.message_id)
    return Received(route.destination, number, route.ticket_id, entry.id, question.id)


async def _find_which(desk: Desk, s: Situation) -> Route | None:
    """Find the open "which request?" if the words name one of the requests."""
    newest = next((q for q in s.waiting if q.kind is QuestionKind.WHICH_TICKET), None)
    named = newest and await question_messages.find_named_option(desk, newest, get_lone_text(s.incoming))
    return replace(_to(newest), ticket_id=named.id) if newest is not None and named else None


async def find_where_to(desk: Desk) -> int | None:
    """Return the id of the open "where to?" that further words belong to. The actor may not have a ticket by now that
    it does not offer."""
    question = await asking.find_where_to(desk)
    if question is None or not set(question.data.get("options", ())).issuperset(await asking.list_theirs(desk)):
        return None
    return question.id


_KINDS: dict[Asked, tuple[_Find | None, _Take]] = {
    Asked.REGISTRATION: (_find_registration, _register),
    Asked.ORGANIZATION: (_find_organization, _choose_organization),
    Asked.SUBJECT: (_find_subject, _set_subject),
    Asked.FORM: (_find_form, _answer_form),
    Asked.CLOSE: (_find_close, _answer_close),
    Asked.SOLVED: (_find_solved, _answer_solved),
    Asked.RATING: (_find_rating, _answer_rating),
    Asked.WHICH: (_find_which, question_messages.choose_named),
    Asked.PLACE: (None, question_messages.ask_again),
    Asked.WORDS: (None, question_messages.join_question),
    Asked.HOLD_REASON: (None, staff_messages.take_reason),
    Asked.ESCALATION: (None, staff_messages.take_reason),
    Asked.LOW_MARK: (None, staff_messages.take_low_mark_note),
}
"""What is asked for: how the question is found that words without a reply answer (None: only a reply answers it, or it
is looked up by itself), and what the answer does. A prompt to staff is `prompt_replies`'s."""
