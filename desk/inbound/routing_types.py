"""Values that decide where a message goes."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from db.models import Status
from desk.outbox import Slot
from desk.questions.answer_buttons import Choice
from desk.text import Heard
from desk.text.staff_sentences import NOT_FOR_REQUESTERS, WISHES, StaffMeaning


class Destination(StrEnum):
    """Places where a message can go."""

    HELP = "help"  # a requester's unknown command, alone
    GREETING = "greeting"  # a requester's, before they have said what it is about
    NUMBER = "number"  # a requester's number alone, which nothing asked for
    COMMAND = "command"  # staff's unknown command, which is stored nowhere
    ANSWER = "answer"  # to an open question (`Asked`)
    COMMENT = "comment"  # the requester's words for their open ticket
    ADDED_TO_RESOLVED = "added_to_resolved"  # like COMMENT, and the requester is asked whether it is solved
    REPLY = "reply"
    NOTE = "note"
    NOT_YOURS = "not_yours"  # staff replied to a colleague's card or a reminder: ask first
    COLLEAGUES = "colleagues"  # staff replied with a verb or talk among colleagues: ask first
    TAKE_BACK = "take_back"  # staff take back what they did last
    WISH = "wish"  # staff asked for a list or for help; stored nowhere
    POLITE = "polite"  # staff greeted or thanked, with no ticket that this is for; stored nowhere
    WHERE_TO = "where_to"  # staff replied to nothing: ask which ticket
    CLOSED_REPLY = "closed_reply"  # a reply to an ended ticket: ask
    ENDED_LONG_AGO = "ended_long_ago"  # a reply to a ticket that ended long ago: a new request
    DRAFT = "draft"  # joins the gathering draft
    NEW_DRAFT = "new_draft"
    CANNED = "canned"  # the key of a canned reply, which is shown before it is sent
    REPLACE_PREPARED = "instead"  # words to send instead of an answer that was shown
    SMALL_TALK = "small_talk"
    WHICH_TICKET = "which_ticket"
    JOIN_ALBUM = "with_album"  # to where the first part of its album went


class Asked(StrEnum):
    """The things that open questions ask for. `desk.inbound.open_questions` says which words answer them."""

    PROMPT = "prompt"  # a value or words that staff were asked for
    HOLD_REASON = "hold_reason"
    ESCALATION = "escalation"  # the reason of an escalation
    LOW_MARK = "low_mark"  # what happened before a low rating
    WHICH = "which"  # which request, and the words name one of those offered
    WORDS = "words"  # further words wait with those that the question is about
    SUBJECT = "subject"  # the new subject of the requester's ticket
    FORM = "form"  # more about a request
    REGISTRATION = "registration"  # who the requester is
    ORGANIZATION = "organization"  # the name of an organization or outlet
    SOLVED = "solved"  # whether it works now
    CLOSE = "close"  # whether to close a request that is not needed any more
    RATING = "rating"  # a word for the stars
    PLACE = "place"  # where a line went; the answer says that it belongs to another request
    PRESS = "press"  # any other question with buttons; the words stand for one of them


@dataclass(frozen=True, slots=True)
class Route:
    """A decision: the destination, with ticket or question; of ANSWER, what was `asked`.

    `entry_id`: the entry it answers, or the album's first; `note`: under its question it is a note whatever it begins
    with; `prompt`: the slot of a question to staff for a value; `prepared`: as in `Reply`; `held`: the ticket was not
    named but is the one being spoken about; `says_yes`: the answer is a yes; `late`: the words come long after the
    last ones, and may be about something new; `choice`: the button that they stand for; `asked_at`: of an ANSWER, when
    that was asked.
    """

    destination: Destination
    ticket_id: int | None = None
    question_id: int | None = None
    entry_id: int | None = None
    asked: Asked | None = None
    note: bool = False
    prompt: Slot | None = None
    prepared: int | None = None
    says_yes: bool = False
    held: bool = False
    late: bool = False
    choice: Choice | None = None
    asked_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class WordTraits:
    """The kind of words, without their context. `number`: they are a small number, a rating, or `#12`, and nothing
    else; `command`: they begin with a slash; `note`: with `//`; `key`: calls a canned reply, if there are any; `heard`:
    what they mean as a short sentence, of a sticker or a dice too; nothing if they are somebody else's or an album's;
    `staff`: what they mean to the desk or to colleagues, if staff wrote them."""

    has_text: bool = True
    lone_command: bool = False
    number: bool = False
    note: bool = False
    key: bool = False
    command: bool = False
    heard: Heard = Heard()  # noqa: RUF009  (frozen itself)
    staff: frozenset[StaffMeaning] = frozenset()


@dataclass(frozen=True, slots=True)
class TicketOption:
    """A ticket a message could go to. `fresh`: got a word within 24 hours; `long_ago`: ended too long ago to reopen;
    `is_own`: the writer filed it, and does not lead the requester's organization; `is_answered`: the last word is the
    team's; `asked_at`: since when its requester has been asked whether it works now, or (`asks_if_needed`) whether
    it is still needed; `is_asking`: an agent's last answer, or the one replied to, has a question;
    `just_cancelled`: its requester cancelled it within the time of a question."""

    id: int
    status: Status
    last_at: datetime
    is_draft: bool = False
    fresh: bool = True
    long_ago: bool = False
    is_own: bool = True
    is_answered: bool = False
    asked_at: datetime | None = None
    asks_if_needed: bool = False
    is_asking: bool = False
    just_cancelled: bool = False

    @property
    def is_open(self) -> bool:
        """Return True unless closed or cancelled; drafts are open."""
        return self.status.is_open

    @property
    def is_told_since(self) -> bool:
        """Return True if an agent has written since its requester was asked whether it works now."""
        return self.is_answered and self.asked_at is not None and self.last_at > self.asked_at


@dataclass(frozen=True, slots=True)
class Reply:
    """The thing a message replies to: a ticket, seen as its requester or as staff, or an open question.
    `asked_first`: a colleague's "taken by" card, or a reminder (which may name several tickets: `option` is None
    then); `entry_id`: the entry it answers; `answers`: the open question that these words answer; `prepared`: the id of
    an answer that was shown and can still be sent."""

    option: TicketOption | None = None
    entry_id: int | None = None
    as_staff: bool = False
    to_note: bool = False
    asked_first: bool = False
    answers: Route | None = None
    prepared: int | None = None

    @property
    def is_decisive(self) -> bool:
        """Return True if the reply alone decides (but for commands, albums and parts of a note)."""
        return self.option is not None or self.answers is not None or self.asked_first


@dataclass(frozen=True, slots=True)
class RoutingContext:
    """Everything that decides.

    `continues`: where the words go as a further part of an album or a note; `takes_back`: what staff take back by them,
    if they say so; `answers_ours`: the question of ours that
    they answer with a yes, a no or a choice; `answers`: one that takes any words, once no draft does; `add_to`: the
    ticket that the next message was announced for; `new_next`: it begins a request; `own`: the person's tickets as
    requester that are open or ended within 72 hours, without drafts; `spoken_of`: the ticket that words without a reply
    go to: an agent's focus, or the one the requester chose or that we answered just now; `open_question`: the newest
    that takes further messages; `topic`: the request in whose topic it was written; `new_topic`: it was written in a
    topic that the person made; `is_idle`: staff are polite, and have no ticket that this could be for.
    """

    said: WordTraits = WordTraits()
    is_staff: bool = False
    continues: Route | None = None
    reply: Reply | None = None
    takes_back: Route | None = None
    answers_ours: Route | None = None
    add_to: TicketOption | None = None
    new_next: bool = False
    draft: TicketOption | None = None
    answers: Route | None = None
    own: tuple[TicketOption, ...] = ()
    spoken_of: int | None = None
    open_question: int | None = None
    topic: TicketOption | None = None
    new_topic: bool = False
    is_idle: bool = False


# Decide where a message goes: a pure function of the situation, in the order the product demands.


@dataclass(frozen=True, slots=True)
class Received:
    """The destination of a message, and the ticket, entry and question it went to, if any. HELP, GREETING, NUMBER,
    WISH, POLITE and COMMAND are left to the caller: nothing was stored. `asked`: what an ANSWER answers."""

    destination: Destination
    number: int | None = None
    ticket_id: int | None = None
    entry_id: int | None = None
    question_id: int | None = None
    asked: Asked | None = None


def decide_route(situation: RoutingContext) -> Route:
    """Return where a message that is no known command goes; the first rule that applies decides."""
    s = situation
    return (
        _command(s)
        or s.continues
        or _take_back(s)
        or (_reply(s, s.reply) if s.reply else None)
        or s.answers_ours
        or (_to_own(s.add_to) if s.add_to else None)
        or ((_greeting(s) or Route(Destination.NEW_DRAFT)) if s.new_next else None)
        or (Route(Destination.DRAFT, ticket_id=s.draft.id) if s.draft else None)
        or s.answers
        or (_staff_without_reply(s) if s.is_staff else None)
        or _small_talk(s)
        or _in_topic(s)
        or _spoken_of(s)
        or _question(s)
        or _by_what_is_open(s)
    )


def read_closing(said: WordTraits) -> bool | None:
    """Return whether the words say yes or no to closing a request that is not needed any more, or None. Who waits has
    not given it up."""
    heard = said.heard
    if heard.is_no or heard.keeps:
        return False
    if heard.waits:
        return None
    return True if heard.agrees or heard.thanks or heard.confirms or heard.is_never_mind else None


def read_solved(said: WordTraits, option: TicketOption) -> bool | None:
    """Return whether the words say that the ticket is solved, as an answer to "Did it work?" or, after silence, to "Is
    this still needed?"; None if they answer neither, or nothing is asked."""
    heard = said.heard
    if option.asked_at is None or heard.postpones:
        return None
    if option.asks_if_needed:
        solved = heard.is_no or heard.is_never_mind
        return True if solved else False if heard.is_yes or heard.refutes else None
    return True if heard.confirms else False if heard.refutes else None


def is_form_answer(said: WordTraits, option: TicketOption) -> bool:
    """Return True if the words may say more about a new request that was asked for; thanks do not count."""
    return option.status is Status.NEW and (said.heard.is_yes or not said.heard.is_small_talk)


def _command(s: RoutingContext) -> Route | None:
    if s.is_staff:
        is_part = s.continues is not None and s.continues.destination is not Destination.JOIN_ALBUM
        return Route(Destination.COMMAND) if s.said.command and not is_part else None  # a long note may go on with one
    return Route(Destination.HELP) if s.said.lone_command else None


def _take_back(s: RoutingContext) -> Route | None:
    """Return what staff take back; words for a question that was asked after that are for the question."""
    asked = s.answers_ours.asked_at if s.answers_ours is not None else None
    is_answer = asked is not None and s.takes_back is not None and asked > (s.takes_back.asked_at or asked)
    return s.takes_back if not is_answer else None


def _greeting(s: RoutingContext) -> Route | None:
    """Return GREETING for a message that would begin a request but only says hello."""
    return Route(Destination.GREETING) if s.said.heard.is_greeting and not s.is_staff else None


def _reply(s: RoutingContext, reply: Reply) -> Route | None:
    answers = reply.answers
    if answers is not None and not (s.said.key and s.is_staff and answers.asked is Asked.WORDS):
        return answers
    if s.said.key and s.is_staff and (by_key := _route_canned_key(reply)) is not None:
        return by_key
    if reply.asked_first:
        return Route(Destination.NOT_YOURS, ticket_id=reply.option.id) if reply.option else Route(Destination.WHERE_TO)
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
    is_note = s.said.note or reply.to_note
    if reply.prepared is not None and not is_note:
        return Route(
            Destination.REPLACE_PREPARED, ticket_id=option.id, entry_id=reply.entry_id, prepared=reply.prepared
        )
    return Route(_choose_for_staff(s, is_note=is_note), ticket_id=option.id, entry_id=reply.entry_id)


def _choose_for_staff(s: RoutingContext, *, is_note: bool) -> Destination:
    """Return where staff's words for a ticket go: what looks like a verb or like talk among colleagues is asked."""
    if is_note:
        return Destination.NOTE
    return Destination.COLLEAGUES if s.said.staff & NOT_FOR_REQUESTERS else Destination.REPLY


def _own_reply(s: RoutingContext, reply: Reply, option: TicketOption) -> Route:
    may_answer = option.is_draft or option.status is Status.PENDING or option.is_asking
    if s.said.heard.is_small_talk and not may_answer:
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
    if s.said.staff & WISHES:
        return Route(Destination.WISH)
    return Route(Destination.POLITE) if s.is_idle else _question(s) or Route(Destination.WHERE_TO)


def _small_talk(s: RoutingContext) -> Route | None:
    """Route small talk to the latest of the requester's tickets, unless it may be an answer: one is pending, or an
    agent has asked something. A mere no answers the agent who asked, too."""
    heard, is_over = s.said.heard, not any(option.is_open for option in s.own)
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
    asking = [option for option in s.own if option.is_asking] if heard.agrees or heard.is_no else last_asked
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
    return replace(_to_own(named), held=True) if named is not None else None


def _question(s: RoutingContext) -> Route | None:
    if s.open_question is None:
        return None
    return Route(Destination.ANSWER, asked=Asked.WORDS, question_id=s.open_question)


def _by_what_is_open(s: RoutingContext) -> Route:
    still_open = [option for option in s.own if option.is_open]
    if not still_open:
        regretted = next((option.id for option in s.own if option.just_cancelled and s.said.heard.denies), None)
        if regretted is not None:
            return Route(Destination.CLOSED_REPLY, ticket_id=regretted)
        thanks = Route(Destination.GREETING) if s.said.heard.is_small_talk and not s.is_staff else None
        number = Route(Destination.NUMBER) if s.said.number and not s.is_staff else None
        return _greeting(s) or thanks or number or Route(Destination.NEW_DRAFT)
    if len(still_open) == 1:
        return replace(_to_own(still_open[0]), late=not still_open[0].fresh)
    return Route(Destination.WHICH_TICKET)
