"""Decides where a message goes: a pure function of the situation, in the order the product demands."""

from dataclasses import replace

from db.models import Status
from desk.acts.staff_sentences import LISTS, VERBS, StaffMeaning
from desk.inbound.routing_types import (
    AskedFor,
    Destination,
    Reply,
    Route,
    RoutingContext,
    TicketOption,
    WordTraits,
)
from desk.text import Meaning


def decide_route(situation: RoutingContext) -> Route:
    """Return where a message that is no known command goes; the first rule that applies decides. A rule is asked only
    where there is what it is about."""
    s = situation
    return (
        (_command(s) if s.said.command or s.said.lone_command else None)
        or s.continues
        or (_take_back(s) if s.takes_back or s.said.staff is StaffMeaning.UNDO else None)
        or (_reply(s, s.reply) if s.reply else None)
        or (_says_new(s) if s.said.begins else None)
        or s.answers_ours
        or (_to_own(s.add_to) if s.add_to else None)
        or ((_greeting(s) or Route(Destination.NEW_DRAFT)) if s.new_next else None)
        or (Route(Destination.DRAFT, ticket_id=s.draft.id) if s.draft else None)
        or s.answers
        or (_staff_without_reply(s) if s.is_staff else None)
        or (_small_talk(s) if s.said.meaning.readings else None)
        or (_in_topic(s) if s.topic or s.new_topic else None)
        or (_spoken_of(s) if s.spoken_of else None)
        or (_question(s) if s.open_question else None)
        or _by_what_is_open(s)
    )


def read_closing(said: WordTraits) -> bool | None:
    """Return whether the words say yes or no to closing a request that is not needed any more, or None. Who waits has
    not given it up."""
    heard = said.meaning
    if heard.is_no or heard.keeps:
        return False
    if heard.waits:
        return None
    return True if heard.agrees or heard.thanks or heard.confirms or heard.is_never_mind else None


def read_solved(said: WordTraits, option: TicketOption) -> bool | None:
    """Return whether the words say that the ticket is solved, as an answer to "Did it work?" or, after silence, to "Is
    this still needed?"; None if they answer neither, or nothing is asked."""
    heard = said.meaning
    if option.asked_at is None or heard.postpones:
        return None
    if option.asks_if_needed:
        solved = heard.is_no or heard.is_never_mind
        return True if solved else False if heard.is_yes or heard.refutes else None
    return True if heard.confirms else False if heard.refutes else None


def is_form_answer(said: WordTraits, option: TicketOption) -> bool:
    """Return True if the words may say more about a new request that was asked for; thanks do not count."""
    return option.status is Status.NEW and (said.meaning.is_yes or not said.meaning.is_small_talk)


def _command(s: RoutingContext) -> Route | None:
    if s.is_staff:
        is_part = s.continues is not None and s.continues.destination is not Destination.JOIN_ALBUM
        return Route(Destination.COMMAND) if s.said.command and not is_part else None  # a long note may go on with one
    return Route(Destination.HELP) if s.said.lone_command else None


def _take_back(s: RoutingContext) -> Route | None:
    """Return what staff take back, also if there is nothing: the word is sent to nobody. Words for a question that was
    asked after that are for the question."""
    if s.takes_back is None and s.said.staff is StaffMeaning.UNDO and s.answers_ours is None:
        is_for_question = s.reply is not None and s.reply.answers is not None
        return Route(Destination.TAKE_BACK) if s.is_staff and not is_for_question else None
    asked = s.answers_ours.asked_at if s.answers_ours is not None else None
    is_answer = asked is not None and s.takes_back is not None and asked > (s.takes_back.asked_at or asked)
    return s.takes_back if not is_answer else None


def _says_new(s: RoutingContext) -> Route | None:
    """Return NEW_DRAFT for a requester's words that say themselves that they are a new request."""
    return Route(Destination.NEW_DRAFT) if not s.is_staff and s.topic is None else None


def _greeting(s: RoutingContext) -> Route | None:
    """Return GREETING for a message that would begin a request but only says hello."""
    return Route(Destination.GREETING) if s.said.meaning.is_greeting and not s.is_staff else None


def _reply(s: RoutingContext, reply: Reply) -> Route | None:
    answers = reply.answers
    if answers is not None and not (s.said.key and s.is_staff and answers.asked_for is AskedFor.WORDS):
        return answers
    if s.said.key and s.is_staff and (by_key := _route_canned_key(reply)) is not None:
        return by_key
    if reply.asked_first:
        to = Destination.VERB if s.said.staff in VERBS else Destination.NOT_YOURS
        return Route(to, ticket_id=reply.option.id) if reply.option else Route(Destination.WHERE_TO)
    if reply.option is None:
        return None
    return _staff_reply(s, reply, reply.option) if reply.as_staff else _own_reply(s, reply, reply.option)


def _route_canned_key(reply: Reply) -> Route | None:
    """Return CANNED, for the reply's ticket if it names one; None if the author is that ticket's requester."""
    if reply.option is None:
        return Route(Destination.CANNED)
    if not (reply.as_staff or reply.asked_first):
        return None
    answered = None if reply.to_note else reply.entry_id
    return Route(Destination.CANNED, ticket_id=reply.option.id, entry_id=answered, prepared=reply.prepared)


def _staff_reply(s: RoutingContext, reply: Reply, option: TicketOption) -> Route:
    to = _choose_for_staff(s, is_note=s.said.note or reply.to_note)
    if reply.prepared is not None and to is Destination.REPLY:
        to = Destination.REPLACE_PREPARED
    prepared = reply.prepared if to is Destination.REPLACE_PREPARED else None
    return Route(to, ticket_id=option.id, entry_id=reply.entry_id, prepared=prepared)


def _choose_for_staff(s: RoutingContext, *, is_note: bool) -> Destination:
    """Return where staff's words for a ticket go: they are the answer, whatever they say, unless they are a verb of the
    desk, or kept among colleagues by a gesture. What is not wholly read is asked about."""
    if s.said.staff in VERBS:
        return Destination.VERB
    if is_note or s.stays_inside:
        return Destination.NOTE
    return Destination.DOUBTFUL if s.said.doubtful else Destination.REPLY


def _own_reply(s: RoutingContext, reply: Reply, option: TicketOption) -> Route:
    may_answer = option.is_draft or option.status is Status.PENDING or option.is_asking
    if s.said.meaning.is_small_talk and not may_answer:
        return Route(Destination.SMALL_TALK, ticket_id=option.id, entry_id=reply.entry_id)
    return replace(_to_own(option), entry_id=reply.entry_id)


def _to_own(option: TicketOption) -> Route:
    """Route words of the requester's side to a named ticket. Whether it is solved is asked of the requester only."""
    if option.is_open:
        if option.is_draft:
            return Route(Destination.DRAFT, ticket_id=option.id)
        resolved = option.status is Status.RESOLVED and option.is_own
        return Route(Destination.ADDED_TO_RESOLVED if resolved else Destination.COMMENT, ticket_id=option.id)
    return Route(Destination.ENDED_LONG_AGO if option.long_ago else Destination.CLOSED_REPLY, ticket_id=option.id)


def _staff_without_reply(s: RoutingContext) -> Route:
    if s.said.key:
        return Route(Destination.CANNED, ticket_id=s.spoken_of)
    if s.spoken_of is not None:
        return Route(_choose_for_staff(s, is_note=s.said.note), ticket_id=s.spoken_of)
    if s.said.staff in LISTS or s.said.shows is not None:
        return Route(Destination.WISH)
    return Route(Destination.POLITE) if s.is_idle else _question(s) or Route(Destination.WHERE_TO)


def _small_talk(s: RoutingContext) -> Route | None:
    """Route small talk to the latest of the requester's tickets, unless it may be an answer: one is pending, or an
    agent has asked something. A mere no answers the agent who asked, too."""
    heard, is_over = s.said.meaning, not any(option.is_open for option in s.own)
    is_late = is_over and (heard.is_never_mind or heard.confirms)  # says once more that it is solved
    is_put_off = (
        heard.postpones and bool(s.own) and all(option.asked_at is not None for option in s.own if option.is_open)
    )
    is_idle = heard.is_small_talk or is_late or is_put_off
    if not (is_idle or heard.is_no) or any(option.status is Status.PENDING for option in s.own):
        return None
    latest = max(s.own, key=lambda option: option.last_at, default=None)
    if latest is None:
        return None
    last_asked = [latest] if latest.is_asking and latest.is_answered else []
    unanswered = [option for option in s.own if option.is_asking and (option.is_answered or option is latest)]
    asking = unanswered if heard.agrees or heard.is_no else last_asked
    if sum(read_solved(s.said, option) is not None for option in s.own) > 1:
        return None  # it may answer either "Did it work?"
    if asking or not is_idle:
        return _to_own(asking[0]) if len(asking) == 1 else None
    return Route(Destination.SMALL_TALK, ticket_id=latest.id)


def _in_topic(s: RoutingContext) -> Route | None:
    """Route words in a topic to its request; those in a topic that the person made begin one."""
    if s.topic is None:
        return (_greeting(s) or Route(Destination.NEW_DRAFT)) if s.new_topic else None
    return (None if s.topic.is_open else _question(s)) or _to_own(s.topic)


def _spoken_of(s: RoutingContext) -> Route | None:
    named = next((option for option in s.own if option.id == s.spoken_of and option.is_open), None)
    return replace(_to_own(named), held=True, late=s.said.turns) if named is not None else None


def _question(s: RoutingContext) -> Route | None:
    if s.open_question is None:
        return None
    return Route(Destination.ANSWER, asked_for=AskedFor.WORDS, question_id=s.open_question)


def _wants_back(said: WordTraits) -> bool:
    return said.meaning.denies or said.meaning.is_only(
        Meaning.OPENS, but=[Meaning.YES, Meaning.THANKS, Meaning.APOLOGY]
    )


def _find_latest_ended(s: RoutingContext) -> TicketOption | None:
    """Return the request that ended last, of which "reopen" may speak."""
    ended = [option for option in s.own if not option.is_open and not option.long_ago]
    return max(ended, key=lambda option: option.last_at, default=None)


def _by_what_is_open(s: RoutingContext) -> Route:
    still_open = [option for option in s.own if option.is_open]
    if not still_open:
        regretted = next((option for option in s.own if option.just_cancelled and _wants_back(s.said)), None)
        ended = regretted or (_find_latest_ended(s) if s.said.meaning.again and not s.is_staff else None)
        if ended is not None:
            return Route(Destination.CLOSED_REPLY, ticket_id=ended.id)
        thanks = Route(Destination.GREETING) if s.said.meaning.is_small_talk and not s.is_staff else None
        number = Route(Destination.NUMBER) if s.said.number and not s.is_staff else None
        return _greeting(s) or thanks or number or Route(Destination.NEW_DRAFT)
    if len(still_open) == 1:
        return replace(_to_own(still_open[0]), late=s.said.turns or not still_open[0].fresh)
    worked_on = [option for option in still_open if option.status is not Status.RESOLVED]
    if worked_on and s.said.meaning.is_only(Meaning.STATE, but=[Meaning.GREETING, Meaning.THANKS]):
        return replace(_to_own(max(worked_on, key=lambda option: option.last_at)), of_all=True)
    return Route(Destination.WHICH_TICKET)
