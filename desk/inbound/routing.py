"""Decide where a message goes: a pure function of the situation, in the order the product demands."""

from dataclasses import dataclass, replace
from enum import StrEnum

from db.models import QuestionKind, Status
from desk.inbound.routing_types import NoteBefore, Reply, RoutingContext, TicketOption, WordTraits
from desk.outbox import Slot
from desk.requests.request_limits import find_joinable


class Destination(StrEnum):
    """Places where a message can go."""

    HELP = "help"  # a requester's unknown command, alone
    GREETING = "greeting"  # a requester's, before they have said what it is about
    COMMAND = "command"  # staff's unknown command, which is stored nowhere
    COMMENT = "comment"  # the requester's words for their open ticket
    ADDED_TO_RESOLVED = "added_to_resolved"  # like COMMENT, and the requester is asked whether it is solved
    OVER_LIMIT = "crowded"  # over the limit of untaken requests: a comment on the newest
    REPLY = "reply"
    NOTE = "note"
    NOT_YOURS = "not_yours"  # staff replied to a colleague's card or a reminder: ask first
    WHERE_TO = "where_to"  # staff replied to nothing: ask which ticket
    CLOSED_REPLY = "closed_reply"  # a reply to an ended ticket: ask
    ENDED_LONG_AGO = "ended_long_ago"  # a reply to a ticket that ended long ago: a new request
    DRAFT = "draft"  # joins the gathering draft
    NEW_DRAFT = "new_draft"
    RATING_WORD = "rating_word"
    HOLD_REASON = "hold_reason"
    ESCALATION = "escalation"  # the reason of an escalation
    LOW_MARK = "low_mark"  # what happened before a low rating
    PROMPT = "prompt"  # a value or words that staff were asked for
    CANNED = "canned"  # the key of a canned reply, which is shown before it is sent
    REPLACE_PREPARED = "instead"  # words to send instead of an answer that was shown
    FORM_ANSWER = "form_answer"  # a comment that answers a question about the request
    SUBJECT = "subject"  # the new subject of the requester's ticket
    REGISTRATION = "registration"  # an answer to a question about who the requester is
    ORGANIZATION = "organization"  # the name of an organization or outlet, which was asked for
    SMALL_TALK = "small_talk"
    JOIN_QUESTION = "join_question"
    WHICH_TICKET = "which_ticket"
    JOIN_ALBUM = "with_album"  # to where the first part of its album went


REASONS = {
    QuestionKind.HOLD_REASON: Destination.HOLD_REASON,
    QuestionKind.ESCALATION: Destination.ESCALATION,
    QuestionKind.LOW_MARK: Destination.LOW_MARK,
}
"""Where a reply to a question for a reason goes, by the question's kind."""


@dataclass(frozen=True, slots=True)
class Route:
    """A decision: the destination, with ticket or question.

    `entry_id`: the entry it answers, or the album's first; `note`: under its question it is a note whatever it begins
    with; `prompt`, `prepared`: as in `Reply`.
    """

    destination: Destination
    ticket_id: int | None = None
    question_id: int | None = None
    entry_id: int | None = None
    note: bool = False
    prompt: Slot | None = None
    prepared: int | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """The destination of a message, and the ticket, entry and question it went to, if any. HELP, GREETING and
    COMMAND are left to the caller: nothing was stored. `in_focus`: it went there without a reply, and the caller says
    so."""

    destination: Destination
    number: int | None = None
    ticket_id: int | None = None
    entry_id: int | None = None
    question_id: int | None = None
    in_focus: bool = False


def decide_route(situation: RoutingContext) -> Route:
    """Return where a message that is no known command goes; the first rule that applies decides."""
    s = situation
    return (
        _command(s)
        or _album(s)
        or (_further_part(s.note_before) if s.note_before else None)
        or (_reply(s, s.reply) if s.reply else None)
        or (Route(Destination.REGISTRATION, question_id=s.registers) if s.registers else None)
        or (Route(Destination.ORGANIZATION, question_id=s.for_organization) if s.for_organization else None)
        or (_to_own(s.add_to) if s.add_to else None)
        or (Route(Destination.SUBJECT, ticket_id=s.subject_of) if s.subject_of and s.said.has_text else None)
        or ((_greeting(s) or _start_request(s)) if s.new_next else None)
        or (Route(Destination.DRAFT, ticket_id=s.draft.id) if s.draft else None)
        or (_form_answer(s, *s.asked) if s.asked else None)
        or _rating_word(s)
        or (_staff_without_reply(s) if s.is_staff else None)
        or _small_talk(s)
        or _question(s)
        or _by_what_is_open(s)
    )


def _start_request(s: RoutingContext) -> Route:
    """Begin a request, or comment on the newest if the requester has too many untaken ones."""
    newest = find_joinable(s.untaken, s.max_untaken)
    return Route(Destination.NEW_DRAFT if newest is None else Destination.OVER_LIMIT, ticket_id=newest)


def _greeting(s: RoutingContext) -> Route | None:
    """Return GREETING for a message that would begin a request but only says hello."""
    return Route(Destination.GREETING) if s.said.greeting and not s.is_staff else None


def _form_answer(s: RoutingContext, question_id: int, option: TicketOption) -> Route | None:
    """Return FORM_ANSWER for the requester's next text after they were asked to say more; thanks do not count."""
    if s.is_staff or not s.said.has_text or not _can_answer(s.said, option):
        return None
    return Route(Destination.FORM_ANSWER, ticket_id=option.id, question_id=question_id)


def _can_answer(said: WordTraits, option: TicketOption) -> bool:
    return option.status is Status.NEW and (said.yes or not said.small_talk)


def _command(s: RoutingContext) -> Route | None:
    if s.is_staff:
        goes_on = s.note_before is not None and s.album is None  # the second half of a long note may begin with a slash
        return Route(Destination.COMMAND) if s.said.command and not goes_on else None
    return Route(Destination.HELP) if s.said.lone_command else None


def _album(s: RoutingContext) -> Route | None:
    return Route(Destination.JOIN_ALBUM, entry_id=s.album) if s.album is not None else None


def _further_part(before: NoteBefore) -> Route:
    if before.ticket_id is not None:
        return Route(Destination.NOTE, ticket_id=before.ticket_id)
    return Route(Destination.JOIN_QUESTION, question_id=before.question_id, note=True)


def _reply(s: RoutingContext, reply: Reply) -> Route | None:
    if reply.prompt is not None:
        return Route(Destination.PROMPT, prompt=reply.prompt)
    if reply.reason is not None:
        named = reply.option.id if reply.option else None
        return Route(REASONS[reply.reason], ticket_id=named, question_id=reply.question_id)
    if s.said.key and s.is_staff and (by_key := _route_canned_key(reply)) is not None:
        return by_key
    if reply.for_organization is not None:
        return Route(Destination.ORGANIZATION, question_id=reply.for_organization)
    if reply.question_id is not None:
        return Route(Destination.JOIN_QUESTION, question_id=reply.question_id, note=reply.to_note)
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
    return Route(Destination.NOTE if is_note else Destination.REPLY, ticket_id=option.id, entry_id=reply.entry_id)


def _own_reply(s: RoutingContext, reply: Reply, option: TicketOption) -> Route:
    if reply.asked is not None and _can_answer(s.said, option):
        return Route(Destination.FORM_ANSWER, ticket_id=option.id, question_id=reply.asked)
    if s.said.small_talk and not option.is_draft and option.status is not Status.PENDING:
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


def _rating_word(s: RoutingContext) -> Route | None:
    if s.rating_of is None or not s.said.has_text:
        return None
    return Route(Destination.RATING_WORD, ticket_id=s.rating_of)


def _staff_without_reply(s: RoutingContext) -> Route:
    if s.said.key:
        return Route(Destination.CANNED, ticket_id=s.focus)
    if s.focus is not None:
        return Route(Destination.NOTE if s.said.note else Destination.REPLY, ticket_id=s.focus)
    return _question(s) or Route(Destination.WHERE_TO)


def _small_talk(s: RoutingContext) -> Route | None:
    """Route small talk to the latest of the requester's tickets, unless one is pending: then it may be an answer."""
    if not s.said.small_talk or not s.own or any(option.status is Status.PENDING for option in s.own):
        return None
    return Route(Destination.SMALL_TALK, ticket_id=max(s.own, key=lambda option: option.last_at).id)


def _question(s: RoutingContext) -> Route | None:
    return Route(Destination.JOIN_QUESTION, question_id=s.open_question) if s.open_question is not None else None


def _by_what_is_open(s: RoutingContext) -> Route:
    still_open = [option for option in s.own if option.is_open]
    if not still_open:
        return _greeting(s) or _start_request(s)
    if len(still_open) == 1 and still_open[0].fresh:
        return _to_own(still_open[0])
    return Route(Destination.WHICH_TICKET)
