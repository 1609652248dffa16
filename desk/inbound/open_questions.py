"""Open questions: which words answer them, and what they do then.

The next words of a person may answer a question of the bot. A row of `_KINDS` has, for each thing that is asked for,
how to find the question that these words answer, and what to do with them. Some are asked by a row of `questions`, some
by a ticket's own message ("Did it work?"), some by a message to staff for a value.
"""

import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from operator import attrgetter

from sqlalchemy import select

from db.models import Entry, EntryKind, OwnTicket, Question, QuestionKind, Status, Ticket, any_of
from desk import Desk, ratings
from desk.conversation import entry_parts, form_answers, thread
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.inbound import question_messages, requester_messages, staff_messages, words_for_buttons
from desk.inbound.message_lookup import MessageLookup, get_number, make_option
from desk.inbound.reply_target import get_lone_text
from desk.inbound.routing import is_form_answer, read_closing, read_solved
from desk.inbound.routing_types import AskedFor, Destination, Received, Route, TicketOption, WordTraits
from desk.organizations import registration
from desk.outbox.question_rows import ON_RECEIPT, list_open, note_answer, show_question
from desk.policy import Verb, rating_rules, verb_check
from desk.questions import (
    answer_buttons,
    asking,
    clarifying_questions,
    close_questions,
    focus,
    next_message,
    organization_question,
    rating_doubts,
    sender_questions,
)
from desk.requests import drafts
from desk.text import Heard, Meaning, choice_in_words, hear, shorten_line
from desk.text.own_words import hide_quoted
from desk.text.short_sentences import fold
from desk.tickets import closing, fields

READ_BY, ANSWERED_BY = timedelta(seconds=2), timedelta(minutes=15)
_WELL_BEFORE, _JUST_NOW, _GOOD, _FEW_WORDS = timedelta(hours=1), timedelta(minutes=2), 4, 10


@dataclass(slots=True)
class Situation:
    """The things that a person's words meet. `waiting`: the open questions whose time has not run out, newest first;
    `own`: the person's tickets as requester; `spoken_of`: the one of them that words without a reply go to. Of those
    `asked`: whether they work now; `others`: all but the first; `rated`: that were to be rated lately."""

    incoming: IncomingMessage
    said: WordTraits
    is_staff: bool
    met: MessageLookup
    waiting: Sequence[Question]
    own: Sequence[TicketOption]
    draft: TicketOption | None = None
    spoken_of: int | None = None
    asked: Sequence[TicketOption] = field(init=False)
    others: Sequence[TicketOption] = field(init=False)
    rated: Sequence[OwnTicket] = field(init=False)

    def __post_init__(self) -> None:
        self.asked = [option for option in self.own if option.asked_at is not None]
        self.others = self.own[1:]
        self.rated = [ticket for ticket in self.met.mine if ticket.rating_asked_at or ticket.word_until]


_Find = Callable[[Desk, Situation], Awaitable[Route | None]]
_Take = Callable[[Desk, IncomingMessage, Route], Awaitable[Received]]


def list_in_time(desk: Desk, asked: Sequence[Question]) -> list[Question]:
    """Return the open questions whose time has not run out, newest first."""
    return sorted((q for q in asked if q.is_waiting(desk.now)), key=lambda q: (q.asked_at, q.id), reverse=True)


def list_met(situation: Situation) -> frozenset[AskedFor]:
    """Return what may be asked for here, as there is something that it is about. The words are for nothing else."""
    asks = ((asked, needs) for asked, (needs, finds, _) in _KINDS.items() if finds is not None)
    return frozenset(asked for asked, needs in asks if any(need(situation) for need in needs))


async def find_ours_answered(desk: Desk, situation: Situation, met: Collection[AskedFor]) -> Route | None:
    """Return the question of ours that the words answer, of all that stand: with a yes, a no, a choice, or by taking
    it back. It comes before a draft, the age of a request and what staff write to; of several the one asked last."""
    first = await _find(desk, situation, [asked for asked in _ANSWERED_FIRST if asked in met])
    if first is not None:
        return first
    found = [await _find(desk, situation, (asked,)) for asked in _ANSWERED_PLAINLY if asked in met]
    standing = [route for route in found if route is not None]
    return max(standing, key=lambda route: route.asked_at or desk.now, default=None)


async def find_answered(desk: Desk, situation: Situation, met: Collection[AskedFor]) -> Route | None:
    """Return the question that takes any words, if no draft takes them. What staff write without a reply is for their
    tickets, unless they have just rated one."""
    kinds = (AskedFor.RATING,) if situation.is_staff else (AskedFor.FORM, AskedFor.RATING)
    return await _find(desk, situation, [asked for asked in kinds if asked in met])


async def _find(desk: Desk, situation: Situation, kinds: Sequence[AskedFor]) -> Route | None:
    for asked in kinds:
        finds = _KINDS[asked][1]
        found = await finds(desk, situation) if finds is not None else None
        if found is not None:
            return found if found.asked_for is not None else replace(found, asked_for=asked)
    return None


async def take_answer(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Do what the words do as the answer that they are."""
    assert route.asked_for is not None
    heard = await _KINDS[route.asked_for][2](desk, incoming, route)
    return replace(heard, asked_for=route.asked_for) if heard.destination is Destination.ANSWER else heard


def _to(question: Question) -> Route:
    at = question.asked_at
    return Route(Destination.ANSWER, ticket_id=question.ticket_id, question_id=question.id, asked_at=at)


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
    asked = [q for q in s.met.questions if q.kind is QuestionKind.ORGANIZATION and q.answered_at is None]
    newest = max(asked, key=lambda q: q.id, default=None)
    if newest is None or s.incoming.sent_at - newest.asked_at < READ_BY or s.incoming.reply_to_message_id is not None:
        return None
    named = await organization_question.find_named(desk, newest, get_lone_text(s.incoming))
    return _to(newest) if named else None


async def _choose_organization(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Take the name of an organization or outlet as the answer that it is; it is no part of the request."""
    ticket = await organization_question.answer_typed(desk, route.question_id or 0, incoming.words.text)
    return Received(route.destination, ticket.number, ticket.id, question_id=route.question_id)


async def _find_called_off(desk: Desk, s: Situation) -> Route | None:
    """Find the message that was announced last, if the words say that it will not come."""
    newest = next((q for q in s.waiting if q.kind in asking.NEXT_MESSAGE), None)
    if newest is None or newest.kind is QuestionKind.REGISTER or s.is_staff:
        return None
    heard = s.said.meaning
    is_no = heard.is_no and newest.kind is not QuestionKind.ADD_TO  # there it may be the answer
    return _to(newest) if heard.declines or is_no else None


async def _call_off(desk: Desk, _incoming: IncomingMessage, route: Route) -> Received:
    await next_message.stop_expecting(desk)
    return Received(route.destination, question_id=route.question_id)


async def _find_subject(desk: Desk, s: Situation) -> Route | None:
    """Find the question for a new subject, unless its author may not name the request any more."""
    newest = next((q for q in s.waiting if q.kind in asking.NEXT_MESSAGE), None)
    if newest is None or newest.kind is not QuestionKind.SUBJECT or not s.said.has_text:
        return None
    ticket = await desk.session.get_one(Ticket, newest.ticket_id)
    return _to(newest) if await verb_check.can_use_verb(desk, ticket, Verb.RENAME) else None


async def _set_subject(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Set the subject; the question shows it, and the thread gets no entry."""
    number = await get_number(desk, route.ticket_id)
    await asking.close_expected(desk)
    await fields.rename(desk, number, shorten_line(incoming.words.text))
    return Received(route.destination, number, route.ticket_id)


async def _find_form(desk: Desk, s: Situation) -> Route | None:
    """Find the newest question to say more of a request, if these may be the words that answer it: sent after the
    question was read, and before they are likely to be about something else.

    For a single request this costs no query.
    """
    tickets = {ticket.id: ticket for ticket in s.met.mine}
    asked = [q for q in s.met.questions if q.kind in form_answers.KINDS and q.ticket_id in tickets]
    newest = max(asked, key=lambda q: q.id, default=None)
    if newest is None or newest.ticket_id is None or not s.said.has_text:
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


async def _find_solved(desk: Desk, s: Situation) -> Route | None:
    """Find the request of which the requester was asked whether it works now, if nothing else was said since; of
    several the one asked last, if the others were asked well before."""
    asked = sorted(s.asked, key=lambda o: o.asked_at or o.last_at)
    if (by_name := await _find_solved_by_name(desk, s, asked)) is not None:
        return by_name
    if await _is_about_another(desk, s, asked[-1].id):
        return Route(Destination.WHICH_TICKET)
    if len(asked) == 1 and _has_not_tried(desk, s, asked[0]):
        return Route(Destination.ADDED_TO_RESOLVED, ticket_id=asked[0].id, asked_at=asked[0].asked_at)
    solved = _read_solved_or_stars(s, asked[-1])
    if solved is None or (s.is_staff and s.spoken_of is not None):
        return None
    one = asked[-1]
    at = one.asked_at or one.last_at
    if any((other.asked_at or at) > at - _WELL_BEFORE for other in asked[:-1]):
        return None
    if solved and s.said.meaning.is_small_talk and one.is_told_since:
        return None  # it agrees with what the agent has said since
    others = [option for option in s.own if option.id != one.id and option.is_open]
    is_last = all(option.last_at <= at for option in others)
    return Route(Destination.ANSWER, ticket_id=one.id, says_yes=solved, asked_at=at) if is_last else None


def _has_not_tried(desk: Desk, s: Situation, asked: TicketOption) -> bool:
    """Return True for "haven't tried yet" where nothing newer was said, and no agent waits for an answer elsewhere."""
    if s.draft is not None or s.is_staff:
        return False
    others = [option for option in s.own if option.id != asked.id and option.is_open]
    is_newest = all(option.last_at <= (asked.asked_at or option.last_at) for option in others)
    is_awaited = any(option.status is Status.PENDING or option.is_asking for option in others)
    return is_newest and not is_awaited and s.said.meaning.has_clause(Meaning.UNSURE) and not s.said.meaning.denies


def _read_solved_or_stars(s: Situation, option: TicketOption) -> bool | None:
    """Return what the words say of whether it works; who gives four stars or five before being asked says that too."""
    text = s.incoming.words.text
    found = _STARS.fullmatch(text.casefold().replace("ё", "е")) if s.said.has_text else None
    if found is None or option.asked_at is None or option.asks_if_needed or (_read_stars(text) or 0) < _GOOD:
        return read_solved(s.said, option)
    beside = _read_beside_stars(text)
    is_marked = bool(found["unit"] or found["signs"])
    gives = (is_marked or bool(beside)) and (not beside or _is_kind(beside, is_marked=is_marked))
    return True if gives else read_solved(s.said, option)


def _is_kind(beside: str, *, is_marked: bool) -> bool:
    """Return True if words beside stars doubt nothing; beside a figure alone they have to praise."""
    heard = hear(beside)
    if heard.denies or heard.asks or heard.returns or heard.waits or heard.postpones or _BUT.search(fold(beside)):
        return False
    return is_marked or heard.is_praise or heard.remarks


async def _find_solved_by_name(desk: Desk, s: Situation, asked: Sequence[TicketOption]) -> Route | None:
    """Find the request that the words name by its subject, to say of it that it works or does not."""
    if s.said.meaning.readings or not s.said.has_text or s.draft is not None or s.is_staff:
        return None
    typed, still_open = get_lone_text(s.incoming), [option.id for option in s.own if option.is_open]
    if (by_number := await _find_solved_by_number(desk, s, asked, still_open, typed)) is not None:
        return by_number
    named = await question_messages.find_named(desk, still_open, typed) if len(still_open) > 1 else asked[-1].id
    one = next((option for option in asked if option.id == named), None)
    if one is None:
        return None
    subject = await desk.session.scalar(select(Ticket.subject).where(Ticket.id == one.id))
    rest = choice_in_words.take_off_thing(typed, subject or "")
    if not rest or rest == " ".join(typed.split()):
        return None
    solved = read_solved(replace(s.said, meaning=hear(rest)), one)
    if solved is None:
        return None
    return Route(Destination.ANSWER, ticket_id=one.id, says_yes=solved, asked_at=desk.now)  # named: before all others


async def _find_solved_by_number(
    desk: Desk, s: Situation, asked: Sequence[TicketOption], still_open: Sequence[int], typed: str
) -> Route | None:
    """Find the request that the words name by number or place ("#1 yes works"), to say whether it works."""
    if not choice_in_words.has_choice(typed):
        return None
    offered = select(Ticket.number, Ticket.id).where(any_of(Ticket.id, still_open)).order_by(Ticket.number)
    mine = [(number, ticket_id) for number, ticket_id in await desk.session.execute(offered)]
    chosen = choice_in_words.choose([choice_in_words.Option(number) for number, _ in mine], typed, is_asked=False)
    if chosen is None or len(chosen.places) != 1:
        return None
    one = next((option for option in asked if option.id == mine[chosen.places[0]][1]), None)
    said = replace(s.said, meaning=hear(choice_in_words.take_off_place(typed)))
    solved = read_solved(said, one) if one is not None else None
    if one is None or solved is None:
        return None
    return Route(Destination.ANSWER, ticket_id=one.id, says_yes=solved, asked_at=desk.now)


async def _is_about_another(desk: Desk, s: Situation, ticket_id: int) -> bool:
    """Return True if the words name another open request by its subject, and not the one that they would answer."""
    still_open = [option.id for option in s.own if option.is_open]
    if len(still_open) < 2 or s.draft is not None or s.said.meaning.readings or s.is_staff:
        return False
    named = await question_messages.find_named(desk, still_open, get_lone_text(s.incoming))
    return named is not None and named != ticket_id


async def _answer_solved(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Confirm or reopen the request, as the words say, and keep them."""
    number = await get_number(desk, route.ticket_id)
    for question in await list_open(desk, (QuestionKind.RESOLVED_ADDED,)):
        if question.ticket_id == route.ticket_id:
            note_answer(desk, question)
    if route.says_yes:
        said, before = NewEntry.from_message(incoming, answers_id=route.entry_id), await _find_stars_before(desk, route)
        entry = await thread.add_comment(desk, number, said, small_talk=True)
        await closing.confirm(desk, number)
        stars, beside = _read_stars(incoming.words.text) or before, _read_beside_stars(incoming.words.text)
        if stars is not None:
            await ratings.rate_solution(desk, number, stars)
        if stars is not None and beside:
            await ratings.add_rating_words(desk, number, beside)
        return Received(route.destination, number, route.ticket_id, entry.id)
    await closing.deny(desk, number)
    return await requester_messages.add_comment(desk, incoming, route)


async def _find_stars_before(desk: Desk, route: Route) -> int | None:
    """Return the stars that the requester gave, and nothing else, after being asked whether it works now."""
    if not (await desk.session.get_one(Ticket, route.ticket_id)).needs_answer:
        return None  # nothing was said since
    given = select(Entry).where(
        Entry.ticket_id == route.ticket_id,
        Entry.author_id == desk.require_actor().id,
        Entry.created_at >= (route.asked_at or desk.now),
        Entry.withdrawn_at.is_(None),
    )
    said = map(entry_parts.read_own_words, await desk.session.scalars(given))
    return next((_read_stars(own) for own in said if is_only_stars(own)), None)


async def _find_close(desk: Desk, s: Situation) -> Route | None:
    """Find the question whether to close a request, if the words say yes or no; after the usual time of a question only
    if nothing else was said there since. Whether it works now is asked later."""
    own = {option.id: option for option in (*s.own, *((s.draft,) if s.draft else ())) if option.asked_at is None}
    lately = desk.now - desk.rules.requests.question
    for question in s.waiting:
        option = own.get(question.ticket_id or 0) if question.kind is QuestionKind.CLOSE else None
        if option is None or (closes := read_closing(s.said)) is None:
            continue
        is_last = option.last_at <= question.asked_at
        if is_last or (question.asked_at > lately and (not option.is_answered or s.said.meaning.is_never_mind)):
            return replace(_to(question), says_yes=closes)
    return None


async def _answer_close(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Close the request, or leave it as it is, and keep the words. They are no part of a draft."""
    is_draft = (await desk.session.get_one(Ticket, route.ticket_id)).is_draft
    keep = requester_messages.add_small_talk if route.says_yes or is_draft else requester_messages.add_comment
    heard = await keep(desk, incoming, route)
    if is_draft and not route.says_yes:
        await drafts.wait_for_more(desk, route.ticket_id or 0)
    question = await desk.session.get_one(Question, route.question_id)
    note_answer(desk, question, chosen=route.ticket_id if route.says_yes else None)
    if route.says_yes:
        await close_questions.close(desk, question, heard.number or 0, said=incoming.words.text)
    return replace(heard, question_id=question.id)


class _Afterwards(Enum):
    """The kinds of words after "How was it?"."""

    STARS, LATER, WORD, TALK, TROUBLE, PLAIN, OTHER = (auto() for _ in range(7))


async def _find_rating(desk: Desk, s: Situation) -> Route | None:
    """Find the ticket that was just confirmed or rated, while a word may still be added to the rating. Another matter
    is for an open request, if there is one."""
    if not s.said.has_text and not s.said.meaning.denies:
        return None
    rated = _list_rated(desk, s)
    if not rated:
        return None
    mine = Question.kind == QuestionKind.RATING_WORD, any_of(Question.ticket_id, [one.id for one in rated])
    words = list(await desk.session.scalars(select(Question).where(*mine)))
    had = {question.ticket_id for question in words} | {one.id for one in rated if one.rating_words}
    ticket = next((one for one in rated if one.id not in had), rated[0])
    asked = [question for question in words if question.ticket_id == ticket.id]
    what = await _sort_afterwards(desk, ticket.id, s.incoming, s.said.meaning)
    if what is _Afterwards.TROUBLE and await _is_of_another(desk, s, ticket.id):
        return None
    is_free = what in (_Afterwards.STARS, _Afterwards.LATER)
    if any(q.is_open for q in asked) and not is_free:
        return None  # they go on with what the agent was told
    if what in (_Afterwards.OTHER, _Afterwards.PLAIN, _Afterwards.TALK) and any(option.is_open for option in s.own):
        return None
    if what is _Afterwards.TALK or (ticket.id in had and what is _Afterwards.WORD):
        return Route(Destination.SMALL_TALK, ticket_id=ticket.id)
    if what is _Afterwards.LATER and ticket.rated_at is not None:
        return Route(Destination.SMALL_TALK, ticket_id=ticket.id)
    return Route(Destination.ANSWER, ticket_id=ticket.id)


async def _is_of_another(desk: Desk, s: Situation, rated_id: int) -> bool:
    """Return True if the words name an open request by its subject, and not the one that was rated."""
    still_open = [option.id for option in s.own if option.is_open]
    if not still_open or s.said.meaning.readings:
        return False
    typed = get_lone_text(s.incoming)
    named = await question_messages.find_named(desk, [*still_open, rated_id], typed)
    if named is not None:
        return named != rated_id
    rows = await desk.session.execute(
        select(Ticket.id, Ticket.subject).where(any_of(Ticket.id, [*still_open, rated_id]))
    )
    return {key for key, subject in rows if choice_in_words.has_root_of(typed, subject or "")} == {*still_open}


def _list_rated(desk: Desk, s: Situation) -> list[OwnTicket]:
    """Return the tickets about whose rating the words may be, the one asked about last first."""
    since = desk.now - desk.rules.requests.question
    until = [(rating_rules.get_comment_deadline(ticket, desk.rules), ticket) for ticket in s.rated]
    may = {ticket.id: (at, ticket) for at, ticket in until if at is not None and at > desk.now}
    for ticket in s.rated:
        asked_at = ticket.rating_asked_at if ticket.rating_words else None
        if asked_at is not None and (asked_at > since or (ticket.word_until or since) > desk.now):
            may.setdefault(ticket.id, (asked_at, ticket))
    return [ticket for _, ticket in sorted(may.values(), key=lambda one: (one[0], one[1].id), reverse=True)]


async def _sort_afterwards(desk: Desk, ticket_id: int, incoming: IncomingMessage, heard: Heard) -> _Afterwards:
    text = incoming.words.text
    if _read_stars(text) is not None:
        return _Afterwards.STARS
    if heard.postpones:
        return _Afterwards.LATER
    is_idle = heard.is_small_talk and not heard.is_only(Meaning.THANKS, Meaning.PRAISE, but=list(Meaning))
    if is_idle and any(map(str.isalpha, text)):
        return _Afterwards.TALK
    if await rating_doubts.is_praise(desk, ticket_id, text) or heard.remarks:
        return _Afterwards.WORD
    if heard.returns:
        return _Afterwards.TROUBLE
    if await _explains_low_stars(desk, ticket_id, text, heard):
        return _Afterwards.WORD
    is_counted = any(map(str.isdigit, text)) or _STARS.fullmatch(fold(text)) is not None  # "rooms 5 and 6 are dark too"
    is_matter = heard.asks or heard.denies or is_counted or _WANTS.search(fold(text)) is not None or not text.strip()
    return _Afterwards.OTHER if is_matter else _Afterwards.PLAIN


async def _explains_low_stars(desk: Desk, ticket_id: int, text: str, heard: Heard) -> bool:
    """Return True for the first words after few stars, if they are few and ask for nothing. Admins read them."""
    ticket = await desk.lock_by_id(ticket_id)
    is_first = ticket.rating is not None and rating_rules.is_low(ticket.rating) and ticket.rating_words is None
    return is_first and not heard.asks and len(text.split()) <= _FEW_WORDS and _WANTS.search(fold(text)) is None


_WANTS = re.compile(
    r"\b(?:need|needs|please|pls|can|could|want|order|bring|send|нуж[а-я]+|надо|пожалуйста|можно|может[а-я]*|хочу|прошу"
    r"|закаж[а-я]+|принес[а-я]+|пришл[а-я]+|дайте|сделайте)\b"
)
_STARS = re.compile(
    r"\W*(?:(?:an?|its|my|solid|strong|i|i[’']?d|would|give|say|make|it|you|на|ставлю|поставлю|дам|тв[её]рд(?:ая|ую))\s+)*"
    r"(?:(?P<figure>[1-5])\+?(?:\s*/\s*5|\s+(?:out of|из) (?:5|five|пяти))?"
    r"|(?P<word>one|two|three|four|five|один|одна|два|две|три|четыре|пять"
    r"|(?:двойк|двоечк|тройк|троечк|четверк|четверочк|пятерк|пятерочк)[ау]))"
    r"(?:\s*(?P<unit>stars?|зв[её]зд\w*|балл\w*|с плюсом|с минусом|plus|minus))?"
    r"(?P<rest>\W*$|\s*[,.;:!–—-](?=\s).*|\s.*)"
    r"|\s*(?P<signs>[★⭐]{1,5})\ufe0f?(?P<after>\s*|[\s,.].*)",
    re.DOTALL,
)
_ENUMERATION = re.compile(r"[,;–—-]\s*(?:\d|(?:one|two|three|four|five|два|две|три|четыре|пять)\b)")
_BUT = re.compile(
    r"\b(?:but|if|when|once|except|unless|only|however|after|но|если|когда|только|кроме|однако|хотя|после|вот)\b"
)
_IN_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "один": 1, "одна": 1, "два": 2, "две": 2, "три": 3,
    "четыре": 4, "пять": 5, "двойк": 2, "двоечк": 2, "тройк": 3, "троечк": 3, "четверк": 4, "четверочк": 4, "пятерк": 5,
    "пятерочк": 5,
}  # fmt: skip


def _read_stars(text: str) -> int | None:
    """Return how many stars a text begins with: "5", "4 stars because …", "⭐⭐⭐"; a figure alone ends there."""
    found = _STARS.fullmatch(hide_quoted(text).casefold().replace("ё", "е"))
    if found is None:
        return None
    if found["signs"]:
        return len(found["signs"])
    rest = found["rest"].lstrip()
    if not found["unit"] and rest and (rest[0] not in ",.;:!–—-" or _ENUMERATION.match(rest)):
        return None
    if found["figure"]:
        return int(found["figure"])
    return _IN_WORDS.get(found["word"]) or _IN_WORDS[found["word"][:-1]]


def _read_beside_stars(text: str) -> str:
    """Return the words of a text with stars beside them, or "" if there are none."""
    found = _STARS.fullmatch(text.casefold().replace("ё", "е"))
    words = (found["rest"] or found["after"] or "").lstrip(" ,.;:!–—-") if found is not None else ""
    return words if any(map(str.isalnum, words)) else ""


def is_only_stars(text: str) -> bool:
    """Return True for stars in figures, words or signs, with nothing beside them."""
    return _read_stars(text) is not None and not _read_beside_stars(text)


def _sort_beside_stars(heard: Heard) -> _Afterwards:
    """Return what words beside stars are: a reason, unless trouble is back or something is asked."""
    if heard.returns:
        return _Afterwards.TROUBLE
    return _Afterwards.OTHER if heard.asks and not heard.is_small_talk else _Afterwards.WORD


async def _answer_rating(desk: Desk, incoming: IncomingMessage, route: Route) -> Received:
    """Take stars, or keep the word for a rating; "later" declines. Of trouble the agent is told, and the requester is
    offered to reopen; what asks or complains, or follows a word, begins a request, whose receipt offers that it is
    about this one."""
    number, text = await get_number(desk, route.ticket_id), incoming.words.text
    what = await _sort_afterwards(desk, route.ticket_id or 0, incoming, hear(text))
    if what is _Afterwards.LATER:
        await ratings.rate_solution(desk, number, None)
        return replace(await requester_messages.add_small_talk(desk, incoming, route), destination=route.destination)
    stars = _read_stars(text)
    gave = stars is not None and (await ratings.rate_solution(desk, number, stars)).changed
    beside = _read_beside_stars(text)
    if gave and not beside:
        return replace(await requester_messages.add_small_talk(desk, incoming, route), destination=route.destination)
    if stars is not None:
        what = _sort_beside_stars(hear(beside))
    had_word = (await desk.lock_by_id(route.ticket_id or 0)).rating_words is not None
    question = await asking.add_question(desk, QuestionKind.RATING_WORD, ticket_id=route.ticket_id)
    entry = await question_messages.hold(desk, incoming, question)
    if what is _Afterwards.OTHER or (what is _Afterwards.PLAIN and had_word):
        made = await answer_buttons.answer_question(desk, question.id, answer_buttons.NEW_REQUEST)
        question.data = {**question.data, ON_RECEIPT: made.number}
        return Received(route.destination, number, route.ticket_id, entry.id, question.id)
    if what is _Afterwards.TROUBLE:
        question.data = {**question.data, "options": [route.ticket_id]}
        await rating_doubts.tell_agent(desk, question, entry)
    else:
        question.answered_at, question.due_at = desk.now, None
        await ratings.add_rating_words(desk, number, text)
    show_question(desk, question, message_id=incoming.message_id)
    return Received(route.destination, number, route.ticket_id, entry.id, question.id)


async def _find_which(desk: Desk, s: Situation) -> Route | None:
    """Find the open "which request?", or an agent's "where to?", if the words choose under it."""
    newest = next((q for q in s.waiting if q.kind is QuestionKind.WHICH_TICKET), None)
    if newest is None and s.is_staff and s.incoming.reply_to_message_id is None:
        newest = await asking.find_where_to(desk)
    typed = get_lone_text(s.incoming)
    if newest is None and s.said.number:
        newest = next((q for q in s.met.questions if _is_just_placed(desk, q)), None)
    if newest is None and (again := await _choose_again(desk, s, typed)) is not None:
        return again
    if newest is None and not s.is_staff and await _names_another(desk, s, typed):
        return Route(Destination.WHICH_TICKET)
    chosen = newest and await question_messages.choose(desk, newest, typed)
    if newest is None or not chosen or (newest.kind is QuestionKind.WHERE_TO and not chosen.is_bare):
        return None
    return replace(_to(newest), ticket_id=chosen.tickets[0].id if chosen.tickets else None)


async def _choose_again(desk: Desk, s: Situation, typed: str) -> Route | None:
    """Find the line just placed that the words take to another request by its place ("oh no, the first")."""
    put_right = choice_in_words.take_off_regret(typed)
    if put_right is None or s.is_staff:
        return None
    placed = [q for q in s.met.questions if q.kind is QuestionKind.WHICH_TICKET and q.answered_at is not None]
    last = max(placed, key=lambda q: q.id, default=None)
    if last is None or last.closed_at is not None or (last.answered_at or desk.now) < desk.now - ANSWERED_BY:
        return None
    chosen = await question_messages.choose(desk, last, put_right)
    is_one = chosen is not None and chosen.is_bare and len(chosen.tickets) == 1
    return _to(last) if is_one else None


def _is_just_placed(desk: Desk, question: Question) -> bool:
    """Return True for a "which request?" that time has answered just now: a number still names another one."""
    by_clock = question.kind is QuestionKind.WHICH_TICKET and bool(question.data.get("by_clock"))
    at = question.answered_at if by_clock and question.closed_at is None else None
    return at is not None and at > desk.now - desk.rules.requests.question


async def _names_another(desk: Desk, s: Situation, typed: str) -> bool:
    """Return True if a line says which of several requests it is for: by number or place, or, where it would go to the
    one chosen before, by words that only the subject of another one has. To an agent's word it is an answer."""
    still_open = [option.id for option in s.own if option.is_open]
    if len(still_open) < 2 or s.draft is not None or s.said.meaning.has_elsewhere:
        return False
    if choice_in_words.has_choice(typed):
        return True
    chosen = focus.find_focus(desk, s.met.questions)
    if chosen is None or chosen.ticket_id not in still_open or s.said.meaning.readings or not s.said.has_text:
        return False
    if any(option.is_answered for option in s.own if option.id == chosen.ticket_id):
        return False
    return await question_messages.find_named(desk, still_open, typed) not in (None, chosen.ticket_id)


async def _find_place(desk: Desk, s: Situation) -> Route | None:
    """Find the line that the words take back from a request: the one just placed by a choice, or the last one; or the
    one written just now that they say is a request of its own."""
    if s.is_staff or s.draft is not None:
        return None
    if s.said.is_own_matter:
        return await _find_new_matter(desk, s)
    still_open = [option.id for option in s.own if option.is_open]
    if len(still_open) < 2 or s.spoken_of is None or not s.said.meaning.has_elsewhere:
        return None
    entry = await _find_own_line(desk, [s.spoken_of], since=desk.now - desk.rules.requests.question)
    return replace(_take_back(entry), question_id=None) if entry is not None else None


async def _find_new_matter(desk: Desk, s: Situation) -> Route | None:
    """Find the line written just now that is a request of its own; without one, one will follow. Where something else
    is asked or the team spoke last, it may be the answer."""
    still_open = [option for option in s.own if option.is_open]
    is_asked = any(q.kind not in (QuestionKind.WHICH_TICKET, QuestionKind.FOCUS) for q in s.waiting)
    if (
        is_asked
        or not still_open
        or any(
            option.is_answered or option.asked_at is not None or option.status is Status.PENDING
            for option in still_open
        )
    ):
        return None
    entry = await _find_own_line(desk, [option.id for option in still_open], since=desk.now - _JUST_NOW)
    if entry is None:  # any question that stands comes first
        return Route(Destination.ANSWER, asked_at=min(option.last_at for option in still_open))
    is_free = entry.question_id is None or await _is_placed(desk, entry.question_id)
    return _take_back(entry) if is_free else None


def _take_back(entry: Entry) -> Route:
    return Route(Destination.ANSWER, entry.ticket_id, entry.question_id, entry_id=entry.id, asked_at=entry.created_at)


async def _find_own_line(desk: Desk, ticket_ids: Sequence[int], *, since: datetime) -> Entry | None:
    """Return the last line that the actor added to one of these filed requests after that moment."""
    last = select(Entry).where(
        any_of(Entry.ticket_id, ticket_ids),
        Entry.author_id == desk.require_actor().id,
        Entry.kind == EntryKind.COMMENT,
        Entry.created_at > since,
        Entry.withdrawn_at.is_(None),
        Entry.created_at >= select(Ticket.filed_at).where(Ticket.id == Entry.ticket_id).scalar_subquery(),
    )
    return await desk.session.scalar(last.order_by(Entry.id.desc()).limit(1))


async def _is_placed(desk: Desk, question_id: int) -> bool:
    """Return True if the words of a "which request?" can still be moved by its buttons."""
    question = await desk.session.get(Question, question_id)
    return question is not None and question.kind is QuestionKind.WHICH_TICKET and question.closed_at is None


async def _find_press(desk: Desk, s: Situation) -> Route | None:
    """Find the newest question whose button the words stand for; of staff only one asked just now, as it may send
    words to a requester."""
    lately = desk.now - desk.rules.requests.question
    for question in sorted(s.met.questions, key=lambda q: q.id, reverse=True):
        is_late = question.kind is QuestionKind.NOT_YOURS and question.asked_at < lately
        if question.kind is QuestionKind.WROTE_MAIL:
            is_late = desk.now - question.asked_at > ANSWERED_BY or sender_questions.is_mailed(question, desk.now)
        pressed = await words_for_buttons.read_press(desk, question, s.said) if not is_late else None
        if pressed is not None:
            return pressed
    return None


async def find_where_to(desk: Desk) -> int | None:
    """Return the id of the open "where to?" that further words belong to. The actor may not have a ticket by now that
    it does not offer."""
    question = await asking.find_where_to(desk)
    if question is None or not set(question.data.get("options", ())).issuperset(await asking.list_theirs(desk)):
        return None
    return question.id


_ANSWERED_FIRST = (AskedFor.CALLED_OFF, AskedFor.REGISTRATION, AskedFor.ORGANIZATION, AskedFor.SUBJECT)
_ANSWERED_PLAINLY = (
    AskedFor.CLOSE,
    AskedFor.SOLVED,
    AskedFor.WHICH,
    AskedFor.PLACE,
    AskedFor.PRESS,
)
_Need = Callable[[Situation], object]
_WAITING, _QUESTIONS = (attrgetter("waiting"),), (attrgetter("met.questions"),)
_ASKED, _RATED = (attrgetter("asked"),), (attrgetter("rated"),)
_CHOICE = (*_QUESTIONS, attrgetter("others"), attrgetter("is_staff"))
_ELSEWHERE = (attrgetter("said.is_own_matter"), attrgetter("said.meaning.has_elsewhere"))
_KINDS: dict[AskedFor, tuple[tuple[_Need, ...], _Find | None, _Take]] = {
    AskedFor.CALLED_OFF: (_WAITING, _find_called_off, _call_off),
    AskedFor.REGISTRATION: (_WAITING, _find_registration, _register),
    AskedFor.ORGANIZATION: (_QUESTIONS, _find_organization, _choose_organization),
    AskedFor.SUBJECT: (_WAITING, _find_subject, _set_subject),
    AskedFor.FORM: (_QUESTIONS, _find_form, _answer_form),
    AskedFor.CLOSE: (_WAITING, _find_close, _answer_close),
    AskedFor.SOLVED: (_ASKED, _find_solved, _answer_solved),
    AskedFor.RATING: (_RATED, _find_rating, _answer_rating),
    AskedFor.WHICH: (_CHOICE, _find_which, question_messages.choose_named),
    AskedFor.PLACE: (_ELSEWHERE, _find_place, question_messages.move_line),
    AskedFor.PRESS: (_QUESTIONS, _find_press, question_messages.press_in_words),
    AskedFor.WORDS: ((), None, question_messages.join_question),
    AskedFor.REASON: ((), None, staff_messages.take_reason),
    AskedFor.LOW_MARK: ((), None, staff_messages.take_low_mark_note),
}
"""What is asked for: what it is about, of which there has to be something; how the question is found that words without
a reply answer (None: only a reply answers it, or it is looked up by itself); what the answer does. A prompt to staff is
`prompt_replies`'s."""
